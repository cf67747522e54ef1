import { expect, it } from 'vitest';
import { bytesOf } from '../../src/cluster/quantities.ts';

it.each([
  ['400Mi', 419_430_400],
  ['0.5Gi', 536_870_912],
  ['400M', 400_000_000],
  ['1e9', 1_000_000_000],
  ['128974848', 128_974_848],
  ['1k', 1000],
  ['', undefined],
  ['much', undefined],
  ['400MB', undefined],
  ['1.2.3Gi', undefined],
  [undefined, undefined],
])('%s is %s bytes', (quantity, expected) => {
  expect(bytesOf(quantity)).toBe(expected);
});
