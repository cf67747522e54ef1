import { routeDoubleWildcard } from '../../../src/checks/routing/route-double-wildcard.ts';
import { testCheck } from '../../support/check-tester.ts';
import { host, mapping, PLAIN } from './yaml.ts';

testCheck(routeDoubleWildcard, {
  clean: {
    'a star at the start': { given: [...PLAIN, mapping('cart', 'hostname: "*.test"')] },
    'a star at the end': { given: [...PLAIN, mapping('cart', 'hostname: "shop.*"')] },
    'every name': { given: [...PLAIN, mapping('cart', 'hostname: "*"')] },
    'a regex': { given: [...PLAIN, mapping('cart', 'host: ".*shop.*", host_regex: true')] },
    'a star in the middle, where a Host takes every name': {
      given: [...PLAIN, host('*'), mapping('cart', 'hostname: "a.*.test"')],
    },
    'a name that no Host has': { given: [...PLAIN, mapping('cart', 'hostname: "*.other"')] },
  },
  found: {
    'stars at both ends': {
      given: [...PLAIN, mapping('cart', 'hostname: "*shop*"')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'Mapping shop/cart is for *shop*; one star, at the start or at the end, is all that counts.',
        },
      ],
    },
    'a star in the middle': {
      given: [...PLAIN, mapping('cart', 'hostname: "shop.*.test"')],
      expect: [{ on: 'Mapping shop/cart' }],
    },
  },
});
