import { describe, expect, it } from 'vitest';
import { parseLine } from '../../src/commands/line.ts';
import { shownValue } from '../../src/commands/typed-request.ts';

const GET = { method: 'GET', port: '', query: '', headers: {} };

describe('what people type behind /ambassador', () => {
  it.each([
    ['', { kind: 'help' }],
    ['   ', { kind: 'help' }],
    ['help', { kind: 'help' }],
    ['check', { kind: 'check', request: { words: [] } }],
    ['  check   tls  ', { kind: 'check', request: { words: ['tls'] } }],
    ['CHECK TLS', { kind: 'check', request: { words: ['TLS'] } }],
    ['check tls routing -n shop', { kind: 'check', request: { words: ['tls', 'routing'], namespace: 'shop' } }],
    ['check -n shop tls', { kind: 'check', request: { words: ['tls'], namespace: 'shop' } }],
    ['check --namespace=shop', { kind: 'check', request: { words: [], namespace: 'shop' } }],
    ['check -n=shop', { kind: 'check', request: { words: [], namespace: 'shop' } }],
    [
      'https://shop.example.com/a',
      {
        kind: 'trace',
        request: { ...GET, scheme: 'https', host: 'shop.example.com', path: '/a' },
      },
    ],
    ['status', { kind: 'status' }],
    ['simulate', { kind: 'simulate' }],
    ['simulate kind: Mapping', { kind: 'simulate' }],
    ['routes', { kind: 'routes', request: {} }],
    ['routes shop.example.com -n shop', { kind: 'routes', request: { host: 'shop.example.com', namespace: 'shop' } }],
    ['routes https://shop.example.com/x?y', { kind: 'routes', request: { host: 'shop.example.com' } }],
    ['explain MAP001', { kind: 'explain', word: 'MAP001' }],
    ['explain', { kind: 'explain' }],
    ['chekc tls', { kind: 'unknown-word', word: 'chekc', nearest: 'check' }],
    ['staus', { kind: 'unknown-word', word: 'staus', nearest: 'status' }],
    ['frobnicate', { kind: 'unknown-word', word: 'frobnicate', nearest: undefined }],
  ])('%j', (text, line) => {
    expect(parseLine(text)).toEqual(line);
  });

  it.each([
    ['check -n', /needs the name of a namespace/],
    ['check -n -x', /needs the name of a namespace/],
    ['check --all', /I don't know the option --all/],
  ])('%j is refused with what is right', (text, reason) => {
    expect(parseLine(text)).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) });
  });
});

it('a header that carries a secret is named, and its value is not shown', () => {
  expect(shownValue('Authorization', 'Bearer abc')).toBe('(not shown)');
  expect(shownValue('x-api-key', 'abc')).toBe('(not shown)');
  expect(shownValue('x-api-key', '.*')).toBe('.*');
  expect(shownValue('x-canary', '1')).toBe('1');
  expect(shownValue(':authority', 'a.test')).toBe('a.test');
});
