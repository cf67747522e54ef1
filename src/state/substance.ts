import { createHash } from 'node:crypto';
import type { Ref } from '../cluster/objects.ts';
import { OBSERVED } from '../cluster/observed.ts';
import type { Fact, Finding } from '../engine/finding.ts';
import { canonicalJson } from './json.ts';

/**
 * What a finding says, without what moves by itself: two runs that give the same have found no change. 12 hexadecimal
 * digits.
 *
 * Its severity counts, and what its message and its evidence name: objects, texts, days, configured values. Not counted
 * are numbers and parts of sentences in the message (`in 9 days`, `14 restarts`, `2 of 4 Pods`), Pods, which every
 * rollout replaces, and what a status, a log or a running gateway says, which is another sample each time.
 */
export function substanceOf({ severity, data, evidence }: Finding): string {
  // What a log showed first is named by one line of many.
  const isSampled = evidence[0]?.path.startsWith('log of ') ?? false;
  const named = Object.entries(data).flatMap(([name, fact]) => {
    const steady = isSampled && !isObject(fact) ? undefined : steadyOf(fact);
    return steady === undefined ? [] : [[name, steady]];
  });
  const shown = evidence
    .filter(({ at, path }) => !isMoving(at) && !path.startsWith('status') && !path.startsWith('log of '))
    .map(({ at, path, value }) => JSON.stringify([at, path, typeof value === 'number' ? value : steadyOf(value)]));
  const text = canonicalJson({ severity, named: Object.fromEntries(named), shown: shown.toSorted() });
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function steadyOf(fact: Fact | undefined): unknown {
  if (fact === undefined || typeof fact === 'number') return undefined;
  if (typeof fact === 'string') return fact;
  if ('words' in fact) return undefined;
  if ('date' in fact) return fact.date.slice(0, 10);
  if ('kind' in fact) return isMoving(fact) ? undefined : fact;
  // The same objects in another order are the same objects.
  return fact
    .filter((item) => typeof item === 'string' || !isMoving(item))
    .map((item) => JSON.stringify(item))
    .toSorted();
}

function isObject(fact: Fact): boolean {
  return typeof fact === 'object' && 'kind' in fact;
}

function isMoving({ kind }: Ref): boolean {
  return kind === 'Pod' || Object.hasOwn(OBSERVED, kind);
}
