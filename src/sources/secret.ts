import type { Meta, Secret, SecretValue } from '../cluster/objects.ts';
import { type Expected, pemFacts } from './certificates.ts';
import { type Fields, fieldsOf, isFields, textOf } from './fields.ts';
import { metadataOf } from './metadata.ts';
import { registryLogins } from './registry.ts';
import { savedValue } from './saved-secret.ts';
import { tokensIn, tokensInValue } from './tokens.ts';

/** A Secret as the API server or a file has it; every field is looked at before it is used. */
export interface RawSecret {
  readonly metadata?: unknown;
  readonly type?: unknown;
  /** Values in base64, or the facts of a saved snapshot. */
  readonly data?: unknown;
  /** Values as they are. */
  readonly stringData?: unknown;
}

/** The keys whose value must be PEM: what Emissary, Istio and cert-manager write a certificate or a key under. */
const EXPECTED: ReadonlyMap<string, Expected> = new Map([
  ['tls.crt', 'certificate'],
  ['ca.crt', 'certificate'],
  ['cert-chain.pem', 'certificate'],
  ['root-cert.pem', 'certificate'],
  ['tls.key', 'key'],
  ['key.pem', 'key'],
  ['user.key', 'key'],
  ['crl.pem', 'crl'],
]);

const REGISTRY_KEYS: ReadonlySet<string> = new Set(['.dockerconfigjson', '.dockercfg']);
const HELM_RELEASE = 'helm.sh/release.v1';
/** Four times what an API server accepts for a whole Secret; of a longer value only the size is told. */
const LONGEST_VALUE = 4_194_304;
/** A value of the Secret's own with fewer characters is too common a word to look for in annotations. */
const SHORTEST_SECRET = 16;

/**
 * A Secret as facts about its values: sizes, certificates, public halves of keys, what tokens say of themselves, which
 * registries are logged in to. No value, and no part of one, is in the result. Never throws.
 */
export function secretFacts(raw: RawSecret): Secret {
  const type = textOf(raw.type) ?? 'Opaque';
  const fields = fieldsOf(raw.metadata);
  const metadata = metadataOf(raw.metadata);
  const data: Record<string, SecretValue> = {};
  const secrets: string[] = [];
  for (const [key, { value, isBase64 }] of valuesOf(raw)) {
    if (isFields(value)) {
      set(data, key, savedValue(value));
      continue;
    }
    const text = textOf(value) ?? '';
    const bytes = isBase64 ? decoded(text) : Buffer.from(text);
    if (!bytes) {
      set(data, key, { bytes: text.length, ...(EXPECTED.has(key) && { problem: 'not base64' }) });
      continue;
    }
    set(data, key, type === HELM_RELEASE ? { bytes: bytes.length } : valueFacts(key, bytes, fields));
    if (bytes.length >= SHORTEST_SECRET && !isPublic(key)) secrets.push(bytes.toString('utf8').trim(), text);
    bytes.fill(0);
  }
  return { kind: 'Secret', apiVersion: 'v1', metadata: withoutSecrets(metadata, secrets), type, data };
}

function* valuesOf(raw: RawSecret): Iterable<[string, { readonly value: unknown; readonly isBase64: boolean }]> {
  const plain = fieldsOf(raw.stringData);
  for (const [key, value] of Object.entries(fieldsOf(raw.data))) {
    if (!Object.hasOwn(plain, key)) yield [key, { value, isBase64: true }];
  }
  // The API server lets stringData win.
  for (const [key, value] of Object.entries(plain)) {
    if (!isFields(value)) yield [key, { value, isBase64: false }];
  }
}

function valueFacts(key: string, bytes: Buffer, metadata: Fields): SecretValue {
  const size = { bytes: bytes.length };
  if (bytes.length > LONGEST_VALUE) return size;

  const expected = EXPECTED.get(key);
  const pem = expected || bytes.includes('-----BEGIN ') ? pemFacts(bytes, expected) : undefined;
  const isRegistry = REGISTRY_KEYS.has(key);
  const registries = isRegistry ? registryLogins(bytes.toString(), writtenAt(key, metadata)) : undefined;
  const tokens = isRegistry ? [] : tokensInValue(bytes);
  return {
    ...size,
    ...(pem && pem.certificates.length > 0 && { certificates: pem.certificates }),
    ...(pem?.privateKey && { privateKey: pem.privateKey }),
    ...(tokens.length > 0 && { tokens }),
    ...(registries && { registries }),
    ...(pem?.problem && { problem: pem.problem }),
  };
}

/**
 * The latest time at which this value can have been written. Without managedFields (kubectl hides them) the creation
 * tells it only of a Secret that nobody keeps up to date.
 */
function writtenAt(key: string, metadata: Fields): Date | undefined {
  const managed = Array.isArray(metadata['managedFields']) ? metadata['managedFields'].map(fieldsOf) : [];
  const times = managed
    .filter(({ fieldsV1 }) => Object.hasOwn(fieldsOf(fieldsOf(fieldsV1)['f:data']), `f:${key}`))
    .map(({ time }) => Date.parse(textOf(time) ?? ''))
    .filter((time) => !Number.isNaN(time));
  if (times.length > 0) return new Date(Math.max(...times));

  const annotations = fieldsOf(metadata['annotations']);
  const isKept =
    'kubectl.kubernetes.io/last-applied-configuration' in annotations || Array.isArray(metadata['ownerReferences']);
  const created = Date.parse(textOf(metadata['creationTimestamp']) ?? '');
  return isKept || Number.isNaN(created) ? undefined : new Date(created);
}

// OpenShift and some sync tools repeat a Secret's value in an annotation.
function withoutSecrets(metadata: Meta, secrets: readonly string[]): Meta {
  const isSafe = ([, value]: readonly [string, string]) =>
    !value.includes('-----BEGIN ') &&
    tokensIn(value).length === 0 &&
    !secrets.some((secret) => secret.length >= SHORTEST_SECRET && value.includes(secret));
  const { labels, annotations, ...rest } = metadata;
  return {
    ...rest,
    ...(labels && { labels: Object.fromEntries(Object.entries(labels).filter(isSafe)) }),
    ...(annotations && { annotations: Object.fromEntries(Object.entries(annotations).filter(isSafe)) }),
  };
}

// In a token Secret the namespace stands beside the token, and labels rightly repeat it.
function isPublic(key: string): boolean {
  const expected = EXPECTED.get(key);
  return key === 'namespace' || expected === 'certificate' || expected === 'crl';
}

// Buffer.from skips what is no base64; an API server refuses it.
function decoded(text: string): Buffer | undefined {
  return /^[A-Za-z0-9+/\r\n]*={0,2}\s*$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

// A key may be named `__proto__`.
function set(data: Record<string, SecretValue>, key: string, value: SecretValue): void {
  Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true });
}
