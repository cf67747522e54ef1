import { mappingUnintendedGroup } from '../../../src/checks/mappings/mapping-unintended-group.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, mapping, service } from './yaml.ts';

const route = (name: string, more: string, namespace = 'shop') =>
  mapping(name, `hostname: shop.test, prefix: /cart/, service: ${name}.${namespace}, ${more}`, { namespace });

/** Two Mappings without hostname, which a Host selects by their label. */
const selected = [
  ...['cart', 'basket'].map(
    (name) =>
      `kind: Mapping\nmetadata: { name: ${name}, namespace: shop, labels: { a: b } }\nspec: { prefix: /cart/, service: ${name} }`,
  ),
  'kind: Host\nmetadata: { name: shop, namespace: shop }\nspec: { hostname: shop.test, mappingSelector: { matchLabels: { a: b } } }',
];

testCheck(mappingUnintendedGroup, {
  clean: {
    'other prefixes': { given: [mapping('cart'), mapping('basket')] },
    'other hostnames': { given: [route('cart', ''), route('basket', '').replace('shop.test', 'sales.test')] },
    'other methods': { given: [route('cart', ''), route('basket', 'method: POST')] },
    'other headers': { given: [route('cart', ''), route('basket', 'headers: { x-user: beta }')] },
    'a canary': { given: [route('cart', ''), route('cart-canary', 'weight: 10')] },
    'halves on purpose': { given: [route('cart', 'weight: 50'), route('basket', 'weight: 50')] },
    'a shadow': { given: [route('cart', ''), route('copy', 'shadow: true')] },
    'a redirect beside it, which is another finding': {
      given: [route('cart', ''), route('moved', 'host_redirect: true')],
    },
    'one target in two spellings, which is another finding': {
      given: [route('cart', ''), mapping('twin', 'hostname: shop.test, prefix: /cart/, service: "http://cart:80"')],
    },
    'other precedences, which is another finding': { given: [route('cart', ''), route('basket', 'precedence: 1')] },
    'a route that no Host takes': {
      given: [
        route('cart', ''),
        route('basket', ''),
        'kind: Host\nmetadata: { name: other, namespace: shop }\nspec: { hostname: other.test }',
      ],
    },
    'no hostname, and Hosts that could not be read': {
      given: ['cart', 'basket'].map(
        (name) =>
          `kind: Mapping\nmetadata: { name: ${name}, namespace: shop }\nspec: { prefix: /cart/, service: ${name} }`,
      ),
      gaps: [{ kind: 'Host', reason: 'forbidden' }],
    },
    'no hostname, and Hosts that could not be read everywhere': {
      given: selected,
      gaps: [{ kind: 'Host', namespace: 'sales', reason: 'forbidden' }],
    },
    'Mappings of two gateways': {
      given: [
        gateway(),
        gateway({ namespace: 'edge', env: '{ name: AMBASSADOR_ID, value: edge }' }),
        route('cart', ''),
        route('basket', 'ambassador_id: [edge]'),
      ],
    },
  },
  found: {
    'one prefix in two namespaces': {
      given: [route('cart', ''), route('basket', '', 'sales')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'warning',
          says: 'Mapping shop/cart asks for the same requests as Mapping sales/basket, and none says a weight: basket.sales:80 gets 50 %, cart.shop:80 gets 50 %.',
          evidence: ['Mapping shop/cart spec.prefix', 'Mapping sales/basket spec.prefix'],
          related: ['Mapping sales/basket'],
        },
      ],
    },
    'the one that was added last': {
      given: [
        route('cart', '').replace('name: cart,', 'name: cart, creationTimestamp: "2025-01-01T00:00:00Z",'),
        route('basket', '').replace('name: basket,', 'name: basket, creationTimestamp: "2025-12-01T00:00:00Z",'),
      ],
      expect: [{ on: 'Mapping shop/basket', related: ['Mapping shop/cart'] }],
    },
    'the one that was added last, also when it is the last by name': {
      given: [
        route('cart', '').replace('name: cart,', 'name: cart, creationTimestamp: "2025-12-01T00:00:00Z",'),
        route('basket', '').replace('name: basket,', 'name: basket, creationTimestamp: "2025-01-01T00:00:00Z",'),
      ],
      expect: [{ on: 'Mapping shop/cart', related: ['Mapping shop/basket'] }],
    },
    'no hostname, but a Host that selects both': {
      given: selected,
      expect: [{ on: 'Mapping shop/cart', related: ['Mapping shop/basket'] }],
    },
    'three, of which two lead to one Service': {
      given: [
        route('cart', ''),
        route('basket', ''),
        mapping('twin', 'hostname: shop.test, prefix: /cart/, service: cart.shop'),
        service('cart'),
      ],
      expect: [{ on: 'Mapping shop/twin', related: ['Mapping shop/basket', 'Mapping shop/cart'] }],
    },
    'two gateways that read both': {
      given: [gateway(), gateway({ namespace: 'edge' }), route('cart', ''), route('basket', '')],
      expect: [{ on: 'Mapping shop/cart' }],
    },
  },
});
