import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretFacts } from '../../src/sources/secret.ts';
import { issue } from '../support/kube-certificates.ts';
import { jwt } from '../support/kube-tokens.ts';

const pair = await issue({ names: ['shop.example'], algorithm: 'rsa' });
const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
const metadata = { name: 'shop-tls', namespace: 'shop', creationTimestamp: '2026-01-01T00:00:00Z' };

describe('a TLS Secret', () => {
  const secret = secretFacts({
    metadata: { ...metadata, managedFields: [{}], resourceVersion: '7' },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': base64(pair.certificate), 'tls.key': base64(pair.privateKey), 'ca.crt': '' },
  });

  it('becomes facts about its certificate and key', () => {
    expect(secret).toEqual({
      kind: 'Secret',
      apiVersion: 'v1',
      metadata,
      type: 'kubernetes.io/tls',
      data: {
        'tls.crt': {
          bytes: pair.certificate.length,
          certificates: [expect.objectContaining({ names: ['shop.example'] })],
        },
        'tls.key': { bytes: pair.privateKey.length, privateKey: expect.objectContaining({ type: 'rsa', bits: 2048 }) },
        'ca.crt': { bytes: 0, problem: 'empty' },
      },
    });
  });

  it('shows that its halves belong together', () => {
    expect(secret.data['tls.key']?.privateKey?.publicKey).toBe(secret.data['tls.crt']?.certificates?.[0]?.publicKey);
  });

  it('that was saved as facts comes back as it was', () => {
    expect(secretFacts(JSON.parse(JSON.stringify(secret)))).toEqual(secret);
  });

  it('that was saved keeps nothing that is no fact', () => {
    const data = {
      a: { bytes: 3, value: 'hunter2', certificates: ['x', { subject: 1 }], tokens: [{ raw: 'hunter2' }] },
    };
    expect(secretFacts({ metadata, data }).data).toEqual({ a: { bytes: 3, certificates: [], tokens: [{}] } });
  });
});

describe('values', () => {
  it('of stringData win over those of data', () => {
    const data = { 'tls.crt': base64('old') };
    expect(secretFacts({ metadata, data, stringData: { 'tls.crt': pair.certificate } }).data['tls.crt']).toMatchObject({
      certificates: [{ names: ['shop.example'] }],
    });
  });

  it('under a key of any name are looked at, without a problem', () => {
    const { data } = secretFacts({
      metadata,
      data: {
        bundle: base64(pair.certificate + pair.privateKey),
        env: base64(`T=${jwt({ iss: 'id' })}`),
        word: base64('hi'),
      },
    });
    expect(data).toEqual({
      bundle: expect.objectContaining({ certificates: [expect.anything()], privateKey: expect.anything() }),
      env: { bytes: expect.any(Number), tokens: [{ issuer: 'id' }] },
      word: { bytes: 2 },
    });
  });

  it('that are no base64 are a problem where a certificate should be', () => {
    const { data } = secretFacts({ metadata, data: { 'tls.crt': pair.certificate, note: '!' } });
    expect(data['tls.crt']?.problem).toBe('not base64');
    expect(data['note']).toEqual({ bytes: 1 });
  });

  it('of a Helm release are only measured', () => {
    const data = { release: base64(base64(`gzip ${jwt({ iss: 'id' })}`)), 'tls.crt': base64('x') };
    expect(secretFacts({ metadata, type: 'helm.sh/release.v1', data }).data['tls.crt']).toEqual({ bytes: 1 });
  });

  it('of a service account say who issued the token', () => {
    const token = jwt({ iss: 'kubernetes/serviceaccount', sub: 'system:serviceaccount:shop:default' });
    const { data } = secretFacts({
      metadata,
      type: 'kubernetes.io/service-account-token',
      data: { token: base64(token) },
    });
    expect(data['token']?.tokens).toEqual([
      { issuer: 'kubernetes/serviceaccount', subjectHash: expect.stringMatching(/^[0-9a-f]{12}$/) },
    ]);
  });
});

