import { tlsHostContextMismatch } from '../../../src/checks/tls/tls-host-context-mismatch.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = (spec = 'tlsContext: { name: modern }') => `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: a }, ${spec} }
`;
const context = (spec: string, namespace = 'shop', name = 'modern') => `
kind: TLSContext
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
`;
const a = tlsSecret({ name: 'a' });

testCheck(tlsHostContextMismatch, {
  clean: {
    'both name the same Secret': { given: [host(), context('{ secret: a, hosts: [shop.example.com] }'), a] },
    'the TLSContext names no Secret': { given: [host(), context('{ min_tls_version: v1.2 }'), a] },
    'the TLSContext has no hosts': { given: [host(), context('{ secret: a }'), a] },
    'a glob among its hosts': { given: [host(), context('{ secret: a, hosts: ["*.example.com"] }'), a] },
    'its hostname among its hosts, with a port': {
      given: [host(), context('{ secret: a, hosts: ["shop.example.com:8443"] }'), a],
    },
    'the name of the Host among its hosts': { given: [host(), context('{ secret: a, hosts: [shop] }'), a] },
    'the Secret of the TLSContext does not exist: that is another check': {
      given: [host(), context('{ secret: gone }'), a],
    },
    'the Secret of the Host does not exist': { given: [host(), context('{ secret: b }'), tlsSecret({ name: 'b' })] },
    'the TLSContext does not exist': { given: [host(), a] },
    'another TLSContext of the name was taken: that is another check': {
      given: [
        host(),
        context('{ secret: b }', 'apps'),
        context('{ secret: a }'),
        a,
        tlsSecret({ name: 'b', namespace: 'apps' }),
      ],
    },
    'settings in the Host itself': { given: [host('tls: { min_tls_version: v1.2 }'), a] },
    neither: { given: [host('requestPolicy: {}'), a] },
    'Secrets cannot be read': {
      given: [host(), context('{ secret: a }')],
      gaps: [{ kind: 'Secret', namespace: 'shop', reason: 'forbidden' }],
    },
  },
  found: {
    'another Secret': {
      given: [host(), context('{ secret: b }'), a, tlsSecret({ name: 'b' })],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'error',
          says: 'Host shop/shop names Secret a, and its TLSContext modern names b.',
          evidence: ['Host shop/shop spec.tlsSecret.name', 'TLSContext shop/modern spec.secret'],
          related: ['TLSContext shop/modern'],
        },
      ],
    },
    'the same Secret, written with its namespace in another one': {
      given: [host(), context('{ secret: a.shop }', 'vault'), a],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'error',
          says: 'Host shop/shop names Secret a, and its TLSContext modern names a.shop.',
        },
      ],
    },
    'the context that has the name of the Host': {
      given: [host('requestPolicy: {}'), context('{ secret: b }', 'shop', 'shop-context'), a, tlsSecret({ name: 'b' })],
      expect: [{ on: 'Host shop/shop', severity: 'error', related: ['TLSContext shop/shop-context'] }],
    },
    'a TLSContext of another namespace, where the same name is another Secret': {
      given: [host(), context('{ secret: a }', 'vault'), a, tlsSecret({ name: 'a', namespace: 'vault' })],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'warning',
          says: 'Host shop/shop asks for Secret shop/a, and its TLSContext modern serves vault/a.',
        },
      ],
    },
    'other hosts': {
      given: [host(), context('{ secret: a, hosts: [www.example.com] }'), a],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'warning',
          says: 'Host shop/shop is shop.example.com, and its TLSContext modern is for www.example.com.',
          evidence: ['TLSContext shop/modern spec.hosts'],
        },
      ],
    },
    'both forms at once': {
      given: [host('tlsContext: { name: modern }, tls: { min_tls_version: v1.2 }'), context('{ secret: a }'), a],
      expect: [{ on: 'Host shop/shop', severity: 'error', mentions: ['has both tls and tlsContext modern'] }],
    },
    'files beside the Secret': {
      given: [host('tls: { cert_chain_file: crt.pem, private_key_file: key.pem }'), a],
      expect: [{ on: 'Host shop/shop', severity: 'error', mentions: ['files'] }],
    },
  },
});
