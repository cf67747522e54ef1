import { byImportance } from '../engine/compare.ts';
import { turnedOn } from '../engine/settings.ts';
import type { DigestPlan, StatusAnswer } from './answer.ts';
import { silenced } from './silenced.ts';
import type { RememberingTools } from './tools.ts';
import { shownBy, withoutFolded } from './watched.ts';

/** How things stand, from memory: what is open, and when the next digests come. */
export async function status(tools: RememberingTools, digests: readonly DigestPlan[]): Promise<StatusAnswer> {
  const { store, clusterName, checks, settings } = tools;
  const known = await store.read(clusterName);
  const open = withoutFolded(known, tools)
    .filter(({ resolvedAt }) => !resolvedAt)
    .filter(shownBy(tools))
    .toSorted((a, b) => byImportance(a.finding, b.finding));
  const times = known.map(({ lastSeen, resolvedAt }) => Math.max(lastSeen.getTime(), resolvedAt?.getTime() ?? 0));
  return {
    kind: 'status',
    clusterName,
    ...(times.length > 0 && { lastSeen: new Date(Math.max(...times)) }),
    open,
    silenced: (await silenced(tools)).findings.length,
    off: checks.length - turnedOn(checks, settings).length,
    digests,
  };
}
