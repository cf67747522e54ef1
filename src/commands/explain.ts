import type { Check } from '../engine/check.ts';
import { selectChecks } from '../engine/select.ts';
import { type CheckSettings, isOff, optionsInForce } from '../engine/settings.ts';
import type { ExplainAnswer, Refusal } from './answer.ts';

/** Says what a check looks for, why, and how to fix it. */
export function explain(
  word: string | undefined,
  { checks, settings }: { readonly checks: readonly Check[]; readonly settings: CheckSettings },
): ExplainAnswer | Refusal {
  if (!word) return { kind: 'refused', reason: 'Say which check, by its code or name.' };
  const wanted = word.toLowerCase();
  const check = checks.find(({ code, name }) => code.toLowerCase() === wanted || name === wanted);
  if (check) {
    return { kind: 'explanation', check, options: optionsInForce(check, settings), isOff: isOff(check, settings) };
  }

  const selection = selectChecks(checks, [word]);
  if (selection.kind === 'unknown') return { kind: 'unknown-word', word, nearest: selection.nearest };
  return { kind: 'refused', reason: `${word} is an area with ${selection.checks.length} checks; name one of them.` };
}
