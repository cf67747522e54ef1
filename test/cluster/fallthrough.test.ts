import { describe, expect, it } from 'vitest';
import { isComplete, nextRoute, plainPrefix, takesAll } from '../../src/cluster/fallthrough.ts';
import type { Group } from '../../src/cluster/routing.ts';
import { routingWith } from './gateway.ts';

/** The routes of two Mappings, which cannot become one. */
function pair(one: string, other: string): { readonly one: Group; readonly other: Group } {
  const routing = routingWith(`
kind: Mapping
metadata: { name: one, namespace: shop }
spec: { service: one, ${one} }
---
kind: Mapping
metadata: { name: other, namespace: shop }
spec: { service: other, ${other} }
`);
  const named = (name: string) => {
    const group = routing.groups.find(({ members }) => members.some(({ mapping }) => mapping.metadata.name === name));
    if (!group) throw new Error(`no route ${name}`);
    return group;
  };
  return { one: named('one'), other: named('other') };
}

describe('takesAll', () => {
  const yes: Record<string, [string, string]> = {
    'a shorter prefix': ['hostname: shop.test, prefix: /a/', 'hostname: shop.test, prefix: /a/b/'],
    'the root': ['hostname: shop.test, prefix: /', 'hostname: shop.test, prefix: "/b.*", prefix_regex: true'],
    'every hostname': ['hostname: "*", prefix: /a/', 'hostname: shop.test, prefix: /a/b'],
    'a wildcard': ['hostname: "*.test", prefix: /a/', 'hostname: shop.test, prefix: /a/b'],
    'fewer conditions': [
      'hostname: shop.test, prefix: /a/',
      'hostname: shop.test, prefix: /a/, method: GET, headers: { x: "1" }',
    ],
    'a prefix and an exact path': [
      'hostname: shop.test, prefix: /a',
      'hostname: shop.test, prefix: /ab, prefix_exact: true',
    ],
    'letter case that the wider one does not see': [
      'hostname: shop.test, prefix: /A/, case_sensitive: false',
      'hostname: shop.test, prefix: /a/b/',
    ],
    'a regex that stands for a prefix': [
      'hostname: shop.test, prefix: "/a/.*", prefix_regex: true',
      'hostname: shop.test, prefix: /a/b/',
    ],
    'a regex that stands for everything': [
      'hostname: shop.test, prefix: ".*", prefix_regex: true',
      'hostname: shop.test, prefix: /b',
    ],
    'a regex that stands for everything, and another regex': [
      'hostname: shop.test, prefix: ".*", prefix_regex: true',
      'hostname: shop.test, prefix: "/[a-z]+", prefix_regex: true',
    ],
    'the same regex': [
      'hostname: shop.test, prefix: "/[a-z]+", prefix_regex: true',
      'hostname: shop.test, prefix: "/[a-z]+", prefix_regex: true, method: GET',
    ],
    'the same exact path': [
      'hostname: shop.test, prefix: /a, prefix_exact: true',
      'hostname: shop.test, prefix: /a, prefix_exact: true, method: GET',
    ],
    'an exact path that does not see letter case': [
      'hostname: shop.test, prefix: /A, prefix_exact: true, case_sensitive: false',
      'hostname: shop.test, prefix: /a, prefix_exact: true',
    ],
    'the same method, header and parameter': [
      'hostname: shop.test, prefix: /a/, method: GET, headers: { x: "1" }, query_parameters: { y: "1" }',
      'hostname: shop.test, prefix: /a/b/, method: GET, headers: { x: "1" }, query_parameters: { y: "1" }',
    ],
    'the same regex of hostnames': [
      'host: "[a-z]+[.]test", host_regex: true, prefix: /a/',
      'host: "[a-z]+[.]test", host_regex: true, prefix: /a/b/',
    ],
    'a hostname as text': ['hostname: "*", prefix: /a/', 'host: "[a-z]+[.]test", host_regex: true, prefix: /a/b/'],
  };
  it.each(Object.entries(yes))('sees that %s takes all', (_, [one, other]) => {
    const groups = pair(one, other);
    expect(takesAll(groups.one, groups.other)).toBe(true);
  });

  const no: Record<string, [string, string]> = {
    'a longer prefix': ['hostname: shop.test, prefix: /a/b/', 'hostname: shop.test, prefix: /a/'],
    'another prefix': ['hostname: shop.test, prefix: /b/', 'hostname: shop.test, prefix: /a/'],
    'one hostname of all': ['hostname: shop.test, prefix: /a/', 'hostname: "*", prefix: /a/'],
    'more conditions': ['hostname: shop.test, prefix: /a/, headers: { x: "1" }', 'hostname: shop.test, prefix: /a/'],
    'another value': [
      'hostname: shop.test, prefix: /a/, headers: { x: "1" }',
      'hostname: shop.test, prefix: /a/, headers: { x: "2" }',
    ],
    'an exact path and a prefix': [
      'hostname: shop.test, prefix: /a, prefix_exact: true',
      'hostname: shop.test, prefix: /ab',
    ],
    'letter case that only the narrower one does not see': [
      'hostname: shop.test, prefix: /a/',
      'hostname: shop.test, prefix: /a/b/, case_sensitive: false',
    ],
    'a regex with a class': [
      'hostname: shop.test, prefix: "/[a-z]+/.*", prefix_regex: true',
      'hostname: shop.test, prefix: /a/b/',
    ],
    'a regex for all that has a slash, and a prefix without': [
      'hostname: shop.test, prefix: "/a/.*", prefix_regex: true',
      'hostname: shop.test, prefix: /a',
    ],
    'another exact path': [
      'hostname: shop.test, prefix: /a, prefix_exact: true',
      'hostname: shop.test, prefix: /b, prefix_exact: true',
    ],
    'an exact path in another letter case': [
      'hostname: shop.test, prefix: /A, prefix_exact: true',
      'hostname: shop.test, prefix: /a, prefix_exact: true',
    ],
    'an exact path that sees letter case': [
      'hostname: shop.test, prefix: /a, prefix_exact: true',
      'hostname: shop.test, prefix: /a, prefix_exact: true, method: GET, case_sensitive: false',
    ],
    'a regex and an exact path of the same text': [
      'hostname: shop.test, prefix: "/[a-z]+", prefix_regex: true',
      'hostname: shop.test, prefix: "/[a-z]+", prefix_exact: true, method: GET',
    ],
    'a regex in another letter case': [
      'hostname: shop.test, prefix: "/[a-z]+", prefix_regex: true, case_sensitive: false',
      'hostname: shop.test, prefix: "/[A-Z]+", prefix_regex: true, case_sensitive: false',
    ],
    'a regex for a prefix, and a prefix that does not see letter case': [
      'hostname: shop.test, prefix: "/a/.*", prefix_regex: true, case_sensitive: false',
      'hostname: shop.test, prefix: /a/b/, case_sensitive: false',
    ],
    'another method': [
      'hostname: shop.test, prefix: /a/, method: GET',
      'hostname: shop.test, prefix: /a/, method: POST',
    ],
    'a method, and a regex of the same text': [
      'hostname: shop.test, prefix: /a/, method: GET',
      'hostname: shop.test, prefix: /a/b/, method: GET, method_regex: true',
    ],
    'a header, and a regex of the same text': [
      'hostname: shop.test, prefix: /a/, headers: { x: "1" }',
      'hostname: shop.test, prefix: /a/b/, regex_headers: { x: "1" }',
    ],
    'another header of the same value': [
      'hostname: shop.test, prefix: /a/, headers: { x: "1" }',
      'hostname: shop.test, prefix: /a/, headers: { y: "1" }',
    ],
    'another parameter': [
      'hostname: shop.test, prefix: /a/, query_parameters: { x: "1" }',
      'hostname: shop.test, prefix: /a/, query_parameters: { y: "1" }',
    ],
    'a hostname, and a regex of the same text': [
      'hostname: shop.test, prefix: /a/',
      'host: shop.test, host_regex: true, prefix: /a/b/',
    ],
    'a regex of hostnames that is a star': [
      'host: ".*", host_regex: true, prefix: /a/',
      'hostname: shop.test, prefix: /a/',
    ],
  };
  it.each(Object.entries(no))('does not say that %s takes all', (_, [one, other]) => {
    const groups = pair(one, other);
    expect(takesAll(groups.one, groups.other)).toBe(false);
  });
});

