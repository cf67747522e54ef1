import { describe, expect, it } from 'vitest';
import { parseLine } from '../../src/commands/line.ts';

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
    ['status', { kind: 'status' }],
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
