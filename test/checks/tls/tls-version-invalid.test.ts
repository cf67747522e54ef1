import { tlsVersionInvalid } from '../../../src/checks/tls/tls-version-invalid.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = (tls: string) => `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: a }, ${tls} }
`;
const context = (spec: string) => `
kind: TLSContext
metadata: { name: legacy, namespace: shop }
spec: ${spec}
`;
const used = 'tlsContext: { name: legacy }';
const upstream =
  'kind: Mapping\nmetadata: { name: m, namespace: shop }\nspec: { hostname: "*", prefix: /, service: s, tls: legacy }';
const a = tlsSecret({ name: 'a' });

testCheck(tlsVersionInvalid, {
  clean: {
    'nothing is set': { given: [host(used), context('{ secret: a }'), a] },
    'at least 1.2': { given: [host('tls: { min_tls_version: v1.2 }'), a] },
    'exactly 1.2': { given: [host('tls: { min_tls_version: v1.2, max_tls_version: v1.2 }'), a] },
    'at least 1.3': { given: [host('tls: { min_tls_version: v1.3 }'), a] },
    'old versions towards upstreams': { given: [context('{ secret: a, min_tls_version: v1.0 }'), upstream, a] },
    'old versions that nothing uses': { given: [context('{ secret: a, min_tls_version: v1.0 }'), a] },
    'a Host without Secret': {
      given: 'kind: Host\nmetadata: { name: shop, namespace: shop }\nspec: { tls: { min_tls_version: "1.2" } }',
    },
  },
  found: {
    'TLS 1.0 is allowed': {
      given: [host(used), context('{ secret: a, min_tls_version: v1.0 }'), a],
      expect: [
        {
          on: 'TLSContext shop/legacy',
          severity: 'warning',
          says: 'TLSContext shop/legacy allows TLS v1.0, which is not safe any more.',
          evidence: ['TLSContext shop/legacy spec.min_tls_version'],
        },
      ],
    },
    'TLS 1.1 is allowed, in the Host itself': {
      given: [host('tls: { min_tls_version: v1.1 }'), a],
      expect: [{ on: 'Host shop/shop', severity: 'warning', evidence: ['Host shop/shop spec.tls.min_tls_version'] }],
    },
    'a version without v': {
      given: [host('tls: { min_tls_version: "1.2" }'), a],
      expect: [{ on: 'Host shop/shop', severity: 'error', mentions: ['sets TLS version 1.2, and only v1.0'] }],
    },
    'a version that does not exist': {
      given: [host('tls: { max_tls_version: v1.4 }'), a],
      expect: [{ on: 'Host shop/shop', severity: 'error' }],
    },
    'more than at most': {
      given: [host('tls: { min_tls_version: v1.3, max_tls_version: v1.2 }'), a],
      expect: [{ on: 'Host shop/shop', severity: 'error', mentions: ['at least TLS v1.3 and at most v1.2'] }],
    },
    'nothing newer than 1.1': {
      given: [host('tls: { max_tls_version: v1.1 }'), a],
      expect: [{ on: 'Host shop/shop', severity: 'error' }],
    },
    'more than at most, towards upstreams': {
      given: [context('{ secret: a, min_tls_version: v1.3, max_tls_version: v1.2 }'), upstream, a],
      expect: [{ on: 'TLSContext shop/legacy', severity: 'error' }],
    },
  },
});
