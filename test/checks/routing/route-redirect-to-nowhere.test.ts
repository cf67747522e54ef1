import { routeRedirectToNowhere } from '../../../src/checks/routing/route-redirect-to-nowhere.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, mapping } from './yaml.ts';

const LISTENERS = [
  listener(8080, 'protocol: HTTP, securityModel: XFP'),
  listener(8443, 'protocol: HTTPS, securityModel: XFP'),
];
const cart = mapping('cart');
const given = (...more: readonly (string | ReturnType<typeof tlsSecret>)[]) => [GATEWAY, ...LISTENERS, cart, ...more];
const bare = host('shop.test', '');

testCheck(routeRedirectToNowhere, {
  clean: {
    'a certificate': {
      given: given(host('shop.test', 'tlsSecret: { name: shop-tls }'), tlsSecret({ name: 'shop-tls' })),
    },
    Route: { given: given(host('shop.test')) },
    Reject: { given: given(host('shop.test', 'requestPolicy: { insecure: { action: Reject } }')) },
    'a certificate that is gone, which is its own finding': {
      given: given(host('shop.test', 'tlsSecret: { name: gone }')),
    },
    'a Host for every name with a certificate answers': {
      given: given(bare, host('*', 'tlsSecret: { name: all-tls }'), tlsSecret({ name: 'all-tls' })),
    },
    'a proxy in front that is trusted': {
      given: [GATEWAY, listener(8080, 'protocol: HTTP, securityModel: XFP, l7Depth: 1'), cart, bare],
    },
    'all is secure': { given: [GATEWAY, listener(8080, 'protocol: HTTP, securityModel: SECURE'), cart, bare] },
    'what clients say is believed': {
      given: given(
        bare,
        'kind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: { use_remote_address: false } }',
      ),
    },
    'a Module that could not be read': {
      given: given(bare),
      gaps: [{ kind: 'Module', namespace: 'emissary', reason: 'forbidden' }],
    },
    'a load balancer with a certificate': {
      given: [
        GATEWAY.replace(
          'namespace: emissary }\nspec:\n  type',
          'namespace: emissary, annotations: { service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn } }\nspec:\n  type',
        ),
        ...LISTENERS,
        cart,
        bare,
      ],
    },
    'Edge Stack, which gets certificates itself': {
      given: [
        GATEWAY.replace('ghcr.io/emissary-ingress/emissary:4.0.1', 'docker.io/datawire/aes:3.9.1'),
        ...LISTENERS,
        cart,
        bare,
      ],
    },
    'no Mapping': { given: [GATEWAY, ...LISTENERS, bare] },
  },
  found: {
    'no certificate and the default action': {
      given: given(bare),
      expect: [
        {
          on: 'Host shop/shop-test',
          severity: 'error',
          says: 'Host shop/shop-test has no certificate and redirects everything that comes in clear to https://shop.test, where nothing answers.',
          mentions: [`-p '{"spec":{"requestPolicy":{"insecure":{"action":"Route"}}}}'`],
          evidence: ['Listener emissary/l8080 spec.l7Depth'],
        },
      ],
    },
    'no Listener with TLS at all': {
      given: [GATEWAY, listener(8080), cart, bare],
      expect: [{ on: 'Host shop/shop-test' }],
    },
    'a certificate of another name': {
      given: given(bare, host('pay.test', 'tlsSecret: { name: pay-tls }'), tlsSecret({ name: 'pay-tls' })),
      expect: [{ on: 'Host shop/shop-test' }],
    },
  },
});
