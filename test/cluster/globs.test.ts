import { expect, it } from 'vitest';
import { matchesGlob } from '../../src/cluster/globs.ts';

it.each([
  ['*', '', true],
  ['*', 'a/b.c', true],
  ['/api/*', '/api/a/b', true],
  ['/api/*', '/api', false],
  ['*.test', 'a.b.test', true],
  ['*.test', 'test', false],
  ['/a.b', '/axb', false],
  ['/a+(b)|c$', '/a+(b)|c$', true],
  ['/**/x', '/a/b/x', true],
  ['/?', '/a', true],
  ['/?', '/ab', false],
  ['/v[12]/*', '/v2/a', true],
  ['/v[!12]/*', '/v2/a', false],
  ['/{a,b.c}/*', '/b.c/x', true],
  ['/{a,b.c}/*', '/bxc/x', false],
  [String.raw`/\*`, '/*', true],
  [String.raw`/\*`, '/a', false],
  ['/[', '/[', true],
  ['/a\n*', '/a\nb', true],
])('the glob %s and %s: %s', (glob, text, expected) => {
  expect(matchesGlob(glob, text)).toBe(expected);
});

it('is quick on many stars', () => {
  expect(matchesGlob('*a'.repeat(30), `${'a'.repeat(3000)}b`)).toBe(false);
});
