import { mappingIneffectiveField } from '../../../src/checks/mappings/mapping-ineffective-field.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, mapping, tcpMapping } from './yaml.ts';

const LABELS = mapping('cart', 'service: cart, labels: { shop: [{ group: [{ generic_key: { value: cart } }] }] }');
const limits = (spec: string) =>
  `kind: RateLimitService\nmetadata: { name: limits, namespace: emissary }\nspec: { service: "limits:80", protocol_version: v3, ${spec} }`;

testCheck(mappingIneffectiveField, {
  clean: {
    'none of these fields': { given: mapping('cart') },
    'keepalive.time': { given: mapping('cart', 'service: cart, keepalive: { time: 100, interval: 10, probes: 3 }') },
    'keepalive with both spellings': {
      given: mapping('cart', 'service: cart, keepalive: { time: 100, idle_time: 100 }'),
    },
    'health_checks, which is another finding': {
      given: mapping('cart', 'service: cart, health_checks: [{ health_check: { http: { path: /x } } }]'),
    },
    'labels of the domain that is read': { given: [LABELS, limits('domain: shop')] },
    'labels, and no RateLimitService': { given: LABELS },
    'labels, and RateLimitServices that could not be read': {
      given: LABELS,
      gaps: [{ kind: 'RateLimitService', reason: 'forbidden' }],
    },
    'labels, and a RateLimitService of another gateway': {
      given: [gateway(), LABELS, limits('domain: other, ambassador_id: [edge]')],
    },
    'what the AuthService is told, and it is asked': {
      given: mapping('cart', 'service: cart, auth_context_extensions: { a: b }'),
    },
    'a Mapping of another gateway': {
      given: [gateway(), mapping('cart', 'service: cart, modules: [x], ambassador_id: [edge]')],
    },
  },
  found: {
    'keepalive.idle_time': {
      given: mapping('cart', 'service: cart, keepalive: { idle_time: 100 }'),
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'info',
          says: 'Mapping shop/cart sets keepalive.idle_time, which has no effect: Emissary reads keepalive.time.',
          evidence: ['Mapping shop/cart spec.keepalive.idle_time'],
        },
      ],
    },
    'two in one Mapping': {
      given: mapping('cart', 'service: cart, modules: [{ a: b }], envoy_override: { a: b }'),
      expect: [
        { on: 'Mapping shop/cart', mentions: ['sets modules'] },
        { on: 'Mapping shop/cart', mentions: ['sets envoy_override'] },
      ],
    },
    'fields that a TCPMapping does not use': {
      given: [mapping('front'), tcpMapping('queue', 'service: queue, stats_name: q, precedence: 1')],
      expect: [
        { on: 'TCPMapping shop/queue', mentions: ['stats_name'] },
        { on: 'TCPMapping shop/queue', mentions: ['precedence'] },
      ],
    },
    'labels of a domain that nobody reads': {
      given: [LABELS, limits('')],
      expect: [
        {
          on: 'Mapping shop/cart',
          mentions: ['reads the labels of domain ambassador only'],
          evidence: ['Mapping shop/cart spec.labels.shop'],
        },
      ],
    },
    'what an AuthService is told that is not asked': {
      given: mapping('cart', 'service: cart, bypass_auth: true, auth_context_extensions: { a: b }'),
      expect: [{ on: 'Mapping shop/cart', mentions: ['auth_context_extensions'] }],
    },
  },
});
