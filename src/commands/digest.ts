import { AREAS } from '../engine/check.ts';
import { byImportance } from '../engine/compare.ts';
import type { Report } from '../engine/run.ts';
import { digestOf, snapshotOf } from '../state/digest.ts';
import type { Change, Tracked } from '../state/tracking.ts';
import type { DigestAnswer, DigestPlan } from './answer.ts';
import type { RememberingTools } from './tools.ts';
import { shownBy, withoutFolded } from './watched.ts';

export interface DigestOptions {
  /** The time it was planned for; absent: now. */
  readonly slot?: Date;
  /** Brings it to people, with what its run changed. What changed since the digest before counts as told only then. */
  readonly deliver?: (answer: DigestAnswer, changes: readonly Change[]) => Promise<void>;
}

/**
 * Reads the cluster and says what changed since the digest of this name before. A digest that could not be made says
 * why, is delivered too, and is nothing to compare the next one with.
 */
export async function digest(
  plan: DigestPlan & { /** Absent or empty: all. */ readonly areas?: readonly string[] },
  tools: RememberingTools,
  { slot = tools.now(), deliver }: DigestOptions = {},
): Promise<DigestAnswer> {
  const { store, clusterName, checks, inspect, now } = tools;
  const { name, timezone, next } = plan;
  const wanted = AREAS.filter((area) => plan.areas?.includes(area));
  const areas = wanted.length > 0 ? wanted : undefined;
  const previous = await store.lastDigest(name, clusterName);
  const head = {
    kind: 'digest' as const,
    name,
    slot,
    clusterName,
    timezone,
    ...(previous && { since: previous.snapshot.at }),
    ...(next && { next }),
  };

  let report: Report;
  try {
    report = await inspect(areas ? checks.filter(({ area }) => areas.includes(area)) : checks, { now: now() });
  } catch (error) {
    const unread = unreadable(error);
    if (!unread) throw error;
    const nothing: readonly Tracked[] = [];
    const answer = {
      ...head,
      failed: unread.reason,
      new: nothing,
      worse: nothing,
      returned: nothing,
      resolved: nothing,
      open: nothing,
    };
    await deliver?.(answer, []);
    return answer;
  }

  const changed = await store.update(report, {});
  const known = withoutFolded(await store.read(clusterName), tools);
  const isShown = shownBy(tools);
  const changes = digestOf(previous?.snapshot, known, report, { isShown, ...(areas && { areas }) });
  const open = [...changes.new, ...changes.worse, ...changes.returned, ...changes.open].toSorted((a, b) =>
    byImportance(a.finding, b.finding),
  );
  const { new: fresh, worse, returned, resolved } = changes;
  const answer: DigestAnswer = { ...head, report, new: fresh, worse, returned, resolved, open };
  await deliver?.(answer, changed);
  await store.saveDigest({
    name,
    cluster: clusterName,
    slot,
    snapshot: snapshotOf(known, report, { isShown, ...(areas && { areas }) }),
  });
  return answer;
}

/** A cluster that could not be read at all: why, and what to do about it. Undefined: the error means something else. */
export function unreadable(error: unknown): { readonly reason: string; readonly advice?: string } | undefined {
  // By name: commands know no source, and an error from another thread has lost its class.
  if (!(error instanceof Error) || error.name !== 'SourceError') return undefined;
  const advice = 'advice' in error && typeof error.advice === 'string' ? error.advice : undefined;
  return { reason: error.message, ...(advice !== undefined && { advice }) };
}
