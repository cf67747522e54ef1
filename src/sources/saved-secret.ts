import type { Certificate, PrivateKey, RegistryLogin, SecretValue, Token } from '../cluster/objects.ts';
import { type Fields, fieldsOf, isFields } from './fields.ts';

/**
 * The facts of a value in a saved snapshot, read again: only the fields that facts have, of the right types, so that a
 * file written by hand cannot bring anything else in.
 */
export function savedValue(raw: Fields): SecretValue {
  const { bytes, certificates, privateKey, tokens, registries } = raw;
  return {
    bytes: typeof bytes === 'number' && bytes >= 0 ? bytes : 0,
    ...(Array.isArray(certificates) && { certificates: certificates.filter(isCertificate).map(certificate) }),
    ...(isFields(privateKey) && { privateKey: pick(privateKey, ['type', 'publicKey'], ['bits']) as PrivateKey }),
    ...(Array.isArray(tokens) && { tokens: tokens.filter(isFields).map(token) }),
    ...(Array.isArray(registries) && { registries: registries.filter(isLogin).map(login) }),
    ...pick(raw, ['problem']),
  };
}

const CERTIFICATE_TEXTS = [
  'subject',
  'commonName',
  'issuer',
  'notBefore',
  'notAfter',
  'serial',
  'fingerprint',
  'publicKey',
  'keyType',
  'curve',
  'signatureAlgorithm',
];

function isCertificate(raw: unknown): raw is Fields {
  const { subject, issuer, notBefore, notAfter } = fieldsOf(raw);
  return [subject, issuer, notBefore, notAfter].every((value) => typeof value === 'string');
}

function certificate(raw: Fields): Certificate {
  const fields = pick(raw, CERTIFICATE_TEXTS, ['keyBits'], ['isCA', 'isSelfSigned']);
  // isCertificate saw the fields that a certificate must have.
  return { ...fields, names: texts(raw['names']) } as unknown as Certificate;
}

function token(raw: Fields): Token {
  const fields = pick(raw, ['issuer', 'subjectHash', 'issuedAt', 'notBefore', 'expires'], [], ['inMilliseconds']);
  return { ...fields, ...(Array.isArray(raw['audience']) && { audience: texts(raw['audience']) }) };
}

function isLogin(raw: unknown): raw is Fields & { readonly registry: string } {
  return typeof fieldsOf(raw)['registry'] === 'string';
}

function login(raw: Fields & { readonly registry: string }): RegistryLogin {
  return { registry: raw.registry, ...pick(raw, ['expires']) };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function pick(
  raw: Fields,
  texts: readonly string[],
  numbers: readonly string[] = [],
  flags: readonly string[] = [],
): Fields {
  const wanted = [
    ...texts.filter((name) => typeof raw[name] === 'string'),
    ...numbers.filter((name) => typeof raw[name] === 'number'),
    ...flags.filter((name) => typeof raw[name] === 'boolean'),
  ];
  return Object.fromEntries(wanted.map((name) => [name, raw[name]]));
}
