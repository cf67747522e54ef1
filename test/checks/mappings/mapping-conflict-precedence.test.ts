import { mappingConflictPrecedence } from '../../../src/checks/mappings/mapping-conflict-precedence.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping } from './yaml.ts';

const route = (name: string, more = '') =>
  mapping(name, `hostname: shop.test, prefix: /cart/, service: ${name}.shop, ${more}`);
const HOSTS = ['a', 'b'].map(
  (name) => `kind: Host\nmetadata: { name: ${name}, namespace: shop }\nspec: { hostname: ${name}.test }`,
);

testCheck(mappingConflictPrecedence, {
  clean: {
    'one Mapping': { given: route('cart', 'precedence: 5') },
    'the same precedence': { given: [route('cart', 'precedence: 5'), route('basket', 'precedence: 5')] },
    'a precedence of 0, which is none': { given: [route('cart'), route('basket', 'precedence: 0')] },
    'other conditions': { given: [route('cart'), route('basket', 'precedence: 5, headers: { x-user: beta }')] },
    'another prefix': { given: [mapping('cart'), mapping('basket', 'precedence: 5, service: basket')] },
    'another hostname': { given: [route('cart'), route('basket', 'precedence: 5').replace('shop.test', '"*"')] },
    'exact beside prefix': { given: [route('cart'), route('basket', 'precedence: 5, prefix_exact: true')] },
    'a winner that lets requests through': {
      given: [route('cart'), route('a', 'precedence: 5, weight: 10'), route('b', 'precedence: 5, weight: 20')],
    },
    'a winner in other letter case only': {
      given: [route('cart', 'case_sensitive: false'), route('basket', 'precedence: 5')],
    },
    'a winner that mirrors only': { given: [route('cart'), route('copy', 'precedence: 5, shadow: true')] },
    'a maintenance page': { given: [route('cart'), route('cart-maintenance', 'precedence: 5')] },
    'a loser that no Host takes': { given: [route('cart'), route('basket', 'precedence: 5'), ...HOSTS] },
    'a winner on one of two Hosts': {
      given: [
        mapping('cart', 'hostname: "*.test", prefix: /cart/, service: cart').replace(
          'namespace: shop }',
          'namespace: shop, labels: { on: both } }',
        ),
        mapping('basket', 'hostname: "*.test", prefix: /cart/, service: basket, precedence: 5'),
        HOSTS[0] ?? '',
        'kind: Host\nmetadata: { name: b, namespace: shop }\nspec: { hostname: b.test, mappingSelector: { matchLabels: { on: both } } }',
      ],
    },
  },
  found: {
    'one that takes everything': {
      given: [route('cart'), route('basket', 'precedence: 5')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'warning',
          says: 'No request reaches Mapping shop/cart: Mapping shop/basket has the same conditions and precedence 5, and this one has 0.',
          evidence: ['Mapping shop/cart spec.precedence', 'Mapping shop/basket spec.precedence'],
          related: ['Mapping shop/basket'],
        },
      ],
    },
    'weights that add up': {
      given: [route('cart'), route('a', 'precedence: 5, weight: 10'), route('b', 'precedence: 5')],
      expect: [{ on: 'Mapping shop/cart', related: ['Mapping shop/a', 'Mapping shop/b'] }],
    },
    'a redirect': {
      given: [route('cart'), route('moved', 'precedence: 5, host_redirect: true')],
      expect: [{ on: 'Mapping shop/cart' }],
    },
    'a negative precedence': {
      given: [route('cart', 'precedence: -1'), route('basket')],
      expect: [{ on: 'Mapping shop/cart', mentions: ['precedence 0, and this one has -1'] }],
    },
    'one that leads to the same Service': {
      given: [route('cart'), mapping('twin', 'hostname: shop.test, prefix: /cart/, service: cart.shop, precedence: 5')],
      expect: [{ on: 'Mapping shop/cart', severity: 'info' }],
    },
    'two losers in one route, and a third route': {
      given: [route('a'), route('b'), route('c', 'precedence: 1'), route('d', 'precedence: 2')],
      expect: [
        { on: 'Mapping shop/c', mentions: ['Mapping shop/d'] },
        { on: 'Mapping shop/a', related: ['Mapping shop/b', 'Mapping shop/d'] },
      ],
    },
  },
});
