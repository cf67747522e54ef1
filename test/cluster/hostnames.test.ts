import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covers, matchesHostname, overlap } from '../../src/cluster/hostnames.ts';

describe('overlap', () => {
  test.each([
    ['a.x', 'a.x', true],
    ['a.x', 'A.x', false],
    ['a.x', 'a.x:8080', false],
    ['*', 'a.x', true],
    ['*.x', 'a.x', true],
    ['*.x', 'a.b.x', true],
    ['*.x', 'x', false],
    ['*.x', '.x', false],
    ['*.x', '.a.x', false],
    ['*.x.', 'a.x.', true],
    ['*x', 'ax', true],
    ['*x', 'x', false],
    ['*.a.x', '*.x', true],
    ['*.a.x', '*.b.x', false],
    ['a.*', '*.x', true],
    ['a.*', 'a.b', true],
    ['a.*', 'a.', false],
    ['a.*', 'b.c', false],
    ['a.b.*', 'a.*', true],
    ['a.*', 'b.*', false],
    ['*.a.*', 'b.a.c', false],
    ['*.a.*', '*.a', false],
    ['*.a.*', 'b.*', false],
    ['*.a.*', '*.a.*', true],
    ['*.a.*', '*', true],
    ['a.*.x', 'a.b.x', false],
    ['', 'a', false],
  ])('%s and %s: %s', (one, other, expected) => {
    expect(overlap(one, other)).toBe(expected);
    expect(overlap(other, one)).toBe(expected);
  });

  test('whatever a glob covers it overlaps', () => {
    const glob = fc.stringMatching(/^(\*\.?)?[a-c]{1,3}(\.[a-c]{1,2})?(\.\*)?$/);
    fc.assert(
      fc.property(glob, glob, (a, b) => !covers(a, b) || overlap(a, b) || (a.startsWith('*') && a.endsWith('*'))),
    );
  });
});

describe('covers', () => {
  test.each([
    ['*', 'a.x', true],
    ['a.x', '*', false],
    ['*.x', '*.a.x', true],
    ['*.a.x', '*.x', false],
    ['*.x', 'a.x', true],
    ['*.x', 'x', false],
    ['*.x', '.x', false],
    ['*.x', '*', false],
    ['*', '', true],
    ['a.*', 'a.', false],
    ['a.*', '*', false],
    ['a.b.*', 'a.*', false],
    ['a.*', 'a.b', true],
    ['a.*', 'a.b.*', true],
    ['a.*', '*.b', false],
    ['a.*', 'b.a', false],
  ])('%s covers %s: %s', (wide, narrow, expected) => {
    expect(covers(wide, narrow)).toBe(expected);
  });

  test('a name is no glob', () => {
    expect(matchesHostname('*.x', 'a.x')).toBe(true);
    expect(matchesHostname('*', '*.x')).toBe(false);
  });
});
