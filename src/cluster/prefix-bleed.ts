import { sharesService, takesConditions } from './fallthrough.ts';
import { matchRequest, type Request } from './match.ts';
import { perRouting } from './per-routing.ts';
import { takersOfPath } from './prefixes.ts';
import type { Group, Routing } from './routing.ts';
import { requestsFor } from './witness.ts';

/** A prefix that ends in the middle of another route's last name, and takes it when it is written without its slash. */
export interface Bleed {
  readonly group: Group;
  readonly into: readonly [Bled, ...Bled[]];
}

export interface Bled {
  readonly group: Group;
  /** A request for its path without the slash, which the other prefix takes. */
  readonly request: Request;
}

/** Requests that are tried; more are not worth the time for a hint. */
const MOST = 500;

/**
 * Prefixes such as `/man` that take `/mankind` from the Mapping of `/mankind/`, another Service's. Where that has the
 * longer prefix `/mankind`, it comes first, and nothing is taken from it.
 */
export const bleedsOf = perRouting((routing): readonly Bleed[] => {
  const found = new Map<Group, [Bled, ...Bled[]]>();
  let left = MOST;
  for (const group of routing.groups) {
    const { match, prefix, hosts } = group;
    const [host] = hosts;
    if (match !== 'prefix' || !prefix.endsWith('/') || prefix === '/' || !host || left <= 0) continue;
    const bare = prefix.slice(0, -1);
    const cutters = takersOfPath(routing, host, bare, group).filter((other) => isCut(other, bare, group));
    if (cutters.length === 0) continue;

    left--;
    const taken = takerOf(routing, group, bare);
    if (!taken || !cutters.includes(taken.group)) continue;
    const bled = { group, request: taken.request };
    const known = found.get(taken.group);
    if (known) known.push(bled);
    else found.set(taken.group, [bled]);
  }
  return [...found].map(([group, into]) => ({ group, into }));
});

/** Whether a prefix ends within the last name of a path by chance: one that ends with a mark is meant to go on. */
function isCut(other: Group, path: string, group: Group): boolean {
  const { match, prefix, redirect } = other;
  const isWithin = /[\p{L}\d]$/u.test(prefix) && prefix.length < path.length && path.charAt(prefix.length) !== '/';
  return match === 'prefix' && !redirect && isWithin && takesConditions(other, group) && !sharesService(other, group);
}

function takerOf(routing: Routing, group: Group, path: string): { group: Group; request: Request } | undefined {
  for (const request of requestsFor(routing, group, [path])) {
    const outcome = matchRequest(routing, request);
    const [taker, ...more] = outcome.kind === 'routed' ? outcome.takers : [];
    if (!taker || taker.to === 'https') continue;
    return more.every((other) => other.group === taker.group) ? { group: taker.group, request } : undefined;
  }
  return undefined;
}
