import { routeLeadsNowhere } from '../../../src/checks/routing/route-leads-nowhere.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping, PLAIN } from './yaml.ts';

const service = (name: string, port = 80) =>
  `kind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec: { ports: [{ port: ${port} }] }`;
const pair = [mapping('cart'), mapping('next', 'prefix: /cart/, weight: 10')];

testCheck(routeLeadsNowhere, {
  clean: {
    'both are there': { given: [...PLAIN, ...pair, service('cart'), service('next')] },
    'one of two is there': { given: [...PLAIN, ...pair, service('next')] },
    'one alone, which has its own finding': { given: [...PLAIN, mapping('cart')] },
    'one that gets nothing': {
      given: [...PLAIN, mapping('cart', 'weight: 100'), mapping('next', 'prefix: /cart/, weight: 0')],
    },
    'one outside the cluster': {
      given: [...PLAIN, mapping('cart'), mapping('next', 'prefix: /cart/, weight: 10, service: api.vendor.test')],
    },
    'Services that could not be read': {
      given: [...PLAIN, ...pair],
      gaps: [{ kind: 'Service', namespace: 'shop', reason: 'forbidden' }],
    },
  },
  found: {
    'no Service is there': {
      given: [...PLAIN, ...pair],
      expect: [
        {
          on: 'Mapping shop/next',
          severity: 'error',
          says: 'All 2 Mappings that share /cart/ lead nowhere: there is no Service next.shop; there is no Service cart.shop.',
          related: ['Mapping shop/cart'],
        },
      ],
    },
    'a port is missing': {
      given: [...PLAIN, ...pair, service('cart', 8080)],
      expect: [{ on: 'Mapping shop/next', mentions: ['Service cart.shop has no port 80'] }],
    },
  },
});
