import { tlsSecretBadPem } from '../../../src/checks/tls/tls-secret-bad-pem.ts';
import type { Deployment } from '../../../src/cluster/objects.ts';
import { certificate, tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const crt = { bytes: 1200, certificates: [certificate()] };
const key = { bytes: 1700, privateKey: { type: 'rsa', publicKey: 'public-1' } };
const bad = { bytes: 900, problem: 'base64 twice' };
const host = `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: a } }
`;
const withAuthority = host.replace('{ name: a }', '{ name: a }, tls: { ca_secret: ca }');
const listener = (protocol: string) => `
kind: Listener
metadata: { name: web, namespace: shop }
spec: { port: 8443, protocol: ${protocol}, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
`;
const strict: Deployment = {
  kind: 'Deployment',
  metadata: { name: 'emissary-ingress', namespace: 'emissary' },
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: 'emissary-ingress',
            image: 'ghcr.io/emissary-ingress/emissary:4.0.0',
            env: [
              { name: 'AMBASSADOR_NAMESPACE', value: 'emissary' },
              { name: 'AMBASSADOR_FORCE_SECRET_VALIDATION', value: 'true' },
            ],
          },
        ],
      },
    },
  },
};

testCheck(tlsSecretBadPem, {
  clean: {
    'all is well': { given: [host, tlsSecret({ name: 'a' })] },
    'a Secret that nothing uses': {
      given: [host, tlsSecret({ name: 'a' }), tlsSecret({ name: 'b', data: { 'tls.crt': bad } })],
    },
    'a value that nobody loads': {
      given: [host, tlsSecret({ name: 'a', data: { 'tls.crt': crt, 'tls.key': key, 'ca.crt': bad } })],
    },
    'an empty value: it counts as missing': {
      given: [host, tlsSecret({ name: 'a', data: { 'tls.crt': { bytes: 0, problem: 'empty' }, 'tls.key': key } })],
    },
    'a list of revoked certificates, and an authority, that are well': {
      given: [
        host.replace('{ name: a }', '{ name: a }, tls: { ca_secret: ca, crl_secret: crl }'),
        tlsSecret({ name: 'a' }),
        tlsSecret({ name: 'ca', key: null }),
        tlsSecret({ name: 'crl', type: 'Opaque', data: { 'crl.pem': { bytes: 400 } } }),
      ],
    },
  },
  found: {
    'a certificate that was encoded twice': {
      given: [host, listener('HTTPS'), tlsSecret({ name: 'a', data: { 'tls.crt': bad, 'tls.key': key } })],
      expect: [
        {
          on: 'Secret shop/a',
          severity: 'critical',
          says: 'Envoy cannot load tls.crt of Secret shop/a: base64 twice.',
          evidence: ['Secret shop/a data[tls.crt]'],
          related: ['Host shop/shop'],
        },
      ],
    },
    'a key with a password': {
      given: [
        host,
        tlsSecret({
          name: 'a',
          data: { 'tls.crt': crt, 'tls.key': { bytes: 1700, problem: 'an encrypted private key' } },
        }),
      ],
      expect: [{ on: 'Secret shop/a', severity: 'critical', mentions: ['tls.key', 'an encrypted private key'] }],
    },
    'a certificate in the middle of a chain': {
      given: [
        host,
        tlsSecret({
          name: 'a',
          data: {
            'tls.crt': { bytes: 4000, certificates: [certificate()], problem: 'certificate 2 of 3 cannot be parsed' },
            'tls.key': key,
          },
        }),
      ],
      expect: [{ on: 'Secret shop/a', mentions: ['certificate 2 of 3 cannot be parsed'] }],
    },
    'both values': {
      given: [host, tlsSecret({ name: 'a', data: { 'tls.crt': bad, 'tls.key': bad } })],
      expect: [
        {
          on: 'Secret shop/a',
          says: 'Envoy cannot load tls.crt, tls.key of Secret shop/a: base64 twice.',
          evidence: ['Secret shop/a data[tls.crt]', 'Secret shop/a data[tls.key]'],
        },
      ],
    },
    'both values, each in its way': {
      given: [
        host,
        tlsSecret({
          name: 'a',
          data: { 'tls.crt': bad, 'tls.key': { bytes: 9, problem: 'an encrypted private key' } },
        }),
      ],
      expect: [{ on: 'Secret shop/a', mentions: ['tls.crt is base64 twice, tls.key is an encrypted private key.'] }],
    },
    'an authority': {
      given: [withAuthority, tlsSecret({ name: 'a' }), tlsSecret({ name: 'ca', data: { 'tls.crt': bad } })],
      expect: [{ on: 'Secret shop/ca', severity: 'critical' }],
    },
    'a certificate for upstreams': {
      given: [
        `
kind: TLSContext
metadata: { name: up, namespace: shop }
spec: { secret: a }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart, tls: up }
`,
        tlsSecret({ name: 'a', data: { 'tls.crt': bad, 'tls.key': key } }),
      ],
      expect: [{ on: 'Secret shop/a', severity: 'critical', related: ['Mapping shop/cart'] }],
    },
    'no Listener takes TLS, so nothing loads it yet': {
      given: [host, listener('HTTP'), tlsSecret({ name: 'a', data: { 'tls.crt': bad, 'tls.key': key } })],
      expect: [{ on: 'Secret shop/a', severity: 'warning' }],
    },
    'a gateway that looks at Secrets first': {
      given: [strict, host, tlsSecret({ name: 'a', data: { 'tls.crt': bad, 'tls.key': key } })],
      expect: [{ on: 'Secret shop/a', severity: 'error', mentions: ['does not use this one'] }],
    },
  },
});
