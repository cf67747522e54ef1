import { routeNoListener } from '../../../src/checks/routing/route-no-listener.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, mapping, PLAIN } from './yaml.ts';

testCheck(routeNoListener, {
  clean: {
    'a Listener': { given: [...PLAIN, mapping('cart')] },
    'nothing to serve yet': { given: [GATEWAY, host('shop.test')] },
    'Ambassador 1': {
      given: [
        GATEWAY.replace('ghcr.io/emissary-ingress/emissary:4.0.1', 'docker.io/datawire/ambassador:1.14.4'),
        mapping('cart'),
      ],
    },
    'Edge Stack 1': {
      given: [
        GATEWAY.replace('ghcr.io/emissary-ingress/emissary:4.0.1', 'docker.io/datawire/aes:1.14.4'),
        mapping('cart'),
      ],
    },
    'no gateway in sight': { given: mapping('cart') },
    'Listeners that could not be read in one namespace': {
      given: [GATEWAY, mapping('cart')],
      gaps: [{ kind: 'Listener', namespace: 'emissary', reason: 'forbidden' }],
    },
    'a look at some namespaces only': { given: [GATEWAY, mapping('cart')], namespaces: ['shop'] },
    'TCPMappings alone, which bring their own': {
      given: [GATEWAY, 'kind: TCPMapping\nmetadata: { name: db, namespace: shop }\nspec: { port: 5432, service: db }'],
    },
    'a Listener that takes nothing, which is another finding': {
      given: [
        GATEWAY,
        listener(8080, 'protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: SELF } }'),
        host('shop.test'),
        mapping('cart'),
      ],
    },
  },
  found: {
    'no Listener': {
      given: [GATEWAY, host('shop.test'), mapping('cart')],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'critical',
          says: 'Deployment emissary/emissary-ingress has no Listener that it can use for HTTP, so it opens no port.',
        },
      ],
    },
    'one that Emissary refuses': {
      given: [GATEWAY, listener(8080, 'protocol: HTTP'), host('shop.test'), mapping('cart')],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          mentions: ['Emissary refuses them'],
          related: ['Listener emissary/l8080'],
        },
      ],
    },
    'one that is for another installation': {
      given: [GATEWAY, listener(8080, 'protocol: HTTP, securityModel: XFP, ambassador_id: [north]'), mapping('cart')],
      expect: [{ on: 'Deployment emissary/emissary-ingress' }],
    },
  },
});
