import { authOfTaker } from './asked-auth.ts';
import type { Cluster } from './cluster.ts';
import type { FilterKind } from './filters.ts';
import { gatewayEntry } from './gateway-entry.ts';
import type { Mapping, TCPMapping } from './objects.ts';
import { refOf } from './objects.ts';
import type { Outcome, Taker } from './outcome.ts';
import { isProbe } from './probe-routes.ts';
import type { Member, Routing, TcpGroup } from './routing.ts';
import type { TargetKind } from './targets.ts';
import type { Mirror, TracedTaker } from './trace-facts.ts';
import { stateBehind, troublesOf } from './upstream-state.ts';

/** The kinds that a trace looks at. */
export type TraceKind = TargetKind | FilterKind;

/** What traces are made with. */
export interface TraceTools {
  readonly cluster: Cluster<TraceKind>;
  readonly routing: Routing;
  /** The time that Pods are judged by. */
  readonly now: Date;
}

/** Who takes a request, as plain data. */
export function tracedTakers(outcome: Outcome, tools: TraceTools): readonly TracedTaker[] {
  if (outcome.kind === 'tcp') return tcpTakers(outcome.group, tools);
  if (outcome.kind === 'auth-broken') return tracedTakers(outcome.instead, tools);
  if (outcome.kind !== 'routed') return [];
  return outcome.takers.map((taker) => tracedTaker(taker, tools));
}

function tracedTaker(taker: Taker & { readonly share: number }, tools: TraceTools): TracedTaker {
  const { share, group } = taker;
  const base = { share, isInternal: isProbe(group), auth: authOfTaker(tools.routing, taker) };
  if (taker.to !== 'member') {
    const { mapping, location } = taker;
    return {
      ...{ ...base, ...named(mapping), to: taker.to, location, troubles: [], isGateway: false },
      code: taker.to === 'redirect' ? taker.code : 301,
    };
  }
  const { member, path, host } = taker;
  return { ...base, ...named(member.mapping), to: 'upstream', path, host, ...behind(member, tools) };
}

function tcpTakers({ members }: TcpGroup, tools: TraceTools): readonly TracedTaker[] {
  return members
    .filter(({ share }) => share > 0)
    .map((member) => ({
      ...{
        share: member.share,
        ...named(member.mapping),
        isInternal: false,
        to: 'upstream' as const,
        auth: 'none' as const,
      },
      ...behind(member, tools),
    }));
}

function named(mapping: Mapping | TCPMapping): Pick<TracedTaker, 'mapping' | 'writtenIn'> {
  const writtenIn = mapping.madeFrom ?? mapping.annotationOf;
  return { mapping: refOf(mapping), ...(writtenIn && { writtenIn }) };
}

type Behind = Pick<Member<Mapping | TCPMapping>, 'mapping' | 'upstream'>;

function behind({ mapping, upstream }: Behind, { cluster, routing, now }: TraceTools) {
  return {
    upstream: stateBehind(cluster, mapping, upstream),
    troubles: troublesOf(cluster, upstream, now),
    isGateway: gatewayEntry(cluster, routing, upstream) !== undefined,
  };
}

/**
 * The shadows of the routes that take a request. The number that is drawn for the weights decides for them too: 20 % are
 * the first twenty, whichever member gets those.
 */
export function mirrorsOf(outcome: Outcome): readonly Mirror[] {
  if (outcome.kind !== 'routed') return [];
  const shares = new Map<Member, number>();
  let from = 0;
  for (const taker of outcome.takers) {
    if (taker.to === 'member') {
      for (const shadow of taker.group.shadows) {
        const copied = Math.max(0, Math.min(from + taker.share, shadow.share) - from);
        shares.set(shadow, (shares.get(shadow) ?? 0) + copied);
      }
    }
    from += taker.share;
  }
  return [...shares]
    .filter(([, share]) => share > 0)
    .map(([{ mapping, upstream }, share]) => ({ mapping: refOf(mapping), service: upstream.service, share }));
}
