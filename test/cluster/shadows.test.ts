import { describe, expect, it } from 'vitest';
import { shadows } from '../../src/cluster/shadows.ts';
import { mapping, PLAIN } from '../checks/routing/yaml.ts';
import { clusterOf, objectsIn } from './clusters.ts';

const found = (...yaml: readonly string[]) =>
  shadows(clusterOf(...yaml.flatMap(objectsIn))).map(({ winner, losers }) => [
    winner.prefix,
    losers.map(({ group, request }) => [group.prefix, request.path]),
  ]);

describe('shadows', () => {
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
