import type { AcknowledgementKey, NewAcknowledgement } from '../state/acknowledgement.ts';
import type { AcknowledgeAnswer, Refusal, UndoAnswer } from './answer.ts';
import { forgotten } from './rerun.ts';
import type { RememberingTools } from './tools.ts';

/**
 * Notes that a person is on it, until when and why. The first one stays, and the second learns who was first, unless they
 * take the place of just that one.
 */
export async function acknowledge(
  fingerprint: string,
  asked: Omit<NewAcknowledgement, 'at'>,
  { store, clusterName, now }: RememberingTools,
  instead?: AcknowledgementKey,
): Promise<AcknowledgeAnswer | Refusal> {
  const result = await store.acknowledge(clusterName, fingerprint, { ...asked, at: now() }, instead);
  if (!result) return forgotten();
  const { tracked, first } = result;
  return { kind: 'acknowledged', tracked, outcome: first ? 'first' : tracked.resolvedAt ? 'resolved' : 'second' };
}

/** Takes an acknowledgement back, whoever gave it, if it still is this one. */
export async function unacknowledge(
  fingerprint: string,
  by: string,
  which: AcknowledgementKey,
  { store, clusterName }: RememberingTools,
): Promise<UndoAnswer | Refusal> {
  const result = await store.unacknowledge(clusterName, fingerprint, by, which);
  return result ? { kind: 'undone', ...result } : forgotten();
}
