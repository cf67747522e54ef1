/** Strings that many objects have (`Running`, a node, an image) are kept once by a pool; longer or rarer ones are not worth it. */
export type StringPool = Map<string, string>;

const LONGEST = 120;
const MOST = 20_000;

/** Makes the strings in a value of our own, which nobody else holds yet, the ones of a pool. */
export function shareStrings(value: unknown, pool: StringPool): void {
  if (typeof value !== 'object' || value === null) return;
  const fields = value as Record<string, unknown>;
  for (const name in fields) {
    const field = fields[name];
    if (typeof field === 'string') {
      if (field.length > LONGEST) continue;
      const known = pool.get(field);
      if (known !== undefined) fields[name] = known;
      else if (pool.size < MOST) pool.set(field, field);
    } else shareStrings(field, pool);
  }
}
