import { describe, expect, test } from 'vitest';
import { certificateFault, refusalsOf } from '../../src/cluster/envoy-refusals.ts';
import type { Secret, SecretValue } from '../../src/cluster/objects.ts';
import { tlsSecret } from '../support/builders.ts';
import { objectsIn } from './clusters.ts';
import { GATEWAY, mapping, routingFrom, routingWith } from './gateway.ts';

const refused = (yaml: string) =>
  refusalsOf(routingWith(yaml)).map(({ what, reason, on }) => `${what} ${reason} ${on.metadata.name}`);
const tcp = (name: string, spec: string) =>
  `---\nkind: TCPMapping\nmetadata: { name: ${name}, namespace: shop }\nspec: { service: db, ${spec} }\n`;

describe('what Envoy refuses', () => {
  test.each([
    [
      'a regex that does not compile',
      mapping('m', 'prefix: "/(", prefix_regex: true, service: s'),
      ['routes regex-invalid m'],
    ],
    [
      'one in a header',
      mapping('m', 'prefix: /, regex_headers: { a: "(?=x)" }, service: s'),
      ['routes regex-invalid m'],
    ],
    [
      'a negative weight',
      mapping('a', 'prefix: /, service: s, weight: -5') + mapping('b', 'prefix: /, service: s'),
      ['routes weight-below-0 a'],
    ],
    [
      'a TCP weight of 0',
      tcp('a', 'port: 5000, weight: 0') + tcp('b', 'port: 5000'),
      ['listener tcp-weight-below-1 a'],
    ],
    ['a TCPMapping on an HTTP port', tcp('a', 'port: 8080'), ['listener tcp-beside-http a']],
    [
      'two Hosts that differ in letter case only',
      '---\nkind: Host\nmetadata: { name: upper, namespace: emissary }\nspec: { hostname: Shop.test }\n',
      ['routes hostnames-differ-in-case-only upper'],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(refused(yaml)).toEqual(expected);
  });

  test.each([
    ['a good regex', mapping('m', 'prefix: "/(a|b)", prefix_regex: true, service: s')],
    ['parentheses in a plain prefix', mapping('m', 'prefix: "/(", service: s')],
    ['weight 0 of HTTP', mapping('a', 'prefix: /, service: s, weight: 0') + mapping('b', 'prefix: /, service: s')],
    ['a TCPMapping on its own port', tcp('a', 'port: 5000')],
    [
      'a bad regex that is attached to no Host',
      '---\nkind: Mapping\nmetadata: { name: m }\nspec: { prefix: "/(", prefix_regex: true, service: s }\n',
    ],
  ])('not %s', (_, yaml) => {
    expect(refused(yaml)).toEqual([]);
  });
});

test('a cipher suite that Envoy does not know, on a Listener with TLS', () => {
  const yaml = `${GATEWAY.replace('protocol: HTTP,', 'protocol: HTTPS,')}
---
kind: Host
metadata: { name: safe, namespace: emissary }
spec: { hostname: safe.test, tlsSecret: { name: a }, tls: { cipher_suites: [AES128-SHA, AES256-SHA256] } }`;
  const routing = routingFrom([...objectsIn(yaml), tlsSecret({ name: 'a', namespace: 'emissary' })]);
  expect(refusalsOf(routing)).toMatchObject([
    {
      what: 'listener',
      reason: 'cipher-or-curve-unknown',
      detail: 'AES256-SHA256',
      on: { metadata: { name: 'safe' } },
    },
  ]);
});

describe('certificateFault', () => {
  const certificate = { subject: 'CN=a', issuer: 'CN=a', names: [], notBefore: '', notAfter: '', publicKey: '01' };
  const fault = (chain: Partial<SecretValue>, key: Partial<SecretValue>) =>
    certificateFault({
      name: 'c',
      namespace: 'n',
      hosts: [],
      isActive: true,
      isUsable: true,
      settings: {},
      secret: {
        ref: { kind: 'Secret', namespace: 'n', name: 's' },
        hasCertificate: true,
        hasPrivateKey: true,
        secret: {
          kind: 'Secret',
          type: 'kubernetes.io/tls',
          metadata: { name: 's', namespace: 'n' },
          data: { 'tls.crt': { bytes: 1, ...chain }, 'tls.key': { bytes: 1, ...key } },
        } satisfies Secret,
      },
    });

  test.each([
    ['a pair', { certificates: [certificate] }, { privateKey: { publicKey: '01' } }, undefined],
    ['no PEM', { problem: 'not PEM' }, { privateKey: { publicKey: '01' } }, 'certificate-unreadable'],
    ['no key', { certificates: [certificate] }, { problem: 'not PEM' }, 'private-key-unreadable'],
    [
      'a key of another',
      { certificates: [certificate] },
      { privateKey: { publicKey: '02' } },
      'key-of-another-certificate',
    ],
    ['a key whose public half is unknown', { certificates: [certificate] }, { privateKey: {} }, undefined],
    [
      '1024 bits',
      { certificates: [{ ...certificate, keyType: 'rsa', keyBits: 1024 }] },
      { privateKey: {} },
      'key-too-short',
    ],
    ['2048 bits', { certificates: [{ ...certificate, keyType: 'rsa', keyBits: 2048 }] }, { privateKey: {} }, undefined],
  ])('%s', (_, chain, key, expected) => {
    expect(fault(chain, key)).toBe(expected);
  });
});
