import { arrivalOf } from './arrival.ts';
import type { DropReason } from './groups.ts';
import { matchesHostname, overlap } from './hostnames.ts';
import type { HostFault } from './hosts.ts';
import { type Loss, lossesOf } from './lost.ts';
import { matchRequest } from './match.ts';
import { matchOf } from './matchers.ts';
import { nearest } from './names.ts';
import { type NearName, nearestName } from './near-names.ts';
import type { Mapping, Ref } from './objects.ts';
import { refOf } from './objects.ts';
import type { Outcome, Request } from './outcome.ts';
import { cleanPath } from './request-path.ts';
import { matchesRoute, type Seen } from './route-match.ts';
import type { Group, Routing } from './routing.ts';
import { literalStart, mappingRefsOf, matchFacts, type RouteMatch } from './tried.ts';

/** One thing that would have to be otherwise for a route to take a request. */
export type Difference =
  | Loss
  /** Of the path this much is written otherwise. */
  | { readonly kind: 'typo'; readonly wanted: string; readonly found: string }
  | { readonly kind: 'hostname'; readonly wanted: string; readonly by: NonNullable<NearName['by']> }
  /** A more specific Host has the name, and what it does not serve falls back to no other. */
  | { readonly kind: 'other-host'; readonly wanted: string; readonly host: Ref }
  /** It came without TLS, which the Host rejects. */
  | { readonly kind: 'insecure' }
  /** No Host takes the route. */
  | { readonly kind: 'unattached' }
  /** The Host that takes it is not in force; without a reason: it is on no Listener. */
  | { readonly kind: 'host-down'; readonly host: Ref; readonly reason?: HostFault }
  /** Emissary leaves the Mapping out. */
  | { readonly kind: 'dropped'; readonly reason: DropReason; readonly field?: string; readonly by?: Ref };

/** The route that comes nearest to a request that nothing serves. */
export interface NearMiss {
  readonly mappings: readonly Ref[];
  readonly matches: RouteMatch;
  readonly differences: readonly Difference[];
}

/** A near miss, and the request that it would take: proved on the model. */
export interface FoundNearMiss extends NearMiss {
  readonly request?: Request;
}

interface Candidate extends FoundNearMiss {
  readonly group: Group;
  readonly cost: number;
}

const FARTHEST = 6;
/** How many candidates are put to the proof. */
const PROVED = 8;

/** The route with the smallest difference to a request that nothing takes; undefined when none is near. */
export function nearestRoute(routing: Routing, request: Request, outcome: Outcome): FoundNearMiss | undefined {
  const seen = seenOf(routing, request, outcome);
  if (!seen || !('listener' in outcome)) return undefined;
  const ignoresProtocol = outcome.listener.securityModel === 'XFP';
  const { groups, dropped } = routing;
  const candidates = groups
    .flatMap((group) => candidateFor(routing, group, { request, outcome, seen, ignoresProtocol }) ?? [])
    .toSorted((a, b) => a.cost - b.cost || b.matches.path.length - a.matches.path.length);
  for (const { group, cost: _, ...candidate } of candidates.slice(0, PROVED)) {
    if (!candidate.request) return candidate;
    const proof = matchRequest(routing, candidate.request);
    if (proof.kind === 'routed' && proof.takers.some((taker) => taker.group === group)) return candidate;
  }
  for (const { mapping, reason, field, by } of dropped) {
    if (mapping.kind !== 'Mapping' || reason === 'replaced') continue;
    const group = groupLike(mapping);
    if (!isTelling(group, seen) || !matchesRoute(group, group.caseSensitive, seen, ignoresProtocol)) continue;
    const difference = { kind: 'dropped' as const, reason, ...(field && { field }), ...(by && { by: refOf(by) }) };
    return { mappings: [refOf(mapping)], matches: matchFacts(group), differences: [difference] };
  }
  return undefined;
}

interface Asked {
  readonly request: Request;
  readonly outcome: Outcome;
  readonly seen: Seen;
  readonly ignoresProtocol: boolean;
}

function candidateFor(routing: Routing, group: Group, asked: Asked): Candidate | undefined {
  const { request, outcome, seen, ignoresProtocol } = asked;
  const mappings = mappingRefsOf(group);
  if (mappings.length === 0) return undefined;
  const base = { group, mappings, matches: matchFacts(group) };
  const hosts = group.hosts.filter(({ active, servedBy }) => active && servedBy.length > 0);
  if (hosts.length === 0) {
    const isExact = lossesOf(group, seen, ignoresProtocol).length === 0;
    const difference = isExact ? unreached(routing, group, seen) : undefined;
    return difference && { ...base, differences: [difference], cost: 1 };
  }

  const name = nearestName(group, hosts, seen.host);
  if (!name) return undefined;
  const wanted: Draft = { request: { ...request }, differences: [], cost: 0 };
  if (name.by) add(wanted, { kind: 'hostname', wanted: name.name, by: name.by }, name.cost, { host: name.name });
  const losses = lossesOf(group, { ...seen, host: name.name }, ignoresProtocol);
  if (losses.some(({ kind }) => kind === 'unmatchable')) {
    return losses.length === 1 && !name.by ? { ...base, differences: losses, cost: 1 } : undefined;
  }
  for (const loss of losses) {
    if (!meet(wanted, loss, group, seen)) return undefined;
    if (wanted.cost > FARTHEST) return undefined;
  }
  // Every other hostname has its `/`: that is no near miss.
  if (name.by === 'name' && (literalStart(group).length < 2 || losses.length > 0)) return undefined;

  if (outcome.kind === 'routed' && wanted.differences.length === 0) {
    if (!outcome.isSecure && outcome.host.insecureAction === 'Reject' && hosts.includes(outcome.host)) {
      const { headers, ...arrival } = arrivalOf(routing, true, '') ?? { headers: {} };
      add(wanted, { kind: 'insecure' }, 1, { ...arrival, headers: { ...request.headers, ...headers } });
    } else if (!hosts.includes(outcome.host) && name.host.host) {
      const difference = { kind: 'other-host', wanted: name.host.hostname, host: refOf(name.host.host) } as const;
      return { ...base, differences: [difference], cost: 2 };
    } else return undefined;
  }
  const { serverName: _, ...corrected } = wanted.request;
  return { ...base, differences: wanted.differences, cost: wanted.cost, request: corrected };
}

