import { mappingRegexInvalid } from '../../../src/checks/mappings/mapping-regex-invalid.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, mapping } from './yaml.ts';

const SERVED = [
  'kind: Listener\nmetadata: { name: http, namespace: emissary }\nspec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }',
  'kind: Host\nmetadata: { name: all, namespace: emissary }\nspec: { hostname: "*", requestPolicy: { insecure: { action: Route } } }',
];
const module = (config: string) =>
  `kind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: { ${config} } }`;
const regex = (pattern: string, more = '') =>
  mapping('cart', `prefix: '${pattern}', prefix_regex: true, rewrite: "", service: cart, ${more}`);

testCheck(mappingRegexInvalid, {
  clean: {
    'what RE2 takes': {
      given: [
        ...SERVED,
        regex('(?i)/cart/(?P<id>[0-9]+?)/.*'),
        mapping('b', 'service: b, regex_headers: { x-user: "^(a|b)$" }'),
      ],
    },
    'a plain prefix that is no regex': { given: [...SERVED, mapping('cart', "prefix: '/(?!x', service: cart")] },
    'headers that are compared as text': {
      given: [...SERVED, mapping('cart', 'service: cart, headers: { x-user: "(?!x" }')],
    },
    'host_regex beside a hostname, which wins': {
      given: [
        ...SERVED,
        mapping('cart', 'service: cart, hostname: shop.test').replace(
          'hostname: shop',
          'host: "(?!x", host_regex: true, hostname: shop',
        ),
      ],
    },
    'a regex_redirect that is no redirect': {
      given: [...SERVED, mapping('cart', 'service: cart, regex_redirect: { pattern: "(", substitution: x }')],
    },
    'a program of a common size': { given: [...SERVED, regex('/api/[a-z0-9]{1,40}/x')] },
    'a large program where the Module allows it': {
      given: [gateway(), ...SERVED, regex('/[a-z]{1,200}'), module('regex_max_size: 1000')],
    },
    'another syntax in Ambassador 1': {
      given: [gateway({ version: '1.14.4' }), regex('/(?!x).*'), module('regex_type: unsafe')],
    },
    'a Mapping that is left out for another reason': { given: [...SERVED, regex('(', 'outlier_detection: x')] },
    'a Mapping of another gateway': { given: [gateway(), ...SERVED, regex('(', 'ambassador_id: [edge]')] },
  },
  found: {
    'a lookahead': {
      given: [...SERVED, regex('/(?!internal).*')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'critical',
          says: 'The regex /(?!internal).* in spec.prefix of Mapping shop/cart is none that RE2 understands: invalid or unsupported Perl syntax: (?!.',
          mentions: ['which has no lookahead, lookbehind or back reference'],
          evidence: ['Mapping shop/cart spec.prefix'],
        },
      ],
    },
    'a back reference, an open bracket and too many repeats': {
      given: [
        ...SERVED,
        mapping('a', "service: a, regex_headers: { x-user: '(.)\\1' }"),
        mapping('b', "service: b, regex_query_parameters: { q: '(' }"),
        mapping('c', "service: c, method: '[A-Z', method_regex: true"),
        mapping('d', "service: d, host: 'x{1,1001}', host_regex: true"),
      ],
      expect: [
        { on: 'Mapping shop/a', evidence: ['Mapping shop/a spec.regex_headers[x-user]'] },
        { on: 'Mapping shop/b', evidence: ['Mapping shop/b spec.regex_query_parameters[q]'] },
        { on: 'Mapping shop/c', evidence: ['Mapping shop/c spec.method'] },
        { on: 'Mapping shop/d', evidence: ['Mapping shop/d spec.host'] },
      ],
    },
    'two in one Mapping': {
      given: [...SERVED, regex('(', 'regex_rewrite: { pattern: "(?<=a)b", substitution: c }')],
      expect: [
        { on: 'Mapping shop/cart', mentions: ['spec.prefix'] },
        { on: 'Mapping shop/cart', mentions: ['spec.regex_rewrite.pattern'] },
      ],
    },
    'a redirect by regex': {
      given: [
        ...SERVED,
        mapping('cart', 'service: shop.test, host_redirect: true, regex_redirect: { pattern: "(", substitution: x }'),
      ],
      expect: [{ on: 'Mapping shop/cart', severity: 'critical' }],
    },
    'a program that is much too large': {
      given: [...SERVED, regex('/[a-z]{1,200}')],
      expect: [{ on: 'Mapping shop/cart', severity: 'critical', mentions: ['200 are allowed', 'regex_max_size'] }],
    },
    'a program that may be too large': {
      given: [...SERVED, regex('/[a-z]{1,110}')],
      expect: [{ on: 'Mapping shop/cart', severity: 'warning' }],
    },
    'a route that no Host takes': {
      given: [
        ...SERVED.slice(0, 1),
        'kind: Host\nmetadata: { name: other, namespace: emissary }\nspec: { hostname: other.test }',
        regex('(', '').replace('"*"', 'shop.test'),
      ],
      expect: [{ on: 'Mapping shop/cart', severity: 'warning' }],
    },
    'Listeners that could not be read': {
      given: [...SERVED.slice(1), regex('(')],
      gaps: [{ kind: 'Listener', reason: 'forbidden' }],
      expect: [{ on: 'Mapping shop/cart', severity: 'error' }],
    },
  },
});
