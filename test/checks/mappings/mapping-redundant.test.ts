import { mappingRedundant } from '../../../src/checks/mappings/mapping-redundant.ts';
import { testCheck } from '../../support/check-tester.ts';
import { annotated, mapping } from './yaml.ts';

const route = (name: string, more = '') =>
  mapping(name, `hostname: shop.test, prefix: /cart/, service: cart.shop, ${more}`);

/** Two Mappings without hostname, which a Host selects by their label. */
const selected = [
  ...['cart', 'twin'].map(
    (name) =>
      `kind: Mapping\nmetadata: { name: ${name}, namespace: shop, labels: { a: b } }\nspec: { prefix: /cart/, service: cart }`,
  ),
  'kind: Host\nmetadata: { name: shop, namespace: shop }\nspec: { hostname: shop.test, mappingSelector: { matchLabels: { a: b } } }',
];

testCheck(mappingRedundant, {
  clean: {
    'one Mapping': { given: route('cart') },
    'other prefixes': { given: [mapping('cart'), mapping('basket', 'service: cart.shop')] },
    'other targets': { given: [route('cart'), mapping('twin', 'hostname: shop.test, prefix: /cart/, service: twin')] },
    'another port': {
      given: [route('cart'), mapping('twin', 'hostname: shop.test, prefix: /cart/, service: "cart:81"')],
    },
    TLS: { given: [route('cart'), mapping('twin', 'hostname: shop.test, prefix: /cart/, service: "https://cart:80"')] },
    'an experiment with weights': {
      given: [route('cart'), route('twin', 'weight: 10, add_request_headers: { x-flag: { value: "1" } }')],
    },
    'a shadow': { given: [route('cart'), route('twin', 'shadow: true')] },
    'one under a header': { given: [route('cart'), route('twin', 'headers: { x-user: beta }')] },
    'no hostname, and Hosts that could not be read everywhere': {
      given: selected,
      gaps: [{ kind: 'Host', namespace: 'sales', reason: 'forbidden' }],
    },
    'a route that no Host takes': {
      given: [
        route('cart'),
        route('twin'),
        'kind: Host\nmetadata: { name: other, namespace: shop }\nspec: { hostname: other.test }',
      ],
    },
  },
  found: {
    'fields that make no difference': {
      given: [
        route('cart'),
        mapping(
          'twin',
          'host: shop.test, host_regex: false, ambassador_id: [default], prefix: /cart/, service: cart.shop, weight: 50, precedence: 0, stats_name: x, headers: {}, query_parameters: {}',
        ),
      ],
      expect: [{ on: 'Mapping shop/twin', severity: 'info' }],
    },
    'one of three differs': {
      given: [route('cart'), route('tween'), route('twin', 'timeout_ms: 9000')],
      expect: [{ on: 'Mapping shop/twin', severity: 'warning', mentions: ['but another timeout_ms'] }],
    },
    'no hostname, but a Host that selects both': {
      given: selected,
      expect: [{ on: 'Mapping shop/twin', severity: 'info' }],
    },
    'one target in two spellings': {
      given: [
        route('cart'),
        mapping('twin', 'hostname: shop.test, prefix: /cart/, service: "http://cart:80", docs: { path: /x }'),
      ],
      expect: [
        {
          on: 'Mapping shop/twin',
          severity: 'info',
          says: 'Mapping shop/twin has the same conditions and the same target as Mapping shop/cart.',
          mentions: ['kubectl -n shop delete mapping twin'],
          related: ['Mapping shop/cart'],
        },
      ],
    },
    'another rewrite and timeout': {
      given: [route('cart'), route('twin', 'rewrite: "", timeout_ms: 10000')],
      expect: [{ on: 'Mapping shop/twin', severity: 'warning', mentions: [', but another rewrite, timeout_ms.'] }],
    },
    'weights, and all else the same': {
      given: [route('cart', 'weight: 50'), route('twin', 'weight: 50')],
      expect: [{ on: 'Mapping shop/twin', severity: 'info' }],
    },
    'one in an annotation, which cannot be deleted alone': {
      given: [
        route('cart'),
        annotated(
          'web',
          'apiVersion: getambassador.io/v3alpha1\nkind: Mapping\nname: twin\nhostname: shop.test\nprefix: /cart/\nservice: cart',
        ),
      ],
      expect: [{ on: 'Mapping shop/twin', severity: 'info' }],
    },
  },
});