/** What keeps a route from every request that it would match. */
function unreached({ hosts }: Routing, group: Group, { host: name }: Seen): Difference | undefined {
  const { host: wanted = '*' } = group;
  const down = hosts.find(
    (host) =>
      (host.active ? group.hosts.includes(host) : overlap(host.hostname, wanted)) &&
      (host.hostname === name || matchesHostname(host.hostname, name)),
  );
  if (down?.host) {
    const { inactiveReason: reason } = down;
    return { kind: 'host-down', host: refOf(down.host), ...(reason && { reason }) };
  }
  return group.hosts.length === 0 && isTelling(group, { host: name }) ? { kind: 'unattached' } : undefined;
}

/** That the `/` of many hosts is not there says nothing of this one. */
function isTelling({ prefix, host }: Group, seen: Pick<Seen, 'host'>): boolean {
  return prefix !== '/' || host === seen.host;
}

interface Draft {
  request: Request;
  differences: Difference[];
  cost: number;
}

function add(draft: Draft, difference: Difference, cost: number, change: Partial<Request>): true {
  draft.request = { ...draft.request, ...change };
  draft.differences.push(difference);
  draft.cost += cost;
  return true;
}

/** Changes a request so that it meets one condition; false: that would be another request. */
function meet(draft: Draft, loss: Loss, group: Group, seen: Seen): boolean {
  const { request } = draft;
  const { prefix } = group;
  // The first change starts from the path as it was matched.
  const path = draft.differences.some(({ kind }) => kind === 'letter-case') ? request.path : seen.path;
  switch (loss.kind) {
    case 'letter-case':
      if (group.match === 'regex') return add(draft, loss, 1, { path: path.toLowerCase() });
      return add(draft, loss, 1, { path: prefix.slice(0, path.length) + path.slice(prefix.length) });
    case 'trailing-slash':
      return add(draft, loss, 1, {
        path: group.match !== 'prefix' && path.endsWith('/') ? path.slice(0, -1) : `${path}/`,
      });
    case 'exact':
      return add(draft, loss, 2, { path: prefix });
    case 'prefix': {
      const count = prefix.replace(/\/$/, '').split('/').length;
      const found = path.split('/').slice(0, count).join('/');
      const text = prefix.replace(/\/$/, '');
      if (nearest(found.toLowerCase(), [text.toLowerCase()]) === undefined || text.length < 4) return false;
      const rest = path.slice(found.length);
      return add(draft, { kind: 'typo', wanted: prefix, found }, 3, {
        path: prefix.endsWith('/') ? `${prefix}${rest.replace(/^\//, '')}` : `${prefix}${rest}`,
      });
    }
    case 'method':
      return add(draft, loss, 2, { method: group.methodRegex ? firstWord(loss.wanted) : loss.wanted });
    case 'header':
      if (loss.name.toLowerCase() === ':authority') return false;
      return add(draft, loss, 2, {
        headers: { ...request.headers, [loss.name]: loss.isRegex ? firstWord(loss.wanted) : loss.wanted },
      });
    case 'query': {
      const pair = `${loss.name}=${loss.isRegex ? firstWord(loss.wanted) : loss.wanted}`;
      return add(draft, loss, 2, { query: [pair, request.query].filter(Boolean).join('&') });
    }
    default:
      return false;
  }
}

/** A text that many simple regexes match: `GET` of `GET|HEAD`. */
function firstWord(regex: string): string {
  return /[\w-]+/.exec(regex)?.[0] ?? 'x';
}

function seenOf({ module }: Routing, request: Request, outcome: Outcome): Seen | undefined {
  if (outcome.kind === 'routed') return outcome.seen;
  if (outcome.kind !== 'no-host' && outcome.kind !== 'tls-refused') return undefined;
  const path = cleanPath(request.path, module.mergeSlashes);
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  const { host, method, query = '' } = request;
  return path === undefined ? undefined : { host, method, path, query, headers: Object.fromEntries(headers) };
}

/** A Mapping that is in no group, as a group of its own. */
function groupLike(mapping: Mapping): Group {
  const { prefix, host, hostRegex, headers, query, precedence } = matchOf(mapping);
  const { spec } = mapping;
  return {
    ...{ id: '', kind: 'HTTP', prefix, hostRegex, query, precedence, members: [], shadows: [], hosts: [] },
    match: spec.prefix_regex ? 'regex' : spec.prefix_exact ? 'exact' : 'prefix',
    caseSensitive: spec.case_sensitive ?? true,
    ...(host !== undefined && { host }),
    ...(spec.method && { method: spec.method }),
    methodRegex: spec.method_regex === true,
    headers: headers.filter(({ name }) => name !== ':authority' && name !== ':method'),
  };
}
