import { createHash, createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Certificate, PrivateKey } from '../cluster/objects.ts';
import { type PemBlock, pemBlocks } from './pem.ts';

/** What a value is meant to hold; absent when nothing is expected of it. */
export type Expected = 'certificate' | 'key' | 'crl';

/** What the PEM text in one value says. No part of a key is in it. */
export interface PemFacts {
  /** In the order of the text; those that cannot be parsed are left out. */
  readonly certificates: readonly Certificate[];
  /** The first private key that can be read without a password. */
  readonly privateKey?: PrivateKey;
  /** Why the value is not what was expected, in words; only when something was expected. */
  readonly problem?: string;
}

const CERTIFICATE_LABELS: ReadonlySet<string> = new Set(['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE']);
const REQUEST_LABELS: ReadonlySet<string> = new Set(['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST']);

/** Reads PEM text. Never throws; `problem` never quotes the value. */
export function pemFacts(value: Buffer, expected?: Expected): PemFacts {
  const text = value.toString('latin1');
  const { blocks, isCut } = pemBlocks(text);
  const certificateBlocks = blocks.filter(({ label }) => CERTIFICATE_LABELS.has(label));
  const parsed = certificateBlocks.map(({ text }) => certificateOf(text));
  const certificates = parsed.filter((certificate) => certificate !== undefined);
  const privateKey = blocks.filter(isPrivateKey).map(privateKeyOf).find(Boolean);
  const problem =
    expected &&
    (value.length === 0
      ? 'empty'
      : blocks.length === 0
        ? whyNotPem(value, text, isCut)
        : problems[expected]({ blocks, parsed, privateKey, isCut }));
  return { certificates, ...(privateKey && { privateKey }), ...(problem && { problem }) };
}

