import { nearest } from '../cluster/names.ts';
import type { Ref } from '../cluster/objects.ts';
import { objectName } from '../engine/text.ts';
import type { Tracked } from '../state/tracking.ts';
import type { HistoryAnswer, Refused, WhichAnswer } from './answer.ts';
import type { RememberingTools } from './tools.ts';

/**
 * What happened to a finding, from memory. It is named by its fingerprint or the beginning of one, or by a check (code or
 * name) and an object.
 */
export async function history(
  words: readonly string[],
  { store, clusterName, checks }: RememberingTools,
): Promise<HistoryAnswer | WhichAnswer | Refused> {
  const known = await store.read(clusterName);
  const found = findingsNamed(words, known);
  const [only] = found;
  if (only && found.length === 1) {
    const events = await store.history(clusterName, only.finding.fingerprint);
    return { kind: 'history', clusterName, tracked: only, events };
  }
  if (only) {
    const isPast = ({ resolvedAt }: Tracked) => Number(resolvedAt !== undefined);
    return { kind: 'which', words: words.join(' '), findings: found.toSorted((a, b) => isPast(a) - isPast(b)) };
  }
  const codes = checks.flatMap(({ code, name }) => [code, name]);
  return { kind: 'refused', reason: `I remember no finding ${words.join(' ')}.${hintFor(words, known, codes)}` };
}

function findingsNamed(words: readonly string[], known: readonly Tracked[]): readonly Tracked[] {
  const [first = '', ...rest] = words;
  const start = first.toLowerCase();
  if (rest.length === 0) {
    const exact = known.find(({ finding }) => finding.fingerprint === start);
    if (exact) return [exact];
    const beginning = known.filter(({ finding }) => finding.fingerprint.startsWith(start));
    if (beginning.length > 0) return beginning;
  }
  return ofCheck(first, known).filter(({ finding }) => rest.length === 0 || isNamed(finding.on, rest.join(' ')));
}

function ofCheck(word: string, known: readonly Tracked[]): readonly Tracked[] {
  return known.filter(({ finding: { code, name } }) => [code.toLowerCase(), name].includes(word.toLowerCase()));
}

function isNamed(ref: Ref, typed: string): boolean {
  return namesOf(ref).some((name) => name.toLowerCase() === typed.toLowerCase());
}

/** An object as people write it: `Secret shop/api-tls`, `shop/api-tls`, `api-tls`. */
function namesOf(ref: Ref): readonly string[] {
  const whole = objectName(ref);
  return [whole, whole.slice(ref.kind.length + 1), ref.name];
}

/** What was probably meant, or how a finding is named. */
function hintFor(words: readonly string[], known: readonly Tracked[], codes: readonly string[]): string {
  const [first = '', ...rest] = words;
  const same = ofCheck(first, known);
  const typed = rest.join(' ');
  if (typed !== '' && same.length > 0) {
    const near = nearest(
      typed,
      same.flatMap(({ finding }) => namesOf(finding.on)),
    );
    if (near !== undefined) return ` Did you mean history ${first} ${near}?`;
    return ` history ${first} lists those of this check.`;
  }
  const seen = known.flatMap(({ finding }) => [finding.code, finding.name]);
  const near = nearest(first.toUpperCase(), codes) ?? nearest(first.toLowerCase(), [...codes, ...seen]);
  if (near !== undefined) return ` Did you mean history ${[near, ...rest].join(' ')}?`;
  return ' Name its check and its object, such as history TLS003 shop/api-tls, or the beginning of its fingerprint.';
}
