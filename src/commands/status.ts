import { turnedOn } from '../engine/settings.ts';
import type { DigestPlan, StatusAnswer } from './answer.ts';
import { silenced } from './silenced.ts';
import type { RememberingTools } from './tools.ts';
import { lastLook, openAmong } from './watched.ts';

/** How things stand, from memory: what is open, and when the next digests come. */
export async function status(tools: RememberingTools, digests: readonly DigestPlan[]): Promise<StatusAnswer> {
  const { store, clusterName, checks, settings } = tools;
  const known = await store.read(clusterName);
  const lastSeen = lastLook(known);
  return {
    kind: 'status',
    clusterName,
    ...(lastSeen && { lastSeen }),
    open: openAmong(known, tools),
    silenced: (await silenced(tools)).findings.length,
    off: checks.length - turnedOn(checks, settings).length,
    digests,
  };
}
