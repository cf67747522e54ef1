import { nearest } from './names.ts';
import type { TLSSettings } from './objects.ts';

/** Values of one field of TLS settings that Envoy refuses to load. */
export interface RefusedValues {
  readonly field: 'cipher_suites' | 'ecdh_curves';
  readonly values: readonly string[];
  /** Envoy does not know them, or, of cipher suites, they are those of TLS 1.3 alone, so that none is left for 1.2. */
  readonly reason: 'unknown' | 'none-left';
  /** What was likely meant by the first. */
  readonly likely?: string;
}

/**
 * The cipher suites and curves that Envoy refuses. Emissary hands both lists on as they are, and Envoy joins each with
 * colons (BoringSSL: `SSL_CTX_set_strict_cipher_list`, `SSL_CTX_set1_curves_list`). What only some versions of Envoy
 * know is not among them.
 */
export function refusedValuesOf({ cipher_suites = [], ecdh_curves = [] }: TLSSettings): readonly RefusedValues[] {
  const suites = cipher_suites.flatMap((rule) => rule.split(':'));
  const unknownSuites = suites.filter((rule) => !isCipherRule(rule));
  const named = suites.filter((rule) => rule !== '' && !/^[-!+@]/.test(rule));
  const areAll13 = named.length > 0 && named.every((rule) => SUITES_OF_13.has(rule));
  const unknownCurves = ecdh_curves.flatMap((rule) => rule.split(':')).filter((curve) => !isCurve(curve));
  return [
    ...unknown('cipher_suites', unknownSuites, SUITES),
    ...(areAll13 && unknownSuites.length === 0
      ? [{ field: 'cipher_suites', values: named, reason: 'none-left' } as const]
      : []),
    ...unknown('ecdh_curves', unknownCurves, CURVES),
  ];
}

function unknown(
  field: RefusedValues['field'],
  values: readonly string[],
  known: ReadonlySet<string>,
): readonly RefusedValues[] {
  const [first] = values;
  if (first === undefined) return [];
  const likely = meantBy(first, known);
  return [{ field, values, reason: 'unknown', ...(likely !== undefined && { likely }) }];
}

function meantBy(value: string, known: ReadonlySet<string>): string | undefined {
  const tidy = value.trim().replaceAll('_', '-').toUpperCase();
  const other = [...known].find((name) => name.toUpperCase() === tidy) ?? OTHER_NAMES[tidy];
  if (other !== undefined) return other;
  const near = nearest(value, known);
  // A name with a word more is another suite.
  return near !== undefined && Math.abs(near.length - value.length) <= 2 ? near : undefined;
}

/** A rule of BoringSSL: a suite, words joined by `+` that each pick some, or a group of suites in brackets. */
function isCipherRule(rule: string): boolean {
  if (rule === '' || rule === 'DEFAULT' || rule === '@STRENGTH') return true;
  const group = /^\[([^[\]]*)\]$/.exec(rule)?.[1];
  const names = group === undefined ? [rule.replace(/^[-!+]/, '')] : group.split('|');
  return names.every((name) => isSuite(name) || name.split('+').every((word) => WORDS.has(word)));
}

function isSuite(name: string): boolean {
  return SUITES.has(name) || STANDARD_SUITES.has(name) || SUITES_OF_13.has(name) || SOME_VERSIONS.has(name);
}

// Hybrids with the newest algorithms come and go with versions.
function isCurve(name: string): boolean {
  return name === '' || CURVES.has(name) || /^(P-224|secp224r1|CECPQ2)$|kyber|mlkem/i.test(name);
}

const SUITES: ReadonlySet<string> = new Set([
  ...['ECDHE-ECDSA-', 'ECDHE-RSA-', ''].flatMap((key) =>
    ['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'AES128-SHA', 'AES256-SHA'].map((rest) => `${key}${rest}`),
  ),
  ...['ECDHE-ECDSA-', 'ECDHE-RSA-', 'ECDHE-PSK-'].map((key) => `${key}CHACHA20-POLY1305`),
  ...['ECDHE-PSK-', 'PSK-'].flatMap((key) => [`${key}AES128-CBC-SHA`, `${key}AES256-CBC-SHA`]),
  'DES-CBC3-SHA',
]);

/** The same suites by their names in RFCs. */
const STANDARD_SUITES: ReadonlySet<string> = new Set([
  ...['ECDHE_ECDSA', 'ECDHE_RSA', 'RSA'].flatMap((key) =>
    ['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', 'AES_128_CBC_SHA', 'AES_256_CBC_SHA'].map(
      (rest) => `TLS_${key}_WITH_${rest}`,
    ),
  ),
  ...['ECDHE_ECDSA', 'ECDHE_RSA', 'ECDHE_PSK'].map((key) => `TLS_${key}_WITH_CHACHA20_POLY1305_SHA256`),
  ...['ECDHE_PSK', 'PSK'].flatMap((key) => [`TLS_${key}_WITH_AES_128_CBC_SHA`, `TLS_${key}_WITH_AES_256_CBC_SHA`]),
  'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
]);

/** They cannot be chosen: beside others they are passed over, alone they leave an empty list. */
const SUITES_OF_13: ReadonlySet<string> = new Set([
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
]);

const SOME_VERSIONS: ReadonlySet<string> = new Set([
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-ECDSA-AES128-SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
]);

const WORDS: ReadonlySet<string> = new Set([
  ...['ALL', 'HIGH', 'FIPS', 'SSLv3', 'TLSv1', 'TLSv1.2', 'SHA', 'SHA1'],
  ...['kRSA', 'aRSA', 'RSA', 'kECDHE', 'kEECDH', 'ECDHE', 'EECDH', 'ECDH', 'aECDSA', 'ECDSA', 'kPSK', 'aPSK', 'PSK'],
  ...['AES', 'AES128', 'AES256', 'AESGCM', 'CHACHA20', '3DES'],
]);

const CURVES: ReadonlySet<string> = new Set([
  ...['P-256', 'P-384', 'P-521', 'X25519'],
  ...['prime256v1', 'secp384r1', 'secp521r1', 'x25519'],
]);

const OTHER_NAMES: Readonly<Record<string, string>> = {
  SECP256R1: 'P-256',
  P256: 'P-256',
  P384: 'P-384',
  P521: 'P-521',
  CURVE25519: 'X25519',
};

/** Protocols of ALPN with spaces around them or between them, which no client asks for. */
export function spacedProtocolsOf({ alpn_protocols = '' }: TLSSettings): readonly string[] {
  return alpn_protocols.split(',').filter((protocol) => /\s/.test(protocol));
}
