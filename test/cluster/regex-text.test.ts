import { describe, expect, it } from 'vitest';
import { pathsLike, queryMarkIn, spelledOut, startOf } from '../../src/cluster/regex-text.ts';

describe('what the text of a regex shows', () => {
  it.each([
    ['/api/[a-z]{1,20}/.*', '/api/', '/api//'],
    ['^/v[0-9]+$', '/v', '/v'],
    ['(?i)/Shop/.+', '/Shop/', '/Shop/'],
    ['/(cart|basket)/.*', '/', '/basket/'],
    ['/(?:api/)?users', '/', '/api/users'],
    ['/a|/beta/.*', '', '/beta/'],
    ['/a.*/b', '/a', '/a/b'],
    [String.raw`/v1\.2/\d+`, '/v1.2/', '/v1.2/'],
    ['/ab*', '/a', '/ab*'],
    ['/ab+c', '/ab', '/ab+c'],
    ['/((a|bc)d)/x', '/', '/bcd/x'],
    ['.*', '', ''],
  ])('%s starts with %s and spells out %s', (regex, start, text) => {
    expect(startOf(regex)).toBe(start);
    expect(spelledOut(regex)).toBe(text.length);
  });

  it.each([
    ['/api/[a-z0-9]+/x', ['/api/x/x', '/api/1/x', '/api/a/x']],
    ['/api/[a-z]+/[0-9]+', []],
    [String.raw`/(cart|pay)/\d+`, ['/cart/1']],
  ])('takes paths such as: %s', (regex, paths) => {
    expect(pathsLike(regex)).toEqual(paths);
  });

  it.each([
    [String.raw`/a\?b`, 2],
    [String.raw`/a\?+`, 2],
    [String.raw`/[?]\?b`, 4],
    [String.raw`/(a|b)\?`, 6],
    [String.raw`/a\??b`, undefined],
    [String.raw`/a\?{0,1}b`, undefined],
    [String.raw`/a(\?b)?`, undefined],
    [String.raw`/a\?b|/c`, undefined],
    [String.raw`/a\\?b`, undefined],
    ['/ab?', undefined],
  ])('asks for a question mark: %s', (regex, mark) => {
    expect(queryMarkIn(regex)).toBe(mark);
  });

  it('takes given words in place of what varies', () => {
    expect(pathsLike('/api/[a-z]+/x', ['users', '7'])).toEqual(['/api/users/x']);
  });
});