describe('a registry login written by somebody', () => {
  const data = {
    '.dockerconfigjson': base64(
      JSON.stringify({ auths: { 'gcr.io': { username: 'oauth2accesstoken', password: 'ya29.hunter2' } } }),
    ),
  };
  const expires = (more: object) =>
    secretFacts({ metadata: { ...metadata, ...more }, data }).data['.dockerconfigjson']?.registries?.[0]?.expires;

  it('ends relative to when the value was last managed', () => {
    const managedFields = [
      { time: '2026-02-01T00:00:00Z', fieldsV1: { 'f:data': { 'f:.dockerconfigjson': {} } } },
      { time: '2026-03-01T00:00:00Z', fieldsV1: { 'f:metadata': { 'f:labels': {} } } },
    ];
    expect(expires({ managedFields })).toBe('2026-02-01T01:00:00.000Z');
  });

  it('ends relative to its creation when nobody keeps it up to date', () => {
    expect(expires({})).toBe('2026-01-01T01:00:00.000Z');
    expect(expires({ ownerReferences: [{ kind: 'ExternalSecret', name: 'x' }] })).toBeUndefined();
    expect(expires({ annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' } })).toBeUndefined();
  });
});

describe('no part of a value', () => {
  const token = jwt({ iss: 'id', sub: 'ann@shop.example', exp: 1_800_000_000 });
  const password = 'correct-horse-battery-staple-42';
  const secrets = [pair.privateKey, token, password];
  const raw = {
    metadata: {
      ...metadata,
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ data: { password: base64(password) } }),
        'openshift.io/token-secret.value': token,
        'sync.example/copy': `password is ${password}`,
        'sync.example/base64': base64(password),
        'cert-manager.io/issuer-name': 'letsencrypt',
      },
      labels: { app: 'shop' },
    },
    type: 'Opaque',
    data: {
      'tls.key': base64(pair.privateKey),
      'tls.crt': base64(pair.privateKey),
      'user.key': base64(pair.privateKey.slice(0, 400)),
      'key.pem': base64(base64(pair.privateKey)),
      token: base64(token),
      password: base64(password),
      '.dockerconfigjson': base64(
        JSON.stringify({
          auths: { [`https://ann:${password}@r.example`]: { auth: base64(`ann:${password}`), password: token } },
        }),
      ),
    },
    stringData: { 'ca.crt': password, 'crl.pem': token },
  };

  it('is in its facts', () => {
    const text = JSON.stringify(secretFacts(raw));
    expect(secretFacts(raw).metadata.annotations).toEqual({
      'cert-manager.io/issuer-name': 'letsencrypt',
      'openshift.io/token-secret.value': '(not kept)',
    });
    for (const secret of secrets.flatMap((value) => [value, base64(value)])) {
      for (let at = 0; at + 12 <= secret.length; at += 4) {
        const piece = secret.slice(at, at + 12);
        if (!piece.includes('----') && !piece.includes('PRIVATE')) expect(text).not.toContain(piece);
      }
    }
  });

  it('is in the facts of any value under any key', () => {
    const keys = fc.oneof(
      fc.constantFrom(
        'tls.crt',
        'tls.key',
        'ca.crt',
        'crl.pem',
        '.dockerconfigjson',
        'token',
        '__proto__',
        'constructor',
      ),
      fc.string({ maxLength: 8 }),
    );
    const canary = fc.stringMatching(/^[a-zA-Z0-9]{24}$/);
    const shapes = fc.constantFrom<(canary: string) => string>(
      (c) => c,
      (c) => `-----BEGIN PRIVATE KEY-----\n${c}\n-----END PRIVATE KEY-----`,
      (c) => `-----BEGIN ${c.toUpperCase()}-----\n${c}`,
      (c) => `-----BEGIN CERTIFICATE-----\n${c}\n-----END CERTIFICATE-----\n${c}`,
      (c) => `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify({ password: c, sub: c })).toString('base64url')}.${c}`,
      (c) => JSON.stringify({ auths: { 'ghcr.io': { auth: c, password: c }, [`a:${c}@quay.io`]: { username: c } } }),
    );
    fc.assert(
      fc.property(keys, canary, shapes, fc.boolean(), (key, secret, shape, isPlain) => {
        const value = shape(secret);
        const values = Object.fromEntries([[key, isPlain ? value : base64(value)]]);
        const text = JSON.stringify(secretFacts({ metadata, [isPlain ? 'stringData' : 'data']: values }));
        expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
      }),
      { numRuns: 500 },
    );
  });
});

describe('any input', () => {
  it('of bytes never throws', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 200 }).map((b) => Buffer.concat([Buffer.from('-----BEGIN CERTIFICATE-----\n'), b])),
      fc.uint8Array({ maxLength: 60 }).map((b) => {
        const body = Buffer.from(pair.certificate);
        body.set(b, 100);
        return body;
      }),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(`eyJ${text}.eyJ${text}.x`)),
    );
    fc.assert(
      fc.property(bytes, fc.constantFrom('tls.crt', 'tls.key', 'crl.pem', '.dockercfg', 'x'), (value, key) => {
        const { data } = secretFacts({ metadata, data: { [key]: base64(value) } });
        expect(data[key]?.bytes).toBe(value.length);
      }),
      { numRuns: 500 },
    );
  });

  it('of any shape never throws', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (data, stringData, metadata) => {
        secretFacts({ metadata, type: data, data, stringData });
        secretFacts({ metadata, data: { 'tls.crt': data }, stringData: { a: data } });
      }),
      { numRuns: 500 },
    );
  });
});
