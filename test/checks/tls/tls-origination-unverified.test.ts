import { tlsOriginationUnverified } from '../../../src/checks/tls/tls-origination-unverified.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from '../gateway/given.ts';

const mapping = (name: string, service: string, more = '') => `
kind: Mapping
metadata: { name: ${name}, namespace: shop }
spec: { hostname: "*", prefix: /${name}/, service: "${service}"${more} }
`;
const context = (spec: string) => `
kind: TLSContext
metadata: { name: up, namespace: shop }
spec: { ${spec} }
`;
const a = tlsSecret({ name: 'a' });

testCheck(tlsOriginationUnverified, {
  clean: {
    'in clear': { given: mapping('pay', 'pay.shop') },
    'a TLSContext with an authority': {
      given: [
        mapping('pay', 'https://pay.shop', ', tls: up'),
        context('secret: a, ca_secret: b'),
        a,
        tlsSecret({ name: 'b' }),
      ],
    },
    'a TLSContext with a file for it': {
      given: [mapping('pay', 'https://pay.shop', ', tls: up'), context('secret: a, cacert_chain_file: /ca.pem'), a],
    },
    'certificates of Istio': {
      given: [
        gateway({ env: { AMBASSADOR_ISTIO_SECRET_DIR: '/etc/istio-certs' } }),
        mapping('pay', 'https://pay.shop', ', tls: up'),
        'kind: TLSContext\nmetadata: { name: up, namespace: emissary }\nspec: { secret: istio-certs, secret_namespacing: false }',
      ],
    },
    'a TLSContext that is not there: that is tls-context-missing': {
      given: [mapping('pay', 'https://pay.shop', ', tls: gone'), context('secret: a'), a],
    },
    'the gateway itself': { given: mapping('pay', 'https://127.0.0.1:8443') },
    'a port that takes no TLS': { given: mapping('pay', 'https://pay.example.com:80') },
    'a redirect': { given: mapping('pay', 'https://pay.example.com', ', host_redirect: true') },
    'the gateway is in a mesh': {
      given: [
        gateway(),
        'kind: Namespace\nmetadata: { name: emissary, annotations: { linkerd.io/inject: enabled } }',
        mapping('pay', 'https://pay.shop'),
      ],
    },
  },
  found: {
    'two Mappings to one upstream, once': {
      given: [mapping('cart', 'https://api.example.com'), mapping('pay', 'https://api.example.com:443')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'info',
          says: 'Mapping shop/cart sends requests with TLS to api.example.com:443, whose certificate nobody checks; so does 1 more.',
          evidence: ['Mapping shop/cart spec.service'],
          related: ['Mapping shop/pay'],
        },
      ],
    },
    'two upstreams': {
      given: [mapping('cart', 'https://a.example.com'), mapping('pay', 'https://b.example.com')],
      expect: [{ on: 'Mapping shop/cart' }, { on: 'Mapping shop/pay' }],
    },
    'a TLSContext without an authority': {
      given: [mapping('pay', 'pay.shop', ', tls: up'), context('secret: a'), a],
      expect: [
        {
          on: 'Mapping shop/pay',
          evidence: ['TLSContext shop/up spec.ca_secret'],
          mentions: ['in ca_secret of TLSContext up'],
        },
      ],
    },
    'an AuthService': {
      given: [
        gateway(),
        'kind: AuthService\nmetadata: { name: gate, namespace: shop }\nspec: { auth_service: "https://login.shop" }',
      ],
      expect: [{ on: 'AuthService shop/gate', evidence: ['AuthService shop/gate spec.auth_service'] }],
    },
  },
});
