import { isRecord } from '../cluster/records.ts';
/**
 * JSON in which equal values have equal text: the names in every object are sorted.
 *
 * @throws TypeError for what JSON cannot hold: undefined, a function, a loop
 */
export function canonicalJson(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) => (isRecord(part) ? sortNames(part) : part));
  if (text === undefined) throw new TypeError(`cannot be saved as JSON: ${typeof value}`);
  return text;
}

function sortNames(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
