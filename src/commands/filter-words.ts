import type { AppliedFilter, AppliedRule } from '../cluster/filters.ts';
import type { TracedHop } from '../cluster/trace.ts';
import { join, plainly, type Sentence, say } from './sentence.ts';
import type { Step } from './trace-words.ts';

/** Which Filters of Edge Stack a request meets, and by which rule; undefined: that goes without saying. */
export function filterStep({ filters, auth }: TracedHop): Step | undefined {
  if (!filters) return undefined;
  const { answer, rules, isForAll } = filters;
  switch (answer) {
    case 'bypassed':
      // That auth is not asked says it already.
      return auth.answer === 'none'
        ? step(say`No Filter is applied: redirects and bypass_auth go past them`)
        : undefined;
    case 'other-auth':
      return step(say`No Filter is applied: the AuthService is asked in place of Edge Stack's own`);
    case 'no-rule':
      return step(say`No Filter is applied: no rule of a FilterPolicy is for this request`);
    case 'unknown':
      return step(say`Whether Filters are applied is not known: FilterPolicies could not be read`);
    case 'rule':
      return rulesStep(rules, isForAll ? say`` : say` for some of them`);
  }
}

function rulesStep(rules: readonly AppliedRule[], part: Sentence): Step | undefined {
  const [rule, ...others] = rules;
  if (!rule) return undefined;
  if (others.length > 0) {
    const each = rules.map(
      (one) => say`${ruleWords(one)}: ${one.filters.length > 0 ? all(one.filters) : say`no Filter`}`,
    );
    return step(say`Filters${part} by one of these rules; which one comes first is not certain:`, each);
  }
  if (rule.filters.length === 0) return step(say`No Filter is applied: ${ruleWords(rule)} names none`);
  return step(say`Filters${part} by ${ruleWords(rule)}:`, rule.filters.map(filterWords));
}

function ruleWords({ policy, number, host, path, precedence }: AppliedRule): Sentence {
  const rank = precedence === 0 ? say`` : say`, precedence ${precedence}`;
  return say`rule ${number} of ${policy} (${`${host} ${path}`}${rank})`;
}

function all(filters: readonly AppliedFilter[]): Sentence {
  return join(filters.map(filterWords), ', ');
}

function filterWords({ filter, type, exists, onlyIf }: AppliedFilter): Sentence {
  const kind = type === undefined ? say`` : say` (${plainly(type)})`;
  const fault = exists === false ? say`, which does not exist` : say``;
  if (!onlyIf) return say`${filter}${kind}${fault}`;
  const { header, isMet } = onlyIf;
  return say`${filter}${kind}${fault}, ${plainly(isMet ? 'as' : 'only if')} the header ${header} fits`;
}

function step(line: Sentence, more: readonly Sentence[] = []): Step {
  return { line, more };
}
