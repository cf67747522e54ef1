import { routeHostnamePort } from '../../../src/checks/routing/route-hostname-port.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, mapping, PLAIN } from './yaml.ts';

testCheck(routeHostnamePort, {
  clean: {
    'no port': { given: [...PLAIN, mapping('cart')] },
    'the same port': {
      given: [GATEWAY, listener(8080), host('shop.test:8080'), mapping('cart', 'hostname: "shop.test:8080"')],
    },
    'another name altogether': { given: [...PLAIN, mapping('cart', 'hostname: "other.test:8080"')] },
    'a Host for every name takes it': { given: [...PLAIN, host('*'), mapping('cart', 'hostname: "shop.test:80"')] },
  },
  found: {
    'a port in the Mapping': {
      given: [...PLAIN, mapping('cart', 'hostname: "shop.test:8080"')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'Mapping shop/cart is for shop.test:8080 and Host shop/shop-test for shop.test: a port is part of the name.',
          evidence: ['Mapping shop/cart spec.hostname', 'Host shop/shop-test spec.hostname'],
        },
      ],
    },
    'a port in the Host': {
      given: [GATEWAY, listener(8080), host('shop.test:8080', '', { name: 'shop' }), mapping('cart')],
      expect: [{ on: 'Host shop/shop', related: ['Mapping shop/cart'] }],
    },
  },
});
