import { byImportance } from '../engine/compare.ts';
import { withoutExplained } from '../state/tracking.ts';
import type { DigestPlan, StatusAnswer } from './answer.ts';
import type { RememberingTools } from './tools.ts';

/** How things stand, from memory: what is open, and when the next digests come. */
export async function status(
  { store, clusterName }: RememberingTools,
  digests: readonly DigestPlan[],
): Promise<StatusAnswer> {
  const known = await store.read(clusterName);
  const open = withoutExplained(known)
    .filter(({ resolvedAt }) => !resolvedAt)
    .toSorted((a, b) => byImportance(a.finding, b.finding));
  const times = known.map(({ lastSeen, resolvedAt }) => Math.max(lastSeen.getTime(), resolvedAt?.getTime() ?? 0));
  return {
    kind: 'status',
    clusterName,
    ...(times.length > 0 && { lastSeen: new Date(Math.max(...times)) }),
    open,
    digests,
  };
}
