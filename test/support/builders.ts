import type { Certificate, Secret, SecretValue, Token } from '../../src/cluster/objects.ts';

interface TlsSecretFacts {
  readonly name: string;
  readonly namespace?: string;
  readonly type?: string;
  readonly names?: readonly string[];
  readonly commonName?: string;
  readonly issuer?: string;
  readonly begins?: string;
  readonly ends?: string;
  /** The leaf's other facts, where a case is about them. */
  readonly leaf?: Partial<Certificate>;
  readonly chain?: readonly Certificate[];
  /** Facts of tls.key; null: the Secret has none. */
  readonly key?: SecretValue['privateKey'] | null;
  /** Further values, or others in place of tls.crt and tls.key. */
  readonly data?: Readonly<Record<string, SecretValue>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A certificate good for all of 2026, issued by a public authority, unless said otherwise. */
export function certificate(facts: Partial<Certificate> = {}): Certificate {
  const names = facts.names ?? ['shop.example.com'];
  return {
    subject: `CN=${names[0] ?? 'shop'}`,
    issuer: 'C=US, O=Example Trust, CN=R11',
    notBefore: '2025-10-01T00:00:00.000Z',
    notAfter: '2026-12-31T00:00:00.000Z',
    keyType: 'rsa',
    keyBits: 2048,
    signatureAlgorithm: 'sha256WithRSAEncryption',
    publicKey: 'public-1',
    isCA: false,
    isSelfSigned: false,
    ...facts,
    names,
  };
}

/** An authority's own certificate, as the second block of a chain. */
export function intermediate(facts: Partial<Certificate> = {}): Certificate {
  return certificate({
    subject: 'C=US, O=Example Trust, CN=R11',
    issuer: 'C=US, O=Example Trust, CN=Example Root X1',
    notAfter: '2030-01-01T00:00:00.000Z',
    publicKey: 'public-ca',
    isCA: true,
    ...facts,
    names: facts.names ?? [],
  });
}

/** A TLS Secret with a chain and its key, healthy unless said otherwise. */
export function tlsSecret(facts: TlsSecretFacts): Secret {
  const { name, namespace = 'shop', type = 'kubernetes.io/tls', names, issuer, begins, ends, commonName } = facts;
  const leaf = certificate({
    ...(names && { names }),
    ...(issuer && { issuer }),
    ...(begins && { notBefore: new Date(begins).toISOString() }),
    ...(ends && { notAfter: new Date(ends).toISOString() }),
    ...(commonName && { commonName }),
    ...facts.leaf,
  });
  const chain = facts.chain ?? [leaf, intermediate({ subject: leaf.issuer })];
  const key = facts.key === undefined ? { type: 'rsa', bits: 2048, publicKey: leaf.publicKey ?? '' } : facts.key;
  return {
    kind: 'Secret',
    metadata: {
      name,
      namespace,
      ...(facts.labels && { labels: facts.labels }),
      ...(facts.annotations && { annotations: facts.annotations }),
    },
    type,
    data: facts.data ?? {
      'tls.crt': { bytes: 2000, certificates: chain },
      ...(key && { 'tls.key': { bytes: 1700, privateKey: key } }),
    },
  };
}

/** An Opaque Secret whose value under `key` holds a token that says these things of itself. */
export function tokenSecret(name: string, token: Token, { namespace = 'shop', key = 'token' } = {}): Secret {
  return {
    kind: 'Secret',
    metadata: { name, namespace },
    type: 'Opaque',
    data: { [key]: { bytes: 400, tokens: [token] } },
  };
}
