import { describe, expect, it } from 'vitest';
import { matchRequest } from '../../src/cluster/match.ts';
import { answeredRequest, witnessOf } from '../../src/cluster/witness.ts';
import { routingWith } from './gateway.ts';

const route = (fields: string) => `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { service: cart, ${fields} }
`;

function witness(fields: string, more = '') {
  const routing = routingWith(`${route(fields)}${more}`);
  const group = routing.groups.find(({ members }) => members.some(({ mapping }) => mapping.metadata.name === 'cart'));
  if (!group) throw new Error('no such route');
  return { routing, group, answered: answeredRequest(routing, group) };
}

describe('answeredRequest', () => {
  const found: Record<string, [string, { host: string; path: string; method?: string; query?: string }]> = {
    'a prefix': ['hostname: shop.test, prefix: /cart/', { host: 'shop.test', path: '/cart/' }],
    'an exact path': ['hostname: shop.test, prefix: /cart, prefix_exact: true', { host: 'shop.test', path: '/cart' }],
    'every hostname': ['hostname: "*", prefix: /cart/', { host: 'shop.test', path: '/cart/' }],
    'a wildcard': ['hostname: "*.test", prefix: /cart/', { host: 'shop.test', path: '/cart/' }],
    'a regex with a star': [
      'hostname: shop.test, prefix: "/cart/.*", prefix_regex: true',
      { host: 'shop.test', path: '/cart/x' },
    ],
    'a regex of digits': [
      'hostname: shop.test, prefix: "/v[0-9]+/cart", prefix_regex: true',
      { host: 'shop.test', path: '/v1/cart' },
    ],
    'a regex with a choice': [
      'hostname: shop.test, prefix: "/(cart|basket)(/.*)?", prefix_regex: true',
      { host: 'shop.test', path: '/cart/x' },
    ],
    'a regex with a dot that is meant': [
      'hostname: shop.test, prefix: "/cart\\\\.html", prefix_regex: true',
      { host: 'shop.test', path: '/cart.html' },
    ],
    'a method and a query': [
      'hostname: shop.test, prefix: /cart/, method: POST, query_parameters: { v: "2" }',
      { host: 'shop.test', path: '/cart/', method: 'POST', query: 'v=2' },
    ],
    'a host by regex that means the Host': [
      'host: "shop[.].*", host_regex: true, prefix: /cart/',
      { host: 'shop.test', path: '/cart/' },
    ],
  };
  it.each(Object.entries(found))('finds a request for %s', (_, [fields, expected]) => {
    expect(witness(fields).answered?.request).toMatchObject(expected);
  });

  it('goes on to a longer path where an exact one takes the prefix itself', () => {
    const exact =
      '---\nkind: Mapping\nmetadata: { name: exact, namespace: shop }\nspec: { hostname: shop.test, prefix: /cart/, prefix_exact: true, precedence: 1, service: exact }\n';
    expect(witness('hostname: shop.test, prefix: /cart/', exact).answered?.request.path).toBe('/cart/x');
  });

  const none: Record<string, string> = {
    'a regex on a header': 'hostname: shop.test, prefix: /cart/, regex_headers: { x-a: "a|b" }',
    'a prefix without its slash': 'hostname: shop.test, prefix: cart/',
    'a route that no Host takes': 'hostname: other.test, prefix: /cart/',
  };
  it.each(Object.entries(none))('finds none for %s', (_, fields) => {
    expect(witness(fields).answered).toBeUndefined();
  });

  it('finds none where an earlier route takes them all', () => {
    const all =
      '---\nkind: Mapping\nmetadata: { name: all, namespace: shop }\nspec: { hostname: "*", prefix: /, precedence: 9, service: all }\n';
    expect(witness('hostname: shop.test, prefix: /cart/', all).answered).toBeUndefined();
  });
});

describe('witnessOf', () => {
  it('gives a request that the model lets in, by the Listener of the Host', () => {
    const { routing, group } = witness('hostname: shop.test, prefix: /cart/');
    const [host] = group.hosts;
    const request = host && witnessOf(group, host, false);
    expect(request).toMatchObject({ tls: false, listenerPort: 8080, host: 'shop.test', path: '/cart/' });
    expect(request && matchRequest(routing, request)).toMatchObject({ kind: 'routed', unserved: 0 });
  });
});
