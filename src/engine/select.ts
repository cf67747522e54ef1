import { nearest } from '../cluster/names.ts';
import { AREAS, type Check } from './check.ts';

/** The checks that some words name, or the first word that names none, with the nearest that would. */
export type Selection =
  | { readonly kind: 'checks'; readonly checks: readonly Check[] }
  | { readonly kind: 'unknown'; readonly word: string; readonly nearest?: string };

/** Finds checks by area, code or name, in any letter case. No words: all checks, in their own order. */
export function selectChecks(checks: readonly Check[], words: readonly string[]): Selection {
  if (words.length === 0) return { kind: 'checks', checks };

  const chosen = new Set<Check>();
  for (const word of words) {
    const wanted = word.toLowerCase();
    const named = checks.filter(
      ({ area, code, name }) => area === wanted || code.toLowerCase() === wanted || name === wanted,
    );
    if (named.length === 0) {
      const near = nearest(wanted, [...AREAS, ...checks.flatMap(({ code, name }) => [name, code.toLowerCase()])]);
      return { kind: 'unknown', word, ...(near && { nearest: near }) };
    }
    for (const check of named) chosen.add(check);
  }
  return { kind: 'checks', checks: checks.filter((check) => chosen.has(check)) };
}
