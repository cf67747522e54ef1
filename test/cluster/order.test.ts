import { expect, test } from 'vitest';
import { isEqual } from '../../src/cluster/equal.ts';
import { hasLabels, parseSelector, selects } from '../../src/cluster/labels.ts';
import { compareOrder, matchOf } from '../../src/cluster/matchers.ts';
import type { Mapping } from '../../src/cluster/objects.ts';
import { byText, lengthOf } from '../../src/cluster/order.ts';
import { storedNames } from '../../src/cluster/stored-names.ts';

test('texts are compared and counted by characters', () => {
  const [emoji, private_] = ['\u{1f600}', '\uffee'];
  expect(byText(emoji, private_)).toBeGreaterThan(0);
  expect([byText('a', 'b'), byText('a', 'a'), byText('ab', 'a')].map(Math.sign)).toEqual([-1, 0, 1]);
  expect(byText(`${emoji}a`, `${emoji}b`)).toBeLessThan(0);
  expect(lengthOf('a\u{1f600}é')).toBe(3);
});

test.each([
  [[0], [0, 1], -1],
  [[1], [0, 1], 1],
  [[0, 'b'], [0, 'a', 'z'], 1],
  [[0, 2], [0, 10], -1],
  [[0, 1], [0, 1], 0],
])('place %j against %j', (one, other, sign) => {
  expect(Math.sign(compareOrder(one, other))).toBe(sign);
});

test('a condition without a value counts as one on a star', () => {
  const spec = { prefix: '/', headers: { a: '' }, regex_headers: { b: '' } };
  const { order } = matchOf({ kind: 'Mapping', metadata: { name: 'a', namespace: 'n' }, spec });
  expect(order).toEqual([0, 1, 5, 0, '/', 'a-*', 'b-*']);
});

test('data is equal whatever the order of its keys', () => {
  expect(isEqual({ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 })).toBe(true);
  expect(isEqual({ a: 1 }, { a: 1, b: undefined })).toBe(false);
  expect(isEqual([1, 2], [2, 1])).toBe(false);
  expect(isEqual([], {})).toBe(false);
  expect(isEqual(null, {})).toBe(false);
});

test('label selectors', () => {
  expect(hasLabels({ a: '1', b: '2' }, { a: '1' })).toBe(true);
  expect(hasLabels(undefined, {})).toBe(true);
  const expressions = (operator: string, values: readonly string[] = []) =>
    selects({ matchExpressions: [{ key: 'a', operator, values }] }, { a: '1' });
  expect(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt'].map((operator) => expressions(operator, ['1']))).toEqual([
    true,
    false,
    true,
    false,
    false,
  ]);
});

test.each([
  ['a=1', { a: '1' }, true],
  ['a==1,b!=2', { a: '1', b: '3' }, true],
  ['a!=1', {}, true],
  ['a in (1, 2)', { a: '2' }, true],
  ['a notin (1,2)', { a: '2' }, false],
  ['a', { a: '' }, true],
  ['!a', { a: '' }, false],
  ['', {}, true],
])('selector %j on %j: %s', (text, labels, expected) => {
  expect(parseSelector(text)?.(labels)).toBe(expected);
});

test('what is no selector is undefined', () => {
  expect(parseSelector('a=1=2')).toBeUndefined();
});

test('names are bare for the first namespace, full for later ones', () => {
  const mapping = (name: string, namespace: string, more: Partial<Mapping> = {}): Mapping => ({
    kind: 'Mapping',
    metadata: { name, namespace },
    spec: {},
    ...more,
  });
  const twin = (namespace: string) =>
    mapping('a', namespace, { annotationOf: { kind: 'Service', namespace, name: 'zzz' } });
  const three = [mapping('a', 'z'), mapping('a', 'n'), mapping('b', 'n')];
  expect([...storedNames(three).byName.keys()]).toEqual(['a', 'a.z', 'b']);
  // The one that is known by its bare name is replaced with an error, another one without.
  expect(storedNames([...three, twin('n')])).toMatchObject({ replaced: [{ by: twin('n') }], lost: [] });
  expect(storedNames([...three, twin('z')])).toMatchObject({ replaced: [], lost: [{ by: twin('z') }] });
});
