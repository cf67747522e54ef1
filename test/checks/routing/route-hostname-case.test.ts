import { routeHostnameCase } from '../../../src/checks/routing/route-hostname-case.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, mapping, PLAIN } from './yaml.ts';

testCheck(routeHostnameCase, {
  clean: {
    'the same letters': { given: [...PLAIN, mapping('cart')] },
    'another name altogether': { given: [...PLAIN, mapping('cart', 'hostname: Other.test')] },
    'a Host for every name takes it': { given: [...PLAIN, host('*'), mapping('cart', 'hostname: Shop.test')] },
  },
  found: {
    'capitals in the Mapping': {
      given: [...PLAIN, mapping('cart', 'hostname: Shop.Test')],
      expect: [
        {
          on: 'Mapping shop/cart',
          says: 'Mapping shop/cart is for Shop.Test and Host shop/shop-test for shop.test: Emissary compares them letter by letter.',
          mentions: ['{"hostname":"shop.test"}'],
          related: ['Host shop/shop-test'],
        },
      ],
    },
    'capitals in the Host': {
      given: [GATEWAY, listener(8080), host('Shop.test', '', { name: 'shop' }), mapping('cart'), mapping('pay')],
      expect: [
        {
          on: 'Host shop/shop',
          mentions: ['kubectl -n shop patch hosts.v3alpha1.getambassador.io shop', '{"hostname":"shop.test"}'],
          related: ['Mapping shop/cart', 'Mapping shop/pay'],
        },
      ],
    },
    'capitals under a wildcard': {
      given: [GATEWAY, listener(8080), host('*.shop.test'), mapping('cart', 'hostname: a.Shop.test')],
      expect: [{ on: 'Mapping shop/cart' }],
    },
  },
});
