import { describe, expect, it } from 'vitest';
import { regexFault, regexFields } from '../../src/cluster/regex-faults.ts';
import { mapping } from '../checks/mappings/yaml.ts';
import { clusterOf, objectsIn } from './clusters.ts';

describe('regexFault', () => {
  it.each(['/cart/.*', '(?i)/a', '(?P<id>\\d+)', '[[:alpha:]]+?', '\\pL', '/a\\/b'])(
    'has nothing against %s',
    (pattern) => {
      expect(regexFault(pattern, 200)).toBeUndefined();
    },
  );

  it.each(['/(?!x)', '(?<=a)b', '(a)\\1', '(', '[a-', 'a{1,1001}', '*', 'a++', '\\Z'])(
    'says what is wrong with %s',
    (pattern) => {
      expect(regexFault(pattern, 200)).toMatchObject({ kind: 'invalid', reason: expect.stringMatching(/^[^`]+$/) });
    },
  );

  it('tells a program that is surely too large from one that may be', () => {
    expect(regexFault('[a-z]{1,99}', 200)).toBeUndefined();
    expect(regexFault('[a-z]{1,100}', 200)).toMatchObject({ kind: 'large', surely: false });
    expect(regexFault('[a-z]{1,200}', 200)).toMatchObject({ kind: 'large', surely: true });
  });
});

describe('regexFields', () => {
  it('names every field that holds a regex, and no other', () => {
    const spec = `service: cart, prefix: "/a.*", prefix_regex: true, method: GET, headers: { a: b }, regex_headers: { x: "1" },
      regex_query_parameters: { q: "2" }, regex_rewrite: { pattern: "3", substitution: s }, regex_redirect: { pattern: "4" }`;
    const [one] = clusterOf(...objectsIn(mapping('cart', spec))).all('Mapping');
    expect(one && regexFields(one, { match: 'regex' })).toEqual([
      { path: 'spec.prefix', pattern: '/a.*', matches: true },
      { path: 'spec.regex_headers[x]', pattern: '1', matches: true },
      { path: 'spec.regex_query_parameters[q]', pattern: '2', matches: true },
      { path: 'spec.regex_rewrite.pattern', pattern: '3', matches: false },
    ]);
    // The first of a route decided that it is no regex.
    expect(one && regexFields(one, { match: 'prefix' }).map(({ path }) => path)).not.toContain('spec.prefix');
  });
});
