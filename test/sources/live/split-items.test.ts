import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitItems } from '../../../src/sources/live/split-items.ts';

function split(json: string | Uint8Array, sizes: readonly number[] = [1 << 20]) {
  const items: unknown[] = [];
  const splitter = splitItems((item) => items.push(JSON.parse(item.toString())));
  const bytes = Buffer.from(json);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    splitter.push(bytes.subarray(at, at + size));
    at += size;
  }
  return { items, envelope: splitter.end() };
}

describe('a list', () => {
  it.each([
    ['items last', '{"kind":"PodList","metadata":{"continue":"x"},"items":[{"a":1},{"b":2}]}', 2],
    ['items first', '{"items":[{"a":1}],"kind":"PodList","metadata":{"continue":"x"}}', 1],
    ['spaces', ' {\n "kind" : "PodList", "metadata" : {"continue":"x"}, "items" : [ {"a" : 1} , {"b" : 2} ] } \n', 2],
    ['no items', '{"kind":"PodList","metadata":{"continue":"x"},"items":[]}', 0],
    ['null for items', '{"kind":"PodList","metadata":{"continue":"x"},"items":null}', 0],
    [
      'items deeper down',
      '{"kind":"PodList","metadata":{"continue":"x","items":[{"no":1}]},"items":[{"items":[{}]}]}',
      1,
    ],
    ['items as a value', '{"kind":"PodList","a":"items","b":[{"no":1}],"metadata":{"continue":"x"}}', 0],
  ])('with %s is taken apart, whatever the chunks', (_, json, count) => {
    for (const sizes of [[1], [2], [3, 1], [7], [1000]]) {
      const { items, envelope } = split(json, sizes);
      expect(items).toHaveLength(count);
      expect(envelope).toMatchObject({ kind: 'PodList', metadata: { continue: 'x' } });
      if (count > 0) expect(items).toEqual(JSON.parse(json).items);
    }
  });

  it('of anything, cut anywhere, is what JSON.parse says', () => {
    const item = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
    const list = fc.record(
      { kind: fc.string(), items: fc.array(item), metadata: fc.jsonValue() },
      { requiredKeys: [] },
    );
    const order = fc.boolean();
    fc.assert(
      fc.property(list, order, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (list, isTurned, sizes) => {
        const turned = isTurned ? Object.fromEntries(Object.entries(list).reverse()) : list;
        const { items, envelope } = split(JSON.stringify(turned), sizes);
        expect(JSON.stringify(items)).toBe(JSON.stringify(list.items ?? []));
        expect(JSON.stringify(envelope)).toBe(JSON.stringify('items' in turned ? { ...turned, items: [] } : turned));
      }),
      { numRuns: 300 },
    );
  });

  it('that is cut off is told by it at every cut', () => {
    const json = '{"kind":"PodList","items":[{"a":"}]}"},{"b":[1]}],"metadata":{}}';
    for (let at = 0; at < json.length; at++) expect(() => split(json.slice(0, at), [5]), `${at}`).toThrow('cut off');
  });
});

describe('no list', () => {
  it.each(['<html>', '[{"items":[]}]', '"text"', '{} {}', '{}]', '{}x', '{"a":}', '{]}'])('is %s', (json) => {
    expect(() => split(json)).toThrow();
  });
});
