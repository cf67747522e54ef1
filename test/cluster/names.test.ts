import distance from 'damerau-levenshtein';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearest } from '../../src/cluster/names.ts';

it.each([
  ['crat', ['cart', 'checkout'], 'cart'],
  ['cart-svc', ['cart-service', 'cart-svv'], 'cart-svv'],
  ['cart', ['cart-service', 'products'], 'cart-service'],
  ['cart', ['cart', 'carts'], undefined],
  ['cart', ['checkout'], undefined],
] as const)('%s among %j is %s', (name, candidates, expected) => {
  expect(nearest(name, candidates)).toBe(expected);
});

it('never overlooks a name that is one or two steps away', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-', '1', 'é', '😀'), minLength: 5, maxLength: 9 });
  fc.assert(
    fc.property(letters, letters, (name, candidate) => {
      const { steps } = distance(name, candidate);
      fc.pre(steps > 0);
      if (steps <= 2) expect(nearest(name, [candidate])).toBe(candidate);
    }),
    { numRuns: 2_000 },
  );
});
