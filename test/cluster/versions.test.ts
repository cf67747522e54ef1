import { expect, it } from 'vitest';
import { isAtLeast } from '../../src/cluster/versions.ts';

it.each([
  ['3.9.1', '3.10', false],
  ['3.10.0', '3.10', true],
  ['4.0.0-rc.1', '4.0', true],
  ['4', '3.4.1', true],
  ['2.5', '3', false],
  ['latest', '3', undefined],
  [undefined, '3', undefined],
])('%s is at least %s: %s', (version, wanted, expected) => {
  expect(isAtLeast(version, wanted)).toBe(expected);
});
