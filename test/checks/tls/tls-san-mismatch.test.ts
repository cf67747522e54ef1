import { tlsSanMismatch } from '../../../src/checks/tls/tls-san-mismatch.ts';
import { certificate, tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = (hostname: string, spec = '', name = 'shop') => `
kind: Host
metadata: { name: ${name}, namespace: shop }
spec: { hostname: "${hostname}", tlsSecret: { name: a }${spec} }
`;
const covering = (...names: string[]) => tlsSecret({ name: 'a', names });

testCheck(tlsSanMismatch, {
  clean: {
    'the very name': { given: [host('shop.example.com'), covering('shop.example.com')] },
    'certificates in the wrong order': {
      given: [
        host('shop.example.com'),
        tlsSecret({
          name: 'a',
          names: [],
          leaf: { commonName: 'R11', publicKey: 'public-ca' },
          chain: [certificate({ names: ['shop.example.com'] })],
          key: { type: 'rsa', publicKey: 'public-1' },
        }),
      ],
    },
    'one of many names': { given: [host('b.example.com'), covering('a.example.com', 'b.example.com')] },
    'a star for one label': { given: [host('shop.example.com'), covering('*.example.com')] },
    'the same star': { given: [host('*.example.com'), covering('*.example.com')] },
    'a hostname with a port': { given: [host('shop.example.com:8443'), covering('shop.example.com')] },
    'capitals, and a final dot': { given: [host('Shop.example.com.'), covering('shop.example.com')] },
    'an international name': { given: [host('bücher.example.com'), covering('xn--bcher-kva.example.com')] },
    'a Host for every hostname': { given: [host('*'), covering('shop.example.com')] },
    'a glob that a name of the certificate matches': {
      given: [host('*.example.com'), covering('shop.example.com', 'www.example.com')],
    },
    'a glob with the star at its end': { given: [host('shop.*'), covering('shop.example.com')] },
    'a self-signed certificate: that is another check': {
      given: [
        host('shop.example.com'),
        tlsSecret({
          name: 'a',
          chain: [certificate({ subject: 'CN=x', issuer: 'CN=x', isSelfSigned: true, names: ['x'] })],
        }),
      ],
    },
    'a certificate of a service mesh': {
      given: [
        host('shop.example.com'),
        tlsSecret({
          name: 'a',
          type: 'istio.io/key-and-cert',
          data: {
            'cert-chain.pem': { bytes: 900, certificates: [certificate({ names: [] })] },
            'key.pem': { bytes: 900, privateKey: { type: 'rsa' } },
          },
        }),
      ],
    },
    'a certificate for upstreams': {
      given: [
        'kind: TLSContext\nmetadata: { name: up, namespace: shop }\nspec: { secret: a }',
        'kind: Mapping\nmetadata: { name: m, namespace: shop }\nspec: { hostname: "*", prefix: /, service: s, tls: up }',
        covering('client'),
      ],
    },
    'no Listener takes TLS': {
      given: [
        host('shop.example.com'),
        covering('www.example.com'),
        'kind: Listener\nmetadata: { name: web, namespace: shop }\nspec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }',
      ],
    },
  },
  found: {
    'another name': {
      given: [host('shop.example.com'), covering('www.example.com', 'blog.example.com')],
      expect: [
        {
          on: 'Secret shop/a',
          severity: 'error',
          says: 'shop.example.com is served with the certificate in Secret shop/a, which holds for www.example.com, blog.example.com.',
          evidence: ['Secret shop/a data[tls.crt].names', 'Host shop/shop spec.hostname'],
          related: ['Host shop/shop'],
        },
      ],
    },
    'one finding for two Hosts': {
      given: [host('shop.example.com'), host('www.example.com', '', 'www'), covering('blog.example.com')],
      expect: [{ on: 'Secret shop/a', related: ['Host shop/shop', 'Host shop/www'] }],
    },
    'a star does not stand for two labels': {
      given: [host('a.shop.example.com'), covering('*.example.com')],
      expect: [{ on: 'Secret shop/a', severity: 'error' }],
    },
    'a star does not stand for nothing': {
      given: [host('example.com'), covering('*.example.com')],
      expect: [{ on: 'Secret shop/a', severity: 'error' }],
    },
    'a glob that no name of the certificate matches': {
      given: [host('*.example.com'), covering('*.example.org')],
      expect: [{ on: 'Secret shop/a', severity: 'error' }],
    },
    'only a common name': {
      given: [host('shop.example.com'), tlsSecret({ name: 'a', names: [], commonName: 'shop.example.com' })],
      expect: [
        {
          on: 'Secret shop/a',
          mentions: ['its common name does not count any more'],
          evidence: ['Secret shop/a data[tls.crt].commonName'],
        },
      ],
    },
    'another Secret has the name': {
      given: [
        host('shop.example.com'),
        covering('www.example.com'),
        tlsSecret({ name: 'old', names: ['shop.example.com'], ends: '2025-06-01' }),
        tlsSecret({ name: 'shop-tls', names: ['shop.example.com'] }),
      ],
      expect: [
        {
          on: 'Secret shop/a',
          mentions: [
            `kubectl -n shop patch hosts.v3alpha1.getambassador.io shop --type=merge -p '{"spec":{"tlsSecret":{"name":"shop-tls"}}}'`,
          ],
        },
      ],
    },
    'another Secret of another namespace has the name': {
      given: [
        host('shop.example.com'),
        covering('www.example.com'),
        tlsSecret({ name: 'shop-tls', namespace: 'vault', names: ['*.example.com'] }),
      ],
      expect: [{ on: 'Secret shop/a', mentions: ['"tlsSecret":{"name":"shop-tls","namespace":"vault"}'] }],
    },
    'an internal hostname': {
      given: [host('shop.local'), covering('www.local')],
      expect: [{ on: 'Secret shop/a', severity: 'info' }],
    },
    'a TCPMapping': {
      given: [
        'kind: TLSContext\nmetadata: { name: db, namespace: shop }\nspec: { secret: a, hosts: [db.example.com] }',
        'kind: TCPMapping\nmetadata: { name: db, namespace: shop }\nspec: { port: 5432, host: db.example.com, service: db }',
        covering('shop.example.com'),
      ],
      expect: [{ on: 'Secret shop/a', evidence: ['TCPMapping shop/db spec.host'] }],
    },
    'a TLSContext of another namespace brings its own certificate': {
      given: [
        host('shop.example.com', ', tlsContext: { name: elsewhere }'),
        'kind: TLSContext\nmetadata: { name: elsewhere, namespace: vault }\nspec: { secret: a }',
        covering('shop.example.com'),
        tlsSecret({ name: 'a', namespace: 'vault', names: ['vault.example.com'] }),
      ],
      expect: [{ on: 'Secret vault/a', related: ['Host shop/shop'] }],
    },
  },
});
