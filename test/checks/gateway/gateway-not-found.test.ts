import { gatewayNotFound } from '../../../src/checks/gateway/gateway-not-found.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, gatewayPod, service } from './given.ts';

const MAPPING =
  'kind: Mapping\nmetadata: { name: cart, namespace: shop }\nspec: { hostname: "*", prefix: /, service: x }';

testCheck(gatewayNotFound, {
  clean: {
    'a gateway runs': { given: [gateway(), MAPPING] },
    'only a Pod of one is there': { given: [gatewayPod({ name: 'g' }), MAPPING] },
    'some namespaces only were looked at': { given: MAPPING, namespaces: ['shop'] },
    'Pods stand behind a Service that is called like one’s': {
      given: [
        MAPPING,
        service('ambassador', { namespace: 'edge', app: 'edge' }),
        gatewayPod({ name: 'g', namespace: 'edge', app: 'edge', image: 'corp/edge:7' }),
      ],
    },
    'there are no objects for one': { given: 'kind: Service\nmetadata: { name: x, namespace: shop }\nspec: {}' },
  },
  found: {
    'objects and no gateway': {
      given: [MAPPING, 'kind: Host\nmetadata: { name: shop, namespace: shop }\nspec: {}'],
      expect: [
        {
          on: 'Deployment default/emissary-ingress',
          severity: 'critical',
          says: 'There are 2 objects for a gateway (like Mapping shop/cart), and no Pod or workload that runs one.',
          related: ['Host shop/shop'],
        },
      ],
    },
  },
});
