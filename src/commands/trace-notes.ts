import type { Gap } from '../cluster/cluster.ts';
import type { TracedGateway } from '../cluster/trace.ts';
import type { TraceSeen } from './look.ts';
import { join, plainly, type Sentence, say } from './sentence.ts';

const SHOWN = 5;

/** What makes it doubtful that what is traced is in force. */
export function traceWarnings({ trace }: TraceSeen): readonly Sentence[] {
  if (!trace) return [];
  const refusals = trace.hops.flatMap((hop) => hop.refusals);
  const once = [...new Map(refusals.map((refusal) => [`${refusal.on.kind}/${refusal.on.name}`, refusal])).values()];
  return [
    ...crashWords(trace.gateway),
    ...once
      .slice(0, SHOWN)
      .map(
        ({ on, what }) =>
          say`Envoy refuses ${plainly(what === 'listener' ? 'this Listener' : 'these routes')} because of ${on}: what runs may be older, or nothing.`,
      ),
  ];
}

/** What stops a gateway's compiler. */
export function crashWords({ crash }: TracedGateway): readonly Sentence[] {
  if (!crash) return [];
  return [say`Emissary cannot compile ${crash.on}, so what is in force may be older than what is shown here.`];
}

/** What is good to know, in small letters. */
export function traceNotes({ trace, gateways, gaps }: TraceSeen): readonly Sentence[] {
  if (!trace) return [];
  const { gateway } = trace;
  const { clients } = gateway;
  const ranges = clients?.ranges.map(({ range }) => range) ?? [];
  return [
    ...(gateways > 1 ? [say`Gateway ${`${gateway.namespace}/${gateway.name}`}, one of ${gateways}`] : []),
    ...(gateway.isAssumed ? [say`No gateway was found: traced as one that reads these objects would do it`] : []),
    ...(clients ? [say`Clients ${plainly(clients.action === 'allow' ? 'only from' : 'not from')} ${ranges}`] : []),
    ...gapWords(gaps),
  ];
}

/** What could not be read, the reason once for all that share it. */
export function gapWords(gaps: readonly Gap[]): readonly Sentence[] {
  const byReason = [...Map.groupBy(gaps, ({ reason }) => reason)];
  if (byReason.length === 0) return [];
  const parts = byReason.slice(0, SHOWN).map(([reason, some]) => {
    const kinds = some.map(({ kind, namespace }) => (namespace ? `${kind} in ${namespace}` : kind));
    return say`${[...new Set(kinds)].join(', ')} (${reason})`;
  });
  return [say`Not looked at: ${join(parts, '; ')}`];
}
