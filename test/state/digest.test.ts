import { describe, expect, it } from 'vitest';
import { type DigestSnapshot, digestOf, snapshotOf } from '../../src/state/digest.ts';
import type { Tracked } from '../../src/state/tracking.ts';
import { ada, day, report, tracked } from './given.ts';

const today = report([], { at: day(6) });
const then = (open: DigestSnapshot['open'], areas?: DigestSnapshot['areas']): DigestSnapshot => ({
  at: day(5),
  ...(areas && { areas }),
  open,
});
const warning = { fingerprint: 'a', severity: 'warning' } as const;

/** In which list each finding stands. */
function lists(previous: DigestSnapshot | undefined, known: readonly Tracked[], areas?: DigestSnapshot['areas']) {
  const { unchecked: _, ...digest } = digestOf(previous, known, today, { ...(areas && { areas }) });
  return Object.entries(digest).flatMap(([name, list]) => list.map((one) => `${name} ${one.finding.fingerprint}`));
}

describe('compared with the digest before', () => {
  it('a finding is new, open, worse, returned or resolved', () => {
    expect(lists(then([]), [tracked('a', { firstSeen: day(5, 12) })])).toEqual(['new a']);
    expect(lists(then([warning]), [tracked('a')])).toEqual(['open a']);
    expect(lists(then([warning]), [tracked('a', { severity: 'error' })])).toEqual(['worse a']);
    expect(lists(then([warning]), [tracked('a', { severity: 'info', worst: 'warning' })])).toEqual(['open a']);
    expect(lists(then([]), [tracked('a', { returnedAt: day(5, 12) })])).toEqual(['returned a']);
    expect(lists(then([warning]), [tracked('a', { returnedAt: day(5, 12) })])).toEqual(['returned a']);
    expect(lists(then([warning]), [tracked('a', { returnedAt: day(4) })])).toEqual(['open a']);
    expect(lists(then([warning]), [tracked('a', { resolvedAt: day(5, 12) })])).toEqual(['resolved a']);
  });

  it('what came and went in between is left out, and what was over before', () => {
    expect(lists(then([]), [tracked('a', { firstSeen: day(5, 12), resolvedAt: day(5, 15) })])).toEqual([]);
    expect(lists(then([]), [tracked('a', { resolvedAt: day(3) })])).toEqual([]);
  });

  it('a change that an interactive run has already said is still said', () => {
    const known = [tracked('a', { severity: 'error', worst: 'error', lastSeen: day(6) })];
    expect(lists(then([warning]), known)).toEqual(['worse a']);
  });

  it('a swing back to what a person has acknowledged is not worse', () => {
    const error = { severity: 'error', worst: 'error' } as const;
    expect(lists(then([warning]), [tracked('a', { ...error, acknowledgement: ada(day(4)) })])).toEqual(['open a']);
    expect(lists(then([warning]), [tracked('a', { ...error, acknowledgement: ada(day(5, 12)) })])).toEqual(['worse a']);
  });

  it('a first digest has nothing to compare with', () => {
    const known = [tracked('a', { firstSeen: day(6) }), tracked('b', { resolvedAt: day(4) })];
    expect(lists(undefined, known)).toEqual(['open a']);
  });
});

describe('areas', () => {
  it('others are left out', () => {
    const known = [tracked('a'), tracked('b', { area: 'balance' })];
    expect(lists(then([]), known, ['balance'])).toEqual(['new b']);
    expect(snapshotOf(known, today, { areas: ['balance'] })).toEqual({
      at: day(6),
      areas: ['balance'],
      open: [{ fingerprint: 'b', severity: 'warning' }],
    });
  });

  it('an area that the digest before did not have brings no old news', () => {
    const before = then([], ['balance']);
    expect(lists(before, [tracked('a')])).toEqual(['open a']);
    expect(lists(before, [tracked('a', { firstSeen: day(5, 12) })])).toEqual(['new a']);
  });
});

describe('what is hidden', () => {
  const hide = { isShown: ({ finding }: Tracked) => finding.fingerprint !== 'a' };

  it('stands in no list, and is saved as hidden', () => {
    const known = [tracked('a'), tracked('b')];
    const { unchecked: _, ...digest } = digestOf(then([warning]), known, today, hide);
    expect(Object.values(digest).flatMap((list) => list.map((one) => one.finding.fingerprint))).toEqual(['b']);
    expect(snapshotOf(known, today, hide).open).toEqual([
      { fingerprint: 'a', severity: 'warning', isHidden: true },
      { fingerprint: 'b', severity: 'warning' },
    ]);
  });

  it('is not new when it is shown again, but may be worse; and nobody has to hear that it is resolved', () => {
    const hidden = then([{ ...warning, isHidden: true }]);
    expect(lists(hidden, [tracked('a')])).toEqual(['open a']);
    expect(lists(hidden, [tracked('a', { severity: 'error' })])).toEqual(['worse a']);
    expect(lists(hidden, [tracked('a', { resolvedAt: day(5, 12) })])).toEqual([]);
  });
});

it('says which findings this report could not look at', () => {
  const known = [tracked('a'), tracked('b', { code: 'BAL002' }), tracked('c', { code: 'BAL002', resolvedAt: day(2) })];
  expect(digestOf(undefined, known, today).unchecked.map((one) => one.finding.fingerprint)).toEqual(['b']);
});

it('is the snapshot of what is open, so that the next digest without changes is all open', () => {
  const known = [tracked('a'), tracked('b', { severity: 'error' }), tracked('c', { resolvedAt: day(2) })];
  expect(lists(snapshotOf(known, today), known)).toEqual(['open b', 'open a']);
});
