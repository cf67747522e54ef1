import type { Cluster } from './cluster.ts';
import { type LoggedRequest, type LoggedRequests, loggedRequestsOf, routerOf } from './logged-requests.ts';
import type { Mapping, Service } from './objects.ts';
import { isProbe } from './probe-routes.ts';
import { matchesPath } from './route-match.ts';
import { type Member, type Routing, routingFor } from './routing.ts';
import type { TargetKind } from './targets.ts';
import type { Upstream } from './upstream.ts';
import { backendsOf } from './workloads.ts';

/** When failed requests are worth telling of. */
export interface FailureLimits {
  /** How far back the log is looked at. */
  readonly minutes: number;
  /** So many requests of one upstream have to fail. */
  readonly leastRequests: number;
  /** Of all its requests; of those that the upstream itself answered with 5xx. */
  readonly leastPercent: number;
  readonly leastPercentAnswered: number;
  /** Between the first and the last of them; a shorter burst is a deployment. */
  readonly leastSeconds: number;
}

/** An upstream whose requests fail. */
export interface FailingUpstream {
  readonly logged: LoggedRequests;
  readonly upstream: Upstream;
  /** Absent: it is outside the cluster, or not known. */
  readonly service?: Service;
  /** The Mappings through which requests failed, the one with most first. */
  readonly mappings: readonly [Mapping, ...Mapping[]];
  /** Why, by flag (`UF`), or ANSWERED. Most first. */
  readonly counts: readonly (readonly [string, number])[];
  /** What clients got; none: the connection broke. */
  readonly codes: readonly number[];
  readonly failed: number;
  readonly total: number;
  readonly sample: LoggedRequest;
  /** False: a route that asks for a header, which no log shows, may have taken some. */
  readonly isSure: boolean;
}

/**
 * Flags of requests that an upstream did not answer as it should, the ones that say most first. What Envoy answers itself
 * on purpose (NR, RL, UAEX) and what clients break off (DC) is none of it.
 */
const FLAGS = ['NC', 'UH', 'UO', 'UPE', 'UF', 'UT', 'DT', 'UC', 'UR', 'LR', 'SI', 'URX', 'UMSDR'];

/**
 * Why a request failed upstream; undefined: it did not. A stream that ends some time after its answer began (a WebSocket, gRPC)
 * bears flags too.
 */
export function failureOf({ flags, code }: LoggedRequest): string | undefined {
  const isAnswered = code > 0 && code < 500;
  const flag = isAnswered ? undefined : FLAGS.find((one) => flags.includes(one));
  return flag ?? (flags.length === 0 && code >= 500 ? ANSWERED : undefined);
}

/** In place of a flag: the upstream answered, with 5xx. */
export const ANSWERED = '5xx';

/** The upstreams whose requests fail now, by the logs of each gateway and the routes of the model. */
export function failingUpstreams(
  cluster: Cluster<TargetKind | 'ContainerLog'>,
  limits: FailureLimits,
): readonly FailingUpstream[] {
  return loggedRequestsOf(cluster, limits.minutes).flatMap((logged) => {
    // Most gateways are well: for them no route is worked out. And of most upstreams nothing fails.
    const failed = logged.requests.filter((request) => failureOf(request) !== undefined);
    if (failed.length < limits.leastRequests) return [];
    const routing = routingFor(cluster, logged.installation);
    const failing = new Set(
      [...tallied(cluster, routing, failed)]
        .filter(([, { requests }]) => requests.length >= limits.leastRequests)
        .map(([upstream]) => upstream),
    );
    if (failing.size === 0) return [];
    const groups = routing.groups.filter(({ members }) => members.some((one) => failing.has(one.upstream.service)));
    const theirs = logged.requests.filter(({ path }) => groups.some((group) => matchesPath(group, false, path)));
    return [...tallied(cluster, routing, theirs)]
      .filter(([upstream]) => failing.has(upstream))
      .flatMap(([, tally]) => failingOf(cluster, logged, tally, limits));
  });
}

interface Tally {
  readonly member: Member;
  readonly requests: LoggedRequest[];
  readonly mappings: Map<Mapping, number>;
  isSure: boolean;
}

