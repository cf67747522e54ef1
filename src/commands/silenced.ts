import { byFinding, isSilent, withoutExplained } from '../state/tracking.ts';
import type { SilencedAnswer } from './answer.ts';
import type { RememberingTools } from './tools.ts';
import { watchedBy } from './watched.ts';

/** What is silenced, and why, from memory. */
export async function silenced(tools: RememberingTools): Promise<SilencedAnswer> {
  const { store, clusterName, now } = tools;
  const known = (await store.read(clusterName)).filter(watchedBy(tools));
  const findings = withoutExplained(known.filter((tracked) => isSilent(tracked, now()))).toSorted(byFinding);
  return { kind: 'silenced', clusterName, findings };
}
