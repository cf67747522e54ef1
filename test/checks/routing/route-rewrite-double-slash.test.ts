import { routeRewriteDoubleSlash } from '../../../src/checks/routing/route-rewrite-double-slash.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping, PLAIN } from './yaml.ts';

testCheck(routeRewriteDoubleSlash, {
  clean: {
    'a slash at the end': { given: [...PLAIN, mapping('cart')] },
    'every path': { given: [...PLAIN, mapping('cart', 'prefix: /')] },
    'no rewrite': { given: [...PLAIN, mapping('cart', 'prefix: /cart, rewrite: ""')] },
    'a rewrite without slash at its end': { given: [...PLAIN, mapping('cart', 'prefix: /cart, rewrite: /v2/cart')] },
    'an exact path': { given: [...PLAIN, mapping('cart', 'prefix: /cart, prefix_exact: true')] },
    'beside one with the slash': { given: [...PLAIN, mapping('cart'), mapping('bare', 'prefix: /cart')] },
    'a rewrite by regex': {
      given: [
        ...PLAIN,
        mapping('cart', 'prefix: /cart, regex_rewrite: { pattern: "/cart(.*)", substitution: "\\\\1" }'),
      ],
    },
    'a redirect': { given: [...PLAIN, mapping('cart', 'prefix: /cart, host_redirect: true')] },
    'a route that no Host takes': { given: [...PLAIN, mapping('cart', 'prefix: /cart, hostname: other.test')] },
  },
  found: {
    'the default rewrite': {
      given: [...PLAIN, mapping('cart', 'prefix: /cart')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'info',
          says: 'Mapping shop/cart replaces /cart by /, so /cart/list arrives at cart.shop as //list.',
        },
      ],
    },
    'a rewrite with slash at its end': {
      given: [...PLAIN, mapping('cart', 'prefix: /cart, rewrite: /v2/')],
      expect: [{ on: 'Mapping shop/cart', mentions: ['as /v2//list'] }],
    },
  },
});