/** Requests by the service of the upstream that got them, or should have. */
function tallied(
  cluster: Cluster<TargetKind>,
  routing: Routing,
  requests: readonly LoggedRequest[],
): ReadonlyMap<string, Tally> {
  const route = routerOf(routing);
  const byUpstream = new Map<string, Tally>();
  for (const request of requests) {
    const { group, members, isSure } = route(request);
    if (!group || isProbe(group)) continue;
    const known = memberBehind(cluster, members, request);
    const member = known ?? members[0];
    if (!member) continue;
    const key = member.upstream.service;
    const tally: Tally = byUpstream.get(key) ?? { member, requests: [], mappings: new Map(), isSure: true };
    byUpstream.set(key, tally);
    tally.requests.push(request);
    if (!failureOf(request)) continue;
    tally.isSure &&= isSure && known !== undefined;
    tally.mappings.set(member.mapping, (tally.mappings.get(member.mapping) ?? 0) + 1);
  }
  return byUpstream;
}

function failingOf(
  cluster: Cluster<TargetKind>,
  logged: LoggedRequests,
  { member, requests, mappings, isSure }: Tally,
  limits: FailureLimits,
): readonly FailingUpstream[] {
  const all = requests.filter((request) => failureOf(request) !== undefined);
  const unanswered = all.filter((request) => failureOf(request) !== ANSWERED);
  const failed = [
    { some: unanswered, least: limits.leastPercent },
    { some: all, least: limits.leastPercentAnswered },
  ].find(
    ({ some, least }) => some.length >= limits.leastRequests && some.length * 100 >= requests.length * least,
  )?.some;
  const [first, last] = [failed?.[0], failed?.at(-1)];
  if (!failed || !first || !last) return [];
  if (last.at - first.at < limits.leastSeconds * 1000 || isOver(requests, last, logged.end)) return [];

  const { upstream } = member;
  const service = upstream.kind === 'service' ? cluster.find('Service', upstream.namespace, upstream.name) : undefined;
  if (service && backendsOf(cluster, service).isRollingOut) return [];
  const [most, ...others] = [...mappings].toSorted(([, a], [, b]) => b - a).map(([mapping]) => mapping);
  if (!most) return [];
  const counts = [...Map.groupBy(failed, (request) => failureOf(request) ?? '')]
    .map(([why, some]) => [why, some.length] as const)
    .toSorted(([, a], [, b]) => b - a);
  const codes = [...new Set(failed.map(({ code }) => code))].filter((code) => code > 0).toSorted((a, b) => a - b);
  return [
    {
      ...{ logged, upstream, counts, codes, failed: failed.length, total: requests.length, sample: last, isSure },
      mappings: [most, ...others],
      ...(service && { service }),
    },
  ];
}

const QUIET_MS = 2 * 60_000;
const ENOUGH_AGAIN = 5;

/** Whether all requests after a failed one were served well again, for a while. */
export function isOver(requests: readonly LoggedRequest[], last: LoggedRequest, end: number): boolean {
  return end - last.at >= QUIET_MS && requests.filter(({ at }) => at > last.at).length >= ENOUGH_AGAIN;
}

/**
 * The member of a group that got a request: by the address that Envoy chose, or where it found none, the only one that has
 * none. Undefined: not known.
 */
function memberBehind(
  cluster: Cluster<TargetKind>,
  members: readonly Member[],
  { upstream: address }: LoggedRequest,
): Member | undefined {
  if (members.length < 2) return members[0];
  const ip = address?.replace(/:\d+$/, '');
  const possible = members.filter(({ upstream }) =>
    ip === undefined ? isDead(cluster, upstream) : hasAddress(cluster, upstream, ip),
  );
  return possible.length === 1 ? possible[0] : undefined;
}

function hasAddress(cluster: Cluster<TargetKind>, { kind, namespace, name }: Upstream, ip: string): boolean {
  const service = kind === 'service' ? cluster.find('Service', namespace, name) : undefined;
  if (!service) return false;
  return service.spec.clusterIP === ip || backendsOf(cluster, service).endpoints.some(({ address }) => address === ip);
}

function isDead(cluster: Cluster<TargetKind>, { kind, namespace, name }: Upstream): boolean {
  const service = kind === 'service' ? cluster.find('Service', namespace, name) : undefined;
  if (service) return backendsOf(cluster, service).ready === 0;
  return kind === 'service' && cluster.lacks('Service', namespace, name);
}
