import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearestAmong } from '../../src/cluster/name-index.ts';
import { nearest } from '../../src/cluster/names.ts';

const word = (units: readonly string[], maxLength: number) => fc.string({ unit: fc.constantFrom(...units), maxLength });

/** A name, and one like it: with letters added, lost, changed and swapped. */
const alike = (names: fc.Arbitrary<string>) =>
  fc
    .tuple(names, fc.array(fc.tuple(fc.nat(12), fc.constantFrom('+', '-', '=', '~'), fc.constantFrom('a', 'b', '-'))))
    .map(([name, changes]) =>
      changes.slice(0, 3).reduce((text, [at, change, letter]) => {
        const [before, after] = [text.slice(0, at), text.slice(at)];
        if (change === '+') return before + letter + after;
        if (change === '-') return before + after.slice(1);
        if (change === '=') return before + letter + after.slice(1);
        return before + after.slice(1, 2) + after.slice(0, 1) + after.slice(2);
      }, name),
    );

it.each([
  ['few letters', word(['a', 'b', '-'], 8)],
  ['letters of all sorts', word(['a', 'b', 'c', '1', '-', 'é', '😀'], 9)],
  ['long beginnings', word(['a', 'b', 'c', 'd'], 5).map((end) => `shop-${end}`)],
  ['long ends', word(['a', 'b', 'c', 'd'], 5).map((start) => `${start}-checkout-api`)],
  ['both', word(['a', 'b', 'c', 'd'], 6).map((middle) => `shop-${middle}-api`)],
])('gives what a comparison with each gives: %s', (_, names) => {
  const cases = fc.tuple(
    fc.array(names, { maxLength: 60, size: 'max' }),
    fc.array(fc.oneof(names, alike(names)), { size: 'max', maxLength: 20 }),
  );
  fc.assert(
    fc.property(cases, ([candidates, wanted]) => {
      const nearestOf = nearestAmong(candidates);
      for (const name of wanted) expect([name, nearestOf(name)]).toEqual([name, nearest(name, candidates)]);
    }),
    { numRuns: 400 },
  );
});

it('makes no index before it is asked', () => {
  const candidates = {
    [Symbol.iterator]: () => {
      throw new Error('was looked at');
    },
  };
  expect(() => nearestAmong(candidates)).not.toThrow();
});

it.each([
  ['numbers', (index: number) => `service-${index}`, (index: number) => `service-${index + 5000}`],
  [
    'one end',
    (index: number) => `${(index * 7919).toString(36)}-api`,
    (index: number) => `${(index * 7907).toString(36)}x-api`,
  ],
])('is quick for thousands of missing names beside thousands of alike ones: %s', (_, there, missing) => {
  const nearestOf = nearestAmong(Array.from({ length: 5_000 }, (_, index) => there(index)));
  const started = process.cpuUsage();
  for (let index = 0; index < 5_000; index++) nearestOf(missing(index));
  // Comparing each with each takes 16 seconds on a machine that has nothing else to do.
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(5_000);
});
