import type { Check } from '../engine/check.ts';
import { selectChecks } from '../engine/select.ts';
import type { ExplainAnswer, Refusal } from './answer.ts';

/** Says what a check looks for, why, and how to fix it. */
export function explain(word: string | undefined, checks: readonly Check[]): ExplainAnswer | Refusal {
  if (!word) return { kind: 'refused', reason: 'Say which check, by its code or name.' };
  const wanted = word.toLowerCase();
  const check = checks.find(({ code, name }) => code.toLowerCase() === wanted || name === wanted);
  if (check) return { kind: 'explanation', check };

  const selection = selectChecks(checks, [word]);
  if (selection.kind === 'unknown') return { kind: 'unknown-word', word, nearest: selection.nearest };
  return { kind: 'refused', reason: `${word} is an area with ${selection.checks.length} checks; name one of them.` };
}
