import type { Cluster } from './cluster.ts';
import { isComplete, plainPrefix, takesAll } from './fallthrough.ts';
import { covers } from './hostnames.ts';
import { matchRequest, type Request } from './match.ts';
import { perCluster } from './per-cluster.ts';
import { type Group, type Matcher, type Routing, type RoutingKind, routingOf } from './routing.ts';
import { requestsFor } from './witness.ts';

/** Routes that never get a request because an earlier one takes them all. */
export interface Shadow {
  readonly winner: Group;
  readonly losers: readonly [Shadowed, ...Shadowed[]];
}

export interface Shadowed {
  readonly group: Group;
  /** One of its requests that the winner takes. */
  readonly request: Request;
}

/**
 * Every route that takes all requests of later ones. Proved twice: by their texts for all requests, and by one request
 * on the model. Left out: routes that differ in nothing but their precedence, and maintenance pages.
 */
export const shadows = perCluster((cluster: Cluster<RoutingKind>): readonly Shadow[] =>
  routingOf(cluster).flatMap(shadowsOf),
);

function shadowsOf(routing: Routing): readonly Shadow[] {
  const place = new Map(routing.groups.map((group, index) => [group, index]));
  const candidates = candidatesIn(routing);
  const found = new Map<Group, [Shadowed, ...Shadowed[]]>();
  for (const [index, group] of routing.groups.entries()) {
    if (!group.hosts.some(({ servedBy }) => servedBy.length > 0)) continue;
    const isShadowed = Iterator.from(candidates(group)).some(
      (other) => (place.get(other) ?? index) < index && isComplete(other) && takesAll(other, group),
    );
    if (!isShadowed) continue;

    for (const request of requestsFor(routing, group)) {
      const outcome = matchRequest(routing, request);
      const [taker, ...more] = outcome.kind === 'routed' ? outcome.takers : [];
      if (!taker) continue;
      const winner = taker.group;
      if (winner === group || more.some((other) => other.group !== winner) || !takesAll(winner, group)) break;
      if (differsInPrecedenceAlone(winner, group) || isMaintenance(winner)) break;
      const shadowed = { group, request };
      const losers = found.get(winner);
      if (losers) losers.push(shadowed);
      else found.set(winner, [shadowed]);
      break;
    }
  }
  return [...found].map(([winner, losers]) => ({ winner, losers }));
}

// Of very many routes on one prefix the first decide; what has fewer conditions is what takes all.
const MOST = 100;

/** The groups that could take all requests of another: by hostname and prefix, so that thousands stay cheap. */
function candidatesIn({ groups }: Routing): (group: Group) => Iterable<Group> {
  const byHost = new Map<string, Map<string, Group[]>>();
  for (const group of groups) {
    const prefix = plainPrefix(group);
    if (prefix === undefined || group.hosts.length === 0 || group.hostRegex) continue;
    const prefixes = byHost.get(group.host ?? '*') ?? new Map<string, Group[]>();
    byHost.set(group.host ?? '*', prefixes);
    const same = prefixes.get(prefix.toLowerCase()) ?? [];
    prefixes.set(prefix.toLowerCase(), same);
    if (same.length < MOST) same.push(group);
    else {
      const most = same.findIndex((other) => conditions(other) > conditions(group));
      if (most >= 0) same[most] = group;
    }
  }
  const globs = [...byHost.keys()].filter((host) => host.includes('*'));
  const known = new Map<string, readonly Map<string, Group[]>[]>();
  const tablesFor = (host: string) => {
    const before = known.get(host);
    if (before) return before;
    const hosts = new Set([host, '*', ...globs.filter((glob) => covers(glob, host))]);
    const tables = [...hosts].flatMap((name) => byHost.get(name) ?? []);
    known.set(host, tables);
    return tables;
  };

  return function* candidates(group) {
    const text = (plainPrefix(group) ?? (group.match === 'exact' ? group.prefix : '/')).toLowerCase();
    for (const prefixes of tablesFor(group.hostRegex ? '*' : (group.host ?? '*'))) {
      for (let length = 0; length <= text.length; length++) yield* prefixes.get(text.slice(0, length)) ?? [];
    }
  };
}

const MAINTENANCE = /maintenance|downtime|offline|outage|holding|sorry/i;

/** Whether a route shows a page that takes everything on purpose, and for a time only. */
export function isMaintenance({ members, redirect }: Group): boolean {
  const names = members.flatMap(({ mapping, upstream }) => [mapping.metadata.name, upstream.service]);
  return [...names, redirect?.metadata.name ?? ''].some((name) => MAINTENANCE.test(name));
}

function conditions({ headers, query, method }: Group): number {
  return headers.length + query.length + (method ? 1 : 0);
}

function differsInPrecedenceAlone(one: Group, other: Group): boolean {
  const text = ({ match, prefix, host, hostRegex, method, headers, query }: Group) =>
    JSON.stringify([match, prefix, host, hostRegex, method, headers.map(textOf), query.map(textOf)]);
  return one.precedence !== other.precedence && text(one) === text(other);
}

function textOf({ name, value, regex }: Matcher): string {
  return `${name} ${value} ${regex}`;
}

/** Whether it is a `/` that takes several others only because of its precedence. */
export function isRootSwallow({ winner, losers }: Shadow): boolean {
  return plainPrefix(winner) === '/' && winner.precedence > 0 && losers.length > 1;
}
