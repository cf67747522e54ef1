import { expect, it } from 'vitest';
import { millisecondsOf } from '../../src/cluster/durations.ts';

it.each([
  ['5s', 5000],
  ['1h30m', 5_400_000],
  ['1.5s', 1500],
  ['250ms', 250],
  ['0', 0],
  ['5', undefined],
  ['soon', undefined],
  [undefined, undefined],
])('%s is %s ms', (text, expected) => {
  expect(millisecondsOf(text)).toBe(expected);
});
