import { mappingCoreKeyMismatch } from '../../../src/checks/mappings/mapping-core-key-mismatch.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, mapping, tcpMapping } from './yaml.ts';

const route = (name: string, more = '') =>
  mapping(name, `hostname: shop.test, prefix: /cart/, service: ${name}.shop, ${more}`);
const CANARY = 'weight: 10';

testCheck(mappingCoreKeyMismatch, {
  clean: {
    'the same settings': {
      given: [route('cart', 'connect_timeout_ms: 500'), route('next', `connect_timeout_ms: 500, ${CANARY}`)],
    },
    'settings that may differ': {
      given: [
        route('cart'),
        route('next', `rewrite: "", timeout_ms: 9000, idle_timeout_ms: 1, host_rewrite: x, ${CANARY}`),
      ],
    },
    'a setting of the first alone': { given: [route('cart', 'connect_timeout_ms: 500'), route('next', CANARY)] },
    'bypass_auth of both': {
      given: [route('cart', 'bypass_auth: true'), route('next', `bypass_auth: true, ${CANARY}`)],
    },
    'load_balancer of both': {
      given: [
        route('cart', 'resolver: endpoint, load_balancer: { policy: round_robin }'),
        route('next', `resolver: endpoint, load_balancer: { policy: round_robin }, ${CANARY}`),
      ],
    },
    'bypass_auth: false of the first alone': { given: [route('cart', 'bypass_auth: false'), route('next', CANARY)] },
    'another prefix': { given: [mapping('cart'), mapping('next', 'connect_timeout_ms: 500, service: next')] },
    'one shadow': { given: [route('cart'), route('next', 'shadow: true')] },
    'one redirect': { given: route('cart', 'host_redirect: true') },
    'circuit breakers of one alone, where the Module could not be read': {
      given: [route('cart'), route('next', `circuit_breakers: [{ max_connections: 100 }], ${CANARY}`)],
      gaps: [{ kind: 'Module', reason: 'forbidden' }],
    },
    'circuit breakers of one alone, which the Module sets for the other': {
      given: [
        gateway(),
        route('cart'),
        route('next', `circuit_breakers: [{ max_connections: 100 }], ${CANARY}`),
        'kind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: { circuit_breakers: [{ max_connections: 100 }] } }',
      ],
    },
    'Mappings of two gateways': {
      given: [gateway(), route('cart'), route('next', 'connect_timeout_ms: 500, ambassador_id: [edge]')],
    },
  },
  found: {
    'a setting of the later alone': {
      given: [route('cart'), route('next', `connect_timeout_ms: 500, ${CANARY}`)],
      expect: [
        {
          on: 'Mapping shop/next',
          severity: 'error',
          says: 'Mapping shop/next asks for the same requests as Mapping shop/cart, and is left out, because the two differ in connect_timeout_ms.',
          mentions: ['make connect_timeout_ms the same in both, or give one other conditions'],
          evidence: ['Mapping shop/cart spec.connect_timeout_ms', 'Mapping shop/next spec.connect_timeout_ms'],
          related: ['Mapping shop/cart'],
        },
      ],
    },
    'two values': {
      given: [route('cart', 'keepalive: { time: 1 }'), route('next', `keepalive: { time: 2 }, ${CANARY}`)],
      expect: [{ on: 'Mapping shop/next', mentions: ['keepalive'] }],
    },
    'circuit breakers of the first alone, which are always compared': {
      given: [route('cart', 'circuit_breakers: [{ max_connections: 100 }]'), route('next', CANARY)],
      expect: [{ on: 'Mapping shop/next', mentions: ['circuit_breakers'] }],
    },
    'bypass_auth of the first alone, which is let through': {
      given: [route('cart', 'bypass_auth: true'), route('next', CANARY)],
      expect: [{ on: 'Mapping shop/next', severity: 'warning', mentions: ['holds for a part of the requests'] }],
    },
    'the main Mapping, because its canary comes before it by name': {
      given: [route('cart', 'connect_timeout_ms: 500'), route('cart-canary', CANARY)],
      expect: [{ on: 'Mapping shop/cart', severity: 'error', related: ['Mapping shop/cart-canary'] }],
    },
    'a header that is a regex in one and not in the other': {
      given: [route('cart', 'headers: { x-user: beta }'), route('next', `regex_headers: { x-user: beta }, ${CANARY}`)],
      expect: [{ on: 'Mapping shop/next', mentions: ['the two differ in regex_headers'] }],
    },
    'a method likewise': {
      given: [route('cart', 'method: GET'), route('next', `method: GET, method_regex: true, ${CANARY}`)],
      expect: [{ on: 'Mapping shop/next', mentions: ['the two differ in method_regex'] }],
    },
    'a second shadow': {
      given: [route('cart'), route('one', 'shadow: true'), route('two', 'shadow: true')],
      expect: [{ on: 'Mapping shop/two', mentions: ['one shadow only'], evidence: ['Mapping shop/two spec.shadow'] }],
    },
    'a redirect behind a Mapping': {
      given: [route('cart'), route('moved', 'host_redirect: true')],
      expect: [{ on: 'Mapping shop/moved', mentions: ['a redirect does not share its requests'] }],
    },
    'a Mapping behind a redirect': {
      given: [route('cart', 'host_redirect: true'), route('next')],
      expect: [{ on: 'Mapping shop/next' }],
    },
    TCPMappings: {
      given: [
        mapping('front'),
        tcpMapping('a', 'service: a, circuit_breakers: [{ max_connections: 100 }]'),
        tcpMapping('b', 'service: b'),
      ],
      expect: [{ on: 'TCPMapping shop/b' }],
    },
    'a route of an Ingress, which a Mapping does not go together with': {
      given: [
        gateway(),
        mapping('z', 'hostname: "*", prefix: /cart, service: z, prefix_exact: true'),
        mapping('a', 'hostname: "*", prefix: /cart, service: a'),
        `kind: Ingress
metadata: { name: m, namespace: shop, annotations: { kubernetes.io/ingress.class: ambassador } }
spec: { rules: [{ http: { paths: [{ path: /cart, pathType: Prefix, backend: { service: { name: cart, port: { number: 80 } } } }] } }] }`,
      ],
      expect: [{ on: 'Ingress shop/m' }, { on: 'Mapping shop/z' }],
    },
  },
});
