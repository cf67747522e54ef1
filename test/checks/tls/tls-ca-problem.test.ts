import { tlsCaProblem } from '../../../src/checks/tls/tls-ca-problem.ts';
import { certificate, tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = (tls: string) => `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: a }, tls: ${tls} }
`;
const upstream = (spec: string) => `
kind: TLSContext
metadata: { name: up, namespace: shop }
spec: ${spec}
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart, tls: up }
`;
const a = tlsSecret({ name: 'a' });
const authority = (leaf = {}) =>
  tlsSecret({ name: 'ca', key: null, chain: [certificate({ isCA: true, names: [], ...leaf })] });

testCheck(tlsCaProblem, {
  clean: {
    'an authority': { given: [host('{ ca_secret: ca, cert_required: true }'), a, authority()] },
    'a certificate that signed itself and does not say that it is an authority': {
      given: [
        host('{ ca_secret: ca }'),
        a,
        authority({ subject: 'CN=x', issuer: 'CN=x', isSelfSigned: true, isCA: false }),
      ],
    },
    'one of two has ended': {
      given: [
        host('{ ca_secret: ca }'),
        a,
        tlsSecret({
          name: 'ca',
          chain: [certificate({ isCA: true, notAfter: '2025-01-01T00:00:00.000Z' }), certificate({ isCA: true })],
        }),
      ],
    },
    'it cannot be read': {
      given: [host('{ ca_secret: ca }'), a],
      gaps: [{ kind: 'Secret', namespace: 'shop', reason: 'forbidden' }],
    },
    'an authority in a file': { given: [host('{ cacert_chain_file: /ca.pem, cert_required: true }'), a] },
    'under the wrong key: that is another check': {
      given: [
        host('{ ca_secret: ca }'),
        a,
        tlsSecret({ name: 'ca', type: 'Opaque', data: { 'ca.crt': { bytes: 900 } } }),
      ],
    },
    'a TLSContext that nothing uses': {
      given: [
        'kind: TLSContext\nmetadata: { name: up, namespace: shop }\nspec: { ca_secret: gone, cert_required: true }',
        a,
      ],
    },
    'an authority and a certificate towards upstreams': {
      given: [upstream('{ secret: a, ca_secret: ca }'), a, authority()],
    },
    'no certificate is required': { given: [host('{ cert_required: false }'), a] },
  },
  found: {
    'there is no such Secret': {
      given: [host('{ ca_secret: cas }'), a, authority()],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'error',
          says: 'Host shop/shop cannot check certificates as it is meant to: there is no Secret shop/cas, the nearest is shop/ca.',
          evidence: ['Host shop/shop spec.tls.ca_secret'],
          related: ['Secret shop/cas'],
          mentions: [`'{"spec":{"tls":{"ca_secret":"ca"}}}'`],
        },
      ],
    },
    'it has ended': {
      given: [host('{ ca_secret: ca }'), a, authority({ notAfter: '2025-12-31T00:00:00.000Z' })],
      expect: [{ on: 'Host shop/shop', severity: 'error', evidence: ['Secret shop/ca data[tls.crt].notAfter'] }],
    },
    'it is no authority': {
      given: [host('{ ca_secret: ca }'), a, authority({ isCA: false })],
      expect: [{ on: 'Host shop/shop', severity: 'warning', mentions: ['is no authority'] }],
    },
    'a certificate is required and nobody says of whom': {
      given: [host('{ cert_required: true }'), a],
      expect: [{ on: 'Host shop/shop', severity: 'warning', evidence: ['Host shop/shop spec.tls.cert_required'] }],
    },
    'an authority alone towards upstreams': {
      given: [upstream('{ ca_secret: ca }'), authority()],
      expect: [{ on: 'TLSContext shop/up', severity: 'error', mentions: ['in clear', 'Name a Secret'] }],
    },
    'the authority of a TLSContext is not there': {
      given: [upstream('{ secret: a, ca_secret: gone }'), a],
      expect: [{ on: 'TLSContext shop/up', severity: 'error', evidence: ['TLSContext shop/up spec.ca_secret'] }],
    },
  },
});
