import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containerLogOf } from '../../../src/sources/observed/log.ts';

const POD = { namespace: 'emissary', name: 'emissary-1' };
const linesOf = (text: string) => containerLogOf(text, 'emissary-ingress', POD).lines;

it('keeps lines in their order, without empty ones and line ends', () => {
  expect(containerLogOf('one\r\ntwo\n\n  three\n', 'app', POD)).toEqual({
    kind: 'ContainerLog',
    metadata: POD,
    container: 'app',
    lines: ['one', 'two', '  three'],
  });
});

it('keeps the last 2000 lines, and of each the first 4000 characters', () => {
  const text = Array.from({ length: 3000 }, (_, i) => `line ${i}`).join('\n');
  expect(linesOf(text)).toHaveLength(2000);
  expect(linesOf(text)[0]).toBe('line 1000');
  expect(linesOf('x'.repeat(5000))[0]).toHaveLength(4000);
});

describe('the query of a request', () => {
  it.each([
    [
      'ACCESS [2026-01-01T00:00:00.000Z] "GET /a/?token=c4n4ry&b=1 HTTP/1.1" 200 - 0',
      'ACCESS [2026-01-01T00:00:00.000Z] "GET /a/? HTTP/1.1" 200 - 0',
    ],
    ['{"path":"/a?c4n4ry","method":"GET"}', '{"path":"/a?","method":"GET"}'],
    ['{"path":"/a?b=\\"c4n4ry","method":"GET"}', '{"path":"/a?","method":"GET"}'],
    ['"GET /?a=\'c4n4ry\' HTTP/2" 200', '"GET /? HTTP/2" 200'],
    ["':path', '/a?c4n4ry'", "':path', '/a?"],
    ['GET /a?c4n4ry HTTP/1.1 200', 'GET /a? HTTP/1.1 200'],
  ])('is cut off: %s', (line, expected) => {
    expect(linesOf(line)).toEqual([expected]);
  });

  it.each([
    'is it there? yes',
    'error cart.shop.1 could not compile regex "/a(/b)?/c[0-9]?$"',
    '/a.*?/b and (?i)/c',
    'what?',
  ])('is none: %s', (line) => {
    expect(linesOf(line)).toEqual([line]);
  });
});

it('no byte of a secret is kept', () => {
  const canary = 'c4n4ry';
  const text = `
ACCESS [2026-01-01] "GET /login?session=${canary} HTTP/1.1" 200 - "Bearer ${canary}"
[2026-01-01 00:00:00.000][12][debug][http] 'authorization', 'Basic ${canary}'
[2026-01-01 00:00:00.000][12][debug][http] 'cookie', 'session=${canary}; other=${canary}'
{"authority":"a.test","authorization":"Digest ${canary}","cookie":"a=${canary}"}
time="2026-01-01" level=info msg="{\\"password\\":\\"${canary}\\"}"
connecting to redis://user:${canary}@redis:6379
Set-Cookie: id=${canary}; HttpOnly
-----BEGIN PRIVATE KEY-----
MIIE${canary}
-----END PRIVATE KEY-----
goes on
-----BEGIN PRIVATE KEY-----
MIIE${canary}`;
  expect(linesOf(text).join('\n')).not.toContain(canary);
  expect(linesOf(text)).toContain('goes on');
});

it('no byte is kept of a key whose beginning was cut off', () => {
  expect(linesOf('MIIEc4n4ry+/=\nc4n4ry==\n-----END PRIVATE KEY-----\ngoes on')).toEqual(['goes on']);
});

it('no text makes it throw, nor think twice', () => {
  fc.assert(fc.property(fc.string(), (text) => linesOf(text).every((line) => line !== '')));
  for (const piece of ['a?', '?', 'a\n', '-----END \n', '-----BEGIN ', '\\']) linesOf(piece.repeat(300_000));
});
