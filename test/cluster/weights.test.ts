import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Mapping } from '../../src/cluster/objects.ts';
import { cumulate, shares, tcpShares } from '../../src/cluster/weights.ts';

const member = (weight: number | undefined, index: number) => ({
  mapping: {
    kind: 'Mapping',
    metadata: { name: `m${index}`, namespace: 'shop' },
    spec: weight === undefined ? {} : { weight },
  } as Mapping,
});

function count(...weights: readonly (number | undefined)[]) {
  const members = weights.map(member);
  const reasons: string[] = [];
  const [first] = members;
  const counted = first ? cumulate(members, first.mapping, (_, reason) => reasons.push(reason)) : [];
  return { totals: counted.map(({ cumulative }) => cumulative), reasons };
}

describe('running totals', () => {
  test.each([
    [[25], [100]],
    [[240], [100]],
    [[undefined], [100]],
    [
      [20, 30, 50],
      [20, 50, 100],
    ],
    [
      [20, undefined],
      [20, 100],
    ],
    [
      [undefined, 20],
      [20, 100],
    ],
    [
      [undefined, undefined, undefined],
      [33, 66, 100],
    ],
    [
      [5, undefined, undefined],
      [5, 53, 100],
    ],
    [
      [100, undefined],
      [100, 100],
    ],
    [
      [0, 0],
      [0, 0],
    ],
    [
      [30, 35],
      [30, 65],
    ],
    [
      [-10, 60],
      [-10, 50],
    ],
  ])('of %j are %j', (weights, totals) => {
    expect(count(...weights)).toEqual({ totals, reasons: [] });
  });

  test('over 100: what could be counted stays, weightless ones get 0', () => {
    expect(count(60, 70, undefined)).toEqual({
      totals: [60, 130, 0],
      reasons: ['weights-over-100', 'weights-not-normalized'],
    });
  });

  test('counting stops at a weight over 100', () => {
    expect(count(30, 130, 20)).toEqual({ totals: [30, 0, 0], reasons: ['weight-over-100', 'weights-not-normalized'] });
    expect(count(100, 0).reasons).toEqual([]);
  });
});

describe('shares', () => {
  test.each([
    [
      [20, 50, 100],
      [20, 30, 50],
    ],
    [
      [60, 130, 0],
      [60, 40, 0],
    ],
    [
      [0, 0],
      [0, 0],
    ],
    [
      [-10, 50],
      [0, 50],
    ],
    [[], []],
  ])('of totals %j are %j', (totals, expected) => {
    expect(shares(totals)).toEqual(expected);
  });

  test('never exceed 100 together, whatever the weights', () => {
    const weight = fc.option(fc.integer({ min: -50, max: 150 }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 8 }), (weights) => {
        const percent = shares(count(...weights).totals);
        return percent.every((share) => share >= 0) && percent.reduce((sum, share) => sum + share, 0) <= 100;
      }),
    );
  });

  test('of TCP are the totals in proportion', () => {
    expect(tcpShares([50, 100]).map(Math.round)).toEqual([33, 67]);
    expect(tcpShares([0, 0])).toEqual([0, 0]);
    expect(tcpShares([100])).toEqual([100]);
  });
});
