import { matchRequest, type Request, type Taker } from './match.ts';
import { type Mapping, type Ref, refOf } from './objects.ts';
import type { Group, Routing } from './routing.ts';
import { requestsFor } from './witness.ts';

/** Requests that a change moves to other Mappings, shown by one of them. */
export interface Move {
  /** The route that one of the two clusters has for such requests. */
  readonly route: string;
  readonly request: Request;
  readonly before: readonly Share[];
  readonly after: readonly Share[];
  readonly reason: MoveReason;
}

/** Who gets what percentage of such requests; without Mapping: nobody, so 404. */
export interface Share {
  readonly mapping?: Ref;
  readonly share: number;
}

/** Why the new winner wins. */
export type MoveReason =
  | { readonly kind: 'new' | 'gone' | 'shares' | 'host' }
  | { readonly kind: 'precedence'; readonly now: number; readonly before: number }
  | { readonly kind: 'longer-prefix'; readonly now: string; readonly before: string }
  | { readonly kind: 'more-conditions' };

/**
 * The requests that two routings of one installation treat differently: every route of either is tried with a request of
 * its own. Routes whose conditions are regexes without a plain text are left out.
 */
export function movesBetween(before: Routing, after: Routing): readonly Move[] {
  const moves = new Map<string, Move>();
  const routes = [after, before].flatMap((routing) => routing.groups.map((group) => ({ routing, group })));
  for (const { routing, group } of routes) {
    const request = requestsFor(routing, group).next().value;
    if (!request) continue;

    const key = JSON.stringify(request);
    const [then, now] = [takersOf(before, request), takersOf(after, request)];
    if (moves.has(key) || sharesKey(then) === sharesKey(now)) continue;
    moves.set(key, {
      route: group.prefix,
      request,
      before: then.map(shareOf),
      after: now.map(shareOf),
      reason: reasonOf(then, now),
    });
  }
  return [...moves.values()];
}

interface Taken {
  readonly share: number;
  readonly taker?: Taker;
}

function takersOf(routing: Routing, request: Request): readonly Taken[] {
  const outcome = matchRequest(routing, request);
  if (outcome.kind !== 'routed') return [{ share: 100 }];
  const takers = outcome.takers.map(({ share, ...taker }): Taken => ({ share, taker: taker as Taker }));
  return outcome.unserved > 0 ? [...takers, { share: outcome.unserved }] : takers;
}

function reasonOf(before: readonly Taken[], after: readonly Taken[]): MoveReason {
  const [then, now] = [before[0]?.taker, after[0]?.taker];
  if (!now) return { kind: 'gone' };
  if (!then) return { kind: 'new' };
  if (mappingOf(then).metadata.name === mappingOf(now).metadata.name) return { kind: 'shares' };

  const [old, won] = [then.group, now.group];
  if (won.precedence !== old.precedence) return { kind: 'precedence', now: won.precedence, before: old.precedence };
  if (won.prefix !== old.prefix && won.prefix.length >= old.prefix.length) {
    return { kind: 'longer-prefix', now: won.prefix, before: old.prefix };
  }
  if (conditionsOf(won) > conditionsOf(old)) return { kind: 'more-conditions' };
  return won.id === old.id ? { kind: 'shares' } : { kind: 'host' };
}

function conditionsOf({ headers, query, method }: Group): number {
  return headers.length + query.length + (method === undefined ? 0 : 1);
}

function shareOf({ share, taker }: Taken): Share {
  return taker ? { mapping: refOf(mappingOf(taker)), share } : { share };
}

function sharesKey(takers: readonly Taken[]): string {
  return takers
    .map(({ share, taker }) => {
      if (!taker) return `- ${share}`;
      const { metadata } = mappingOf(taker);
      const where = taker.to === 'member' ? `${taker.member.upstream.service} ${taker.path}` : taker.location;
      return `${metadata.namespace}/${metadata.name} ${share} ${taker.to} ${where}`;
    })
    .join('\n');
}

function mappingOf(taker: Taker): Mapping {
  return taker.to === 'member' ? taker.member.mapping : taker.mapping;
}