/** The facts of the first certificate in PEM text; undefined when it cannot be parsed. */
export function certificateOf(pem: string): Certificate | undefined {
  try {
    const x509 = new X509Certificate(pem);
    const commonName = /(?:^|\n)CN=(.*)/.exec(x509.subject ?? '')?.[1];
    return {
      subject: inOneLine(x509.subject),
      ...(commonName !== undefined && { commonName: commonName.replace(/\\([,+"\\<>; #=])/g, '$1') }),
      issuer: inOneLine(x509.issuer),
      names: namesOf(x509.subjectAltName),
      notBefore: x509.validFromDate.toISOString(),
      notAfter: x509.validToDate.toISOString(),
      serial: x509.serialNumber,
      fingerprint: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
      ...publicKeyFacts(x509),
      ...(x509.signatureAlgorithm && { signatureAlgorithm: x509.signatureAlgorithm }),
      isCA: x509.ca,
      isSelfSigned: isSelfSigned(x509),
    };
  } catch {
    return undefined;
  }
}

interface Reading {
  readonly blocks: readonly PemBlock[];
  readonly parsed: readonly (Certificate | undefined)[];
  readonly privateKey: PrivateKey | undefined;
  readonly isCut: boolean;
}

const problems: Readonly<Record<Expected, (reading: Reading) => string | undefined>> = {
  certificate({ blocks, parsed, isCut }) {
    const broken = parsed.indexOf(undefined);
    if (broken >= 0) {
      return parsed.length === 1
        ? 'the certificate cannot be parsed'
        : `certificate ${broken + 1} of ${parsed.length} cannot be parsed`;
    }
    if (parsed.length > 0) return isCut ? 'cut off: the last PEM block has no END line' : undefined;
    if (blocks.some(isPrivateKey)) return 'a private key where a certificate should be';
    if (blocks.some(({ label }) => REQUEST_LABELS.has(label)))
      return 'a certificate request where a certificate should be';
    return 'no certificate in it';
  },
  key({ blocks, parsed, privateKey }) {
    if (privateKey) return undefined;
    const keys = blocks.filter(isPrivateKey);
    if (keys.some(isEncrypted)) return 'an encrypted private key';
    if (keys.length > 0) return 'the private key cannot be parsed';
    if (parsed.length > 0) return 'a certificate where a private key should be';
    if (blocks.some(({ label }) => label.endsWith('PUBLIC KEY'))) return 'a public key where a private key should be';
    return 'no private key in it';
  },
  // node:crypto cannot read revocation lists: only their frame is looked at.
  crl({ blocks }) {
    return blocks.some(({ label }) => label === 'X509 CRL') ? undefined : 'no certificate revocation list in it';
  },
};

function whyNotPem(value: Buffer, text: string, isCut: boolean): string {
  if (isCut) return 'cut off: the PEM block has no END line';
  if (text.trim() === '') return 'empty';
  if (/^[A-Za-z0-9+/=\s]+$/.test(text)) {
    const inner = Buffer.from(text, 'base64');
    const isTwice = inner.includes('-----BEGIN ');
    inner.fill(0);
    if (isTwice) return 'base64 twice';
  }
  // An ASN.1 SEQUENCE: how every binary certificate and key starts.
  if (value[0] === 0x30 && ((value[1] ?? 0) & 0x80) !== 0) return 'not PEM but binary (DER)';
  return 'not PEM';
}

function isPrivateKey({ label }: PemBlock): boolean {
  return label.endsWith('PRIVATE KEY');
}

function isEncrypted({ label, text }: PemBlock): boolean {
  return label === 'ENCRYPTED PRIVATE KEY' || text.includes('Proc-Type: 4,ENCRYPTED');
}

function privateKeyOf(block: PemBlock): PrivateKey | undefined {
  if (isEncrypted(block)) return undefined;
  try {
    const key = createPrivateKey(block.text);
    const bits = key.asymmetricKeyDetails?.modulusLength;
    return {
      ...(key.asymmetricKeyType && { type: key.asymmetricKeyType }),
      ...(bits !== undefined && { bits }),
      publicKey: hashOf(createPublicKey(key)),
    };
  } catch {
    // The text of the error is dropped: it must never carry a piece of the key.
    return undefined;
  }
}

type KeyFacts = Pick<Certificate, 'publicKey' | 'keyType' | 'keyBits' | 'curve'>;

function publicKeyFacts(x509: X509Certificate): KeyFacts {
  try {
    const key = x509.publicKey;
    const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
    return {
      publicKey: hashOf(key),
      ...(key.asymmetricKeyType && { keyType: key.asymmetricKeyType }),
      ...(modulusLength !== undefined && { keyBits: modulusLength }),
      ...(namedCurve !== undefined && { curve: namedCurve }),
    };
  } catch {
    // A kind of key that this OpenSSL does not know; the rest of the certificate can still be read.
    return {};
  }
}

function isSelfSigned(x509: X509Certificate): boolean {
  if (x509.subject !== x509.issuer) return false;
  try {
    return x509.verify(x509.publicKey);
  } catch {
    return x509.checkIssued(x509);
  }
}

function hashOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

// Node writes one part of a name per line, and escapes line breaks inside of a part.
function inOneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}

// `DNS:a.example, IP Address:10.0.0.1`; Node puts a name with a comma or a quote in it between JSON quotes.
function namesOf(subjectAltName: string | undefined): readonly string[] {
  const names: string[] = [];
  for (const [, type, quoted, plain] of (subjectAltName ?? '').matchAll(
    /(?:^|, )(DNS|IP Address):(?:("(?:[^"\\]|\\.)*")|([^,]*))/g,
  )) {
    const name = (quoted ? String(JSON.parse(quoted)) : (plain ?? '')).toLowerCase();
    names.push(type === 'IP Address' && name.includes(':') ? shortAddress(name) : name);
  }
  return names;
}

// OpenSSL writes an IPv6 address in full; people and Hosts write it short.
function shortAddress(address: string): string {
  const url = URL.parse(`http://[${address}]`);
  return url ? url.hostname.slice(1, -1) : address;
}
