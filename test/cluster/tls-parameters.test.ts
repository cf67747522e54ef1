import { describe, expect, test } from 'vitest';
import { refusedValuesOf, spacedProtocolsOf } from '../../src/cluster/tls-parameters.ts';

// What Envoy 1.36.2 and 1.40.0 said to each of these with --mode validate.
describe('cipher suites that Envoy takes', () => {
  test.each([
    [['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-CHACHA20-POLY1305', 'AES128-SHA', 'DES-CBC3-SHA']],
    [['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA']],
    [['TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA']],
    [['[ECDHE-ECDSA-AES128-GCM-SHA256|ECDHE-ECDSA-CHACHA20-POLY1305]', 'ECDHE-ECDSA-AES128-SHA']],
    [['ECDHE-RSA-AES128-GCM-SHA256:AES128-SHA']],
    [['DEFAULT', '!3DES']],
    [['HIGH', '-PSK', '+SHA', '@STRENGTH']],
    [['ECDHE+AESGCM', 'kRSA', 'TLSv1.2', 'FIPS']],
    [['ECDHE-RSA-AES128-GCM-SHA256', 'TLS_AES_128_GCM_SHA256']],
    [['ECDHE-RSA-AES128-SHA256']],
    [['ECDHE-ECDSA-AES128-SHA256']],
    [['']],
    [[]],
  ])('%j', (cipher_suites) => {
    expect(refusedValuesOf({ cipher_suites })).toEqual([]);
  });
});

describe('cipher suites that it refuses', () => {
  const good = 'ECDHE-RSA-AES128-GCM-SHA256';
  test.each([
    ['AES256-SHA256', undefined],
    ['ECDHE-RSA-AES256-SHA384', undefined],
    ['DHE-RSA-AES128-GCM-SHA256', good],
    ['ecdhe-rsa-aes128-gcm-sha256', good],
    [` ${good}`, good],
    ['ECDHE-RSA-AES128-GMC-SHA256', good],
    ['ECDHE_RSA_AES128_GCM_SHA256', good],
    [`${good}, AES128-SHA`, undefined],
    [`${good};AES128-SHA`, undefined],
    ['TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384', undefined],
    ['RC4-SHA', undefined],
    ['!aNULL', undefined],
    ['!RC4', undefined],
    ['SHA256', undefined],
    ['TLSv1.3', undefined],
    ['MEDIUM', undefined],
    ['@SECLEVEL=1', undefined],
    ['ECDHE+AES128-SHA', undefined],
    [`${good}|X`, good],
  ])('%j', (suite, likely) => {
    const expected = { field: 'cipher_suites', values: [suite], reason: 'unknown', ...(likely && { likely }) };
    expect(refusedValuesOf({ cipher_suites: [good, suite] })).toEqual([expected]);
  });

  test('each of one text with colons', () => {
    expect(refusedValuesOf({ cipher_suites: ['HIGH:!aNULL:!MD5'] })).toMatchObject([{ values: ['!aNULL', '!MD5'] }]);
  });

  test('those of TLS 1.3 alone', () => {
    const cipher_suites = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'];
    expect(refusedValuesOf({ cipher_suites })).toEqual([
      { field: 'cipher_suites', values: cipher_suites, reason: 'none-left' },
    ]);
  });
});

describe('curves', () => {
  test.each([
    [['X25519', 'P-256', 'P-384', 'P-521']],
    [['x25519', 'prime256v1', 'secp384r1', 'secp521r1']],
    [['P-256:P-384']],
    [['P-224', 'X25519Kyber768Draft00', 'X25519MLKEM768', 'MLKEM1024', 'CECPQ2']],
    [['']],
  ])('%j are taken', (ecdh_curves) => {
    expect(refusedValuesOf({ ecdh_curves })).toEqual([]);
  });

  test.each([
    ['secp256r1', 'P-256'],
    ['P256', 'P-256'],
    ['p-256', 'P-256'],
    ['X-25519', 'X25519'],
    ['X448', undefined],
    ['ffdhe2048', undefined],
    ['P-256,P-384', undefined],
  ])('%j is refused', (curve, likely) => {
    const expected = { field: 'ecdh_curves', values: [curve], reason: 'unknown', ...(likely && { likely }) };
    expect(refusedValuesOf({ ecdh_curves: [curve] })).toEqual([expected]);
  });
});

test('protocols with spaces', () => {
  expect(spacedProtocolsOf({ alpn_protocols: 'h2, http/1.1' })).toEqual([' http/1.1']);
  expect(spacedProtocolsOf({ alpn_protocols: 'h2 http/1.1' })).toEqual(['h2 http/1.1']);
  expect(spacedProtocolsOf({ alpn_protocols: 'h2,http/1.1' })).toEqual([]);
  expect(spacedProtocolsOf({})).toEqual([]);
});
