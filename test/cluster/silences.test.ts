import { describe, expect, it } from 'vitest';
import { hasEnded, silenceAnnotations } from '../../src/cluster/silences.ts';

function asked(text: string, name = 'attache.dev/silence.MAP001') {
  const on = {
    kind: 'Mapping',
    metadata: { name: 'a', namespace: 'b', annotations: { [name]: text } },
    spec: {},
  } as const;
  const [annotation] = silenceAnnotations([on]);
  if (!annotation) return undefined;
  const { on: _, text: __, name: ___, ...rest } = annotation;
  return rest;
}

describe('an annotation that asks for silence', () => {
  it.each([
    ['moves next week', { reason: 'moves next week' }],
    ['moves next week, until 2026-12-01', { reason: 'moves next week', until: '2026-12-01' }],
    ['moves next week until 2026-12-01.', { reason: 'moves next week', until: '2026-12-01' }],
    ['  moves.  Until 2026-12-01  ', { reason: 'moves', until: '2026-12-01' }],
    ['wait until Bob is back, until 2026-12-01', { reason: 'wait until Bob is back', until: '2026-12-01' }],
    ['until the new cluster is up', { reason: 'until the new cluster is up' }],
    ['the untill is broken', { reason: 'the untill is broken' }],
    ['', { reason: '' }],
    ['   ', { reason: '' }],
    ['until 2026-12-01', { reason: '', until: '2026-12-01' }],
    ['moves, until Friday', { reason: 'moves', unreadable: 'Friday' }],
    ['moves, until 2026-02-30', { reason: 'moves', unreadable: '2026-02-30' }],
    ['moves, until 2026-12-1', { reason: 'moves', unreadable: '2026-12-1' }],
    ['moves, until 1.12.2026', { reason: 'moves', unreadable: '1.12.2026' }],
    ['moves, until 1 December 2026', { reason: 'moves', unreadable: '1 December 2026' }],
    ['moves, until 2026-12-01T10:00Z', { reason: 'moves', unreadable: '2026-12-01T10:00Z' }],
  ])('%j', (text, expected) => {
    expect(asked(text)).toEqual({ check: 'MAP001', ...expected });
  });

  it('names a check behind the last dot, and no other annotation is one', () => {
    expect(asked('x', 'attache.dev/silence.mapping-service-missing')?.check).toBe('mapping-service-missing');
    expect(asked('x', 'attache.dev/silence')).toBeUndefined();
    expect(asked('x', 'example.com/attache.dev/silence.MAP001')).toBeUndefined();
  });
});

it('a silence ends with its last day, in UTC', () => {
  expect(hasEnded('2026-12-01', new Date('2026-12-01T23:59:59Z'))).toBe(false);
  expect(hasEnded('2026-12-01', new Date('2026-12-02T00:00:00Z'))).toBe(true);
  expect(hasEnded(undefined, new Date('2999-01-01'))).toBe(false);
});
