import type { AcknowledgeAnswer, Refusal } from './answer.ts';
import { forgotten } from './rerun.ts';
import type { RememberingTools } from './tools.ts';

/** Notes that a person is on it. The first one stays; the second learns who was first. */
export async function acknowledge(
  fingerprint: string,
  by: string,
  { store, clusterName, now }: RememberingTools,
): Promise<AcknowledgeAnswer | Refusal> {
  const result = await store.acknowledge(clusterName, fingerprint, { by, at: now() });
  if (!result?.tracked.acknowledgement) return forgotten();
  const { tracked, first } = result;
  return { kind: 'acknowledged', tracked, acknowledgement: result.tracked.acknowledgement, first };
}