describe('isComplete and plainPrefix', () => {
  it('tells routes that leave something over', () => {
    const { one } = pair('hostname: shop.test, prefix: /a/, weight: 30', 'hostname: shop.test, prefix: /b/');
    expect(isComplete(one)).toBe(true);
    expect(isComplete({ ...one, members: one.members.map((member) => ({ ...member, share: 30 })) })).toBe(false);
  });

  it('reads a regex that is a text and then anything as a prefix', () => {
    const { one, other } = pair(
      'hostname: shop.test, prefix: "^/a/.*$", prefix_regex: true',
      'hostname: shop.test, prefix: "/a.b/.*", prefix_regex: true',
    );
    const exact = pair(
      'hostname: shop.test, prefix: /a.*, prefix_exact: true',
      'hostname: shop.test, prefix: "x/b.*y"',
    );
    expect(plainPrefix(exact.one)).toBeUndefined();
    expect(plainPrefix(exact.other)).toBe('x/b.*y');
    expect(plainPrefix(one)).toBe('/a/');
    expect(plainPrefix(other)).toBeUndefined();
  });
});

describe('nextRoute', () => {
  it('finds the next route that takes all of them', () => {
    const routing = routingWith(`
kind: Mapping
metadata: { name: half, namespace: shop }
spec: { hostname: shop.test, prefix: /a/, service: half }
---
kind: Mapping
metadata: { name: posts, namespace: shop }
spec: { hostname: "*", prefix: /a, method: POST, service: posts }
---
kind: Mapping
metadata: { name: all, namespace: shop }
spec: { hostname: "*", prefix: /, service: all }
`);
    const [half] = routing.groups.filter(({ prefix }) => prefix === '/a/');
    expect(half && nextRoute(routing, half)?.prefix).toBe('/');
  });
});
