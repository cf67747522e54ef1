import { mappingKilledByField } from '../../../src/checks/mappings/mapping-killed-by-field.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, mapping, tcpMapping } from './yaml.ts';

const OVERRIDES = mapping(
  'cart',
  'service: cart, error_response_overrides: [{ on_status_code: 404, body: { text_format: gone } }]',
);
const retryOn = (condition: string) =>
  mapping('cart', `service: cart, retry_policy: { retry_on: ${condition}, num_retries: 3 }`);
const breakers = (text: string) => mapping('cart', `service: cart, circuit_breakers: ${text}`);

testCheck(mappingKilledByField, {
  clean: {
    'none of these fields': { given: mapping('cart') },
    'error_response_overrides in 3.x': { given: [gateway({ version: '3.9.1' }), OVERRIDES] },
    'error_response_overrides in 4.1.0': { given: [gateway({ version: '4.1.0' }), OVERRIDES] },
    'error_response_overrides, and nobody knows the version': { given: OVERRIDES },
    'retry_on that there is': { given: ['5xx', 'gateway-error', 'retriable-status-codes'].map((one) => retryOn(one)) },
    'circuit breakers that are right': {
      given: breakers('[{ priority: high, max_connections: 100 }, { max_retries: 3 }]'),
    },
    'circuit breakers of the Module, which has its own finding': {
      given: [
        gateway(),
        mapping('cart'),
        'kind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: { circuit_breakers: [{ priority: urgent }] } }',
      ],
    },
    'a star in hostname': { given: mapping('cart', 'service: cart, hostname: "*.shop.test"') },
    'a star in a regex': { given: mapping('cart', 'service: cart, host: ".*", host_regex: true') },
    'a star in host beside a hostname, which wins': {
      given: [
        gateway(),
        mapping('cart', 'service: cart, hostname: shop.test').replace('hostname: shop', 'host: "*", hostname: shop'),
      ],
    },
    'a star in host in Ambassador 1': {
      given: [gateway({ version: '1.14.4' }), mapping('cart', 'service: cart, host: "*"')],
    },
    'a load balancer that is refused, which is another finding': {
      given: mapping('cart', 'service: cart, load_balancer: { policy: round_robin }'),
    },
    'a resolver that does not exist, which is another finding': {
      given: mapping('cart', 'service: cart, resolver: nothing'),
    },
    'a plain name in Consul': { given: mapping('cart', 'service: cart, resolver: consul') },
    'a Mapping of another gateway': {
      given: [gateway(), mapping('cart', 'outlier_detection: x, ambassador_id: [edge]')],
    },
  },
  found: {
    outlier_detection: {
      given: mapping('cart', 'service: cart, outlier_detection: { consecutive_5xx: 3 }'),
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          mentions: [
            'because of outlier_detection',
            `patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":{"outlier_detection":null}}'`,
          ],
          evidence: ['Mapping shop/cart spec.outlier_detection'],
        },
      ],
    },
    'error_response_overrides after 4.1.0': {
      given: [gateway({ version: '4.2.0' }), OVERRIDES],
      expect: [{ on: 'Mapping shop/cart', mentions: ['"error_response_overrides":null'] }],
    },
    'a retry policy that does not say when': {
      given: mapping('cart', 'service: cart, retry_policy: { num_retries: 3 }'),
      expect: [{ on: 'Mapping shop/cart', evidence: ['Mapping shop/cart spec.retry_policy.retry_on'] }],
    },
    'a retry policy with a word that there is not': {
      given: retryOn('sometimes'),
      expect: [{ on: 'Mapping shop/cart', mentions: ['5xx, gateway-error'] }],
    },
    'circuit breakers with a priority that there is not': {
      given: breakers('[{ priority: urgent }]'),
      expect: [{ on: 'Mapping shop/cart', evidence: ['Mapping shop/cart spec.circuit_breakers'] }],
    },
    'the same on a TCPMapping': {
      given: [mapping('front'), tcpMapping('queue', 'service: queue, circuit_breakers: [{ priority: urgent }]')],
      expect: [{ on: 'TCPMapping shop/queue' }],
    },
    'a star in host': {
      given: mapping('cart', 'service: cart, host: "*.shop.test"'),
      expect: [{ on: 'Mapping shop/cart', mentions: [`-p '{"spec":{"hostname":"*.shop.test","host":null}}'`] }],
    },
    'a star in the header :authority': {
      given:
        'kind: Mapping\nmetadata: { name: cart, namespace: shop }\nspec: { prefix: /cart/, service: cart, headers: { ":authority": "*.shop.test" } }',
      expect: [{ on: 'Mapping shop/cart' }],
    },
    'a name with dots in Consul': {
      given: mapping('cart', 'service: cart.shop, resolver: consul'),
      expect: [{ on: 'Mapping shop/cart', mentions: ['names in Consul have no dots'] }],
    },
  },
});
