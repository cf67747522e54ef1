import type { AcksAnswer, OpenAnswer } from './answer.ts';
import type { RememberingTools } from './tools.ts';
import { lastLook, openAmong, shownBy } from './watched.ts';

/** What is open and nobody is on, from memory. */
export async function open(isWhole: boolean, tools: RememberingTools): Promise<OpenAnswer> {
  const { store, clusterName } = tools;
  const known = await store.read(clusterName);
  const { taken = [], free = [] } = Object.groupBy(openAmong(known, tools), ({ acknowledgement }) =>
    acknowledgement ? 'taken' : 'free',
  );
  const lastSeen = lastLook(known);
  return { kind: 'open', clusterName, findings: free, taken, isWhole, ...(lastSeen && { lastSeen }) };
}

/** Who is on what, from memory: also on what another finding explains. */
export async function acks(by: string, tools: RememberingTools): Promise<AcksAnswer> {
  const { store, clusterName } = tools;
  const taken = (await store.read(clusterName))
    .filter(({ acknowledgement, resolvedAt }) => acknowledgement && !resolvedAt)
    .filter(shownBy(tools));
  const isOther = ({ acknowledgement }: (typeof taken)[number]) => Number(acknowledgement?.by !== by);
  const end = ({ acknowledgement }: (typeof taken)[number]) => acknowledgement?.until?.getTime() ?? Number.MAX_VALUE;
  const findings = taken.toSorted((a, b) => isOther(a) - isOther(b) || end(a) - end(b));
  return { kind: 'acks', clusterName, by, findings };
}
