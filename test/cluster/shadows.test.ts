import { describe, expect, it } from 'vitest';
import { isRootSwallow, shadows } from '../../src/cluster/shadows.ts';
import { mapping, PLAIN } from '../checks/routing/yaml.ts';
import { clusterOf, objectsIn } from './clusters.ts';

const found = (...yaml: readonly string[]) =>
  shadows(clusterOf(...yaml.flatMap(objectsIn))).map(({ winner, losers }) => [
    winner.prefix,
    losers.map(({ group, request }) => [group.prefix, request.path]),
  ]);

describe('shadows', () => {
  it('tells a root that takes several others by its precedence', () => {
    const swallows = (...yaml: readonly string[]) =>
      shadows(clusterOf(...[...PLAIN, ...yaml].flatMap(objectsIn))).map(isRootSwallow);
    const [a, b] = [mapping('a', 'prefix: /a/'), mapping('b', 'prefix: /b/')];
    expect(swallows(mapping('root', 'prefix: /, precedence: 1'), a, b)).toEqual([true]);
    expect(swallows(mapping('root', 'prefix: /, precedence: 1'), a)).toEqual([false]);
    expect(
      swallows(
        mapping('a', 'prefix: /a/, precedence: 1'),
        ...['x', 'y'].map((name) => mapping(name, `prefix: /a/${name}/`)),
      ),
    ).toEqual([false]);
  });

  it('gathers the losers of one winner, each with a request', () => {
    expect(
      found(
        ...PLAIN,
        mapping('api', 'prefix: /api/, precedence: 1'),
        mapping('a', 'prefix: /api/a/'),
        mapping('b', 'prefix: /api/b/'),
      ),
    ).toEqual([
      [
        '/api/',
        [
          ['/api/b/', '/api/b/'],
          ['/api/a/', '/api/a/'],
        ],
      ],
    ]);
  });

  it('names the winner that really answers, not one that is shadowed itself', () => {
    expect(
      found(
        ...PLAIN,
        mapping('top', 'prefix: /, precedence: 2'),
        mapping('api', 'prefix: /api/, precedence: 1'),
        mapping('a', 'prefix: /api/a/'),
      ).map(([winner]) => winner),
    ).toEqual(['/']);
  });

  it('says nothing of routes that differ in their precedence alone, or show a maintenance page', () => {
    expect(found(...PLAIN, mapping('old', 'prefix: /a/, precedence: 1'), mapping('new', 'prefix: /a/'))).toEqual([]);
    expect(found(...PLAIN, mapping('sorry', 'prefix: /, precedence: 1'), mapping('new', 'prefix: /a/'))).toEqual([]);
    const away = 'prefix: /, precedence: 1, host_redirect: true';
    expect(found(...PLAIN, mapping('holding', away), mapping('new', 'prefix: /a/'))).toEqual([]);
  });

  it('sees routes that differ in their precedence and in a condition', () => {
    const get = mapping('get', 'prefix: /a/, method: GET');
    expect(found(...PLAIN, mapping('all', 'prefix: /a/, precedence: 1'), get)).toEqual([['/a/', [['/a/', '/a/']]]]);
    const one = mapping('one', 'prefix: /a/, headers: { x: "1" }');
    expect(found(...PLAIN, mapping('all', 'prefix: /a/, precedence: 1'), one)).toEqual([['/a/', [['/a/', '/a/']]]]);
  });

  it('sees what a redirect and a regex for everything take, and exact paths and regexes that they take', () => {
    const redirect = mapping('away', 'prefix: /, precedence: 1, host_redirect: true');
    const exact = mapping('exact', 'prefix: /A, prefix_exact: true');
    const regex = mapping('regex', 'prefix: "/b[0-9]", prefix_regex: true');
    expect(found(...PLAIN, redirect, exact, regex).map(([winner, losers]) => [winner, losers?.length])).toEqual([
      ['/', 2],
    ]);
    const everything = mapping('every', 'prefix: ".*", prefix_regex: true, precedence: 1');
    expect(found(...PLAIN, everything, exact, regex).map(([winner, losers]) => [winner, losers?.length])).toEqual([
      ['.*', 2],
    ]);
  });

  it('leaves alone what gets the requests that weights leave over', () => {
    const half = mapping('half', 'prefix: /api/, precedence: 1, weight: 30');
    const other = mapping('other', 'prefix: /api/, precedence: 1, weight: 60');
    expect(found(...PLAIN, half, other, mapping('a', 'prefix: /api/a/'))).toEqual([]);
  });

  it('keeps apart what two routes of one prefix share', () => {
    expect(
      found(
        ...PLAIN,
        mapping('api', 'prefix: /api/, precedence: 1, headers: { x: "1" }'),
        mapping('a', 'prefix: /api/a/'),
      ),
    ).toEqual([]);
  });
});
