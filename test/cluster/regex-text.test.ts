import { describe, expect, it } from 'vitest';
import { pathsLike, spelledOut, startOf } from '../../src/cluster/regex-text.ts';

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

  it('takes given words in place of what varies', () => {
    expect(pathsLike('/api/[a-z]+/x', ['users', '7'])).toEqual(['/api/users/x']);
  });
});
