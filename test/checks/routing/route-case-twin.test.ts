import { routeCaseTwin } from '../../../src/checks/routing/route-case-twin.ts';
import { testCheck } from '../../support/check-tester.ts';
import { host, mapping, PLAIN } from './yaml.ts';

const cart = mapping('cart');
const twin = (fields = '') => mapping('twin', `prefix: /Cart/${fields && `, ${fields}`}`);

testCheck(routeCaseTwin, {
  clean: {
    'one alone': { given: [...PLAIN, twin()] },
    'the same Service': { given: [...PLAIN, cart, twin('service: cart')] },
    'one that does not see letter case': { given: [...PLAIN, cart, twin('case_sensitive: false')] },
    'another method': { given: [...PLAIN, cart, twin('method: POST')] },
    'another Host': { given: [...PLAIN, host('www.shop.test'), cart, twin('hostname: www.shop.test')] },
    'a redirect, which mends it': { given: [...PLAIN, cart, twin('host_redirect: true, service: shop.test')] },
    'two of one group': { given: [...PLAIN, cart, mapping('canary', 'prefix: /cart/, weight: 10')] },
    'a regex': { given: [...PLAIN, cart, twin('prefix_regex: true')] },
  },
  found: {
    'another Service': {
      given: [...PLAIN, cart, twin()],
      expect: [
        {
          on: 'Mapping shop/twin',
          severity: 'warning',
          says: 'Mapping shop/twin takes /Cart/ to twin.shop and Mapping shop/cart takes /cart/ to cart.shop: letter case alone decides.',
          related: ['Mapping shop/cart'],
        },
      ],
    },
    'on several Hosts, once': {
      given: [
        ...PLAIN,
        host('www.shop.test'),
        mapping('cart', 'hostname: "*"'),
        mapping('twin', 'hostname: "*", prefix: /CART/'),
      ],
      expect: [{ on: 'Mapping shop/twin' }],
    },
  },
});
