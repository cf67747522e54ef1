import { type AskedRequest, gatewayFor, requestTo } from '../cluster/asked-request.ts';
import { type Cluster, type Gap, indexSnapshot, type Snapshot } from '../cluster/cluster.ts';
import { filterKinds } from '../cluster/filters.ts';
import { type Kind, keyOf, type Ref } from '../cluster/objects.ts';
import { type Recent, recentAmong } from '../cluster/recent.ts';
import { type RouteTable, routeTable, type Unreachable } from '../cluster/route-table.ts';
import { type Routing, type RoutingKind, routingOf } from '../cluster/routing.ts';
import { targetAlsoReads } from '../cluster/targets.ts';
import { type Trace, traceRequest } from '../cluster/trace.ts';
import { usesHosts } from '../cluster/unattached.ts';
import { unseen } from '../cluster/unreachable.ts';
import type { Check } from '../engine/check.ts';
import type { Finding } from '../engine/finding.ts';
import { rootsOf } from '../engine/fold.ts';
import { type RunOptions, runChecks, wantedKinds } from '../engine/run.ts';

/** What was seen of a cluster, and what not. */
interface Sight {
  readonly clusterName: string;
  readonly takenAt: Date;
  /** Why nothing can be said, in a sentence; absent: something can. */
  readonly blind?: string;
  /** The kinds that could not be read, of those that matter here. */
  readonly gaps: readonly Gap[];
}

/** The route tables of a cluster. Plain data. */
export interface RoutesSeen extends Sight {
  /** One a gateway; empty: nothing can be said. */
  readonly tables: readonly RouteTable[];
  /** Mappings that no gateway reads. */
  readonly unseen: readonly Unreachable[];
}

/** A traced request. Plain data. */
export interface TraceSeen extends Sight {
  /** Absent: nothing can be said. */
  readonly trace?: Trace;
  /** How many gateways there are. */
  readonly gateways: number;
  /** What is wrong with something on its way, worst first. */
  readonly findings: readonly Finding[];
  /** What is younger than `NEARBY_HOURS` among the objects on its way. Newest first. */
  readonly recent: readonly Recent[];
}

/** How long something on a request's way counts as recent, in hours. */
export const NEARBY_HOURS = 3;
const FILTER_KINDS: ReadonlySet<Kind> = new Set(filterKinds);
const ROUTE_KINDS: readonly Kind[] = ['Mapping', ...targetAlsoReads];

/** The kinds that a route table is made of. */
export const routesKinds: ReadonlySet<Kind> = new Set(ROUTE_KINDS);

/** The kinds that a trace and the checks beside it look at. */
export function traceKinds(checks: readonly Check[]): ReadonlySet<Kind> {
  return new Set([...ROUTE_KINDS, ...filterKinds, ...wantedKinds(checksOnTheWay(checks))]);
}

/** Makes the route tables of a snapshot. */
export function routesIn(snapshot: Snapshot): RoutesSeen {
  const cluster = indexSnapshot(snapshot);
  const blind = blindness(snapshot, cluster);
  if (blind) return { ...sightOf(snapshot), blind, tables: [], unseen: [] };
  const tables = traceable(cluster).map((routing) => routeTable(cluster, routing));
  return { ...sightOf(snapshot), tables, unseen: unseen(cluster) };
}

/** Traces a request through a snapshot, and runs the checks that can say something about its way. */
export function traceIn(
  snapshot: Snapshot,
  asked: AskedRequest,
  checks: readonly Check[],
  options: Omit<RunOptions, 'cluster'>,
): TraceSeen {
  const cluster = indexSnapshot(snapshot);
  const blind = blindness(snapshot, cluster);
  const routings = traceable(cluster);
  const routing = gatewayFor(routings, asked);
  const sight = { ...sightOf(snapshot), ...(blind && { blind }), gateways: routings.length };
  if (blind || !routing) return { ...sight, findings: [], recent: [] };
  const trace = traceRequest(cluster, routing, requestTo(routing, asked), options.now);
  const { findings } = runChecks(snapshot, checksOnTheWay(checks), { ...options, cluster });
  const recent = recentAmong(cluster, objectsOn(trace), nearbySince(options.now));
  // Of Filters nobody misses anything where there is no Edge Stack.
  const hasFilters = trace.hops.some(({ filters }) => filters !== undefined);
  const gaps = hasFilters ? snapshot.gaps.filter(({ kind }) => FILTER_KINDS.has(kind)) : [];
  return {
    ...sight,
    gaps: [...sight.gaps, ...gaps],
    trace,
    findings: rootsOf(findingsOn(trace, findings)).roots,
    recent,
  };
}

/** Since when something counts as recent. */
export function nearbySince(now: Date): Date {
  return new Date(now.getTime() - NEARBY_HOURS * 3_600_000);
}

/** Ambassador 1 has neither Hosts nor Listeners that it needs. */
function traceable(cluster: Cluster<RoutingKind>): readonly Routing[] {
  return routingOf(cluster).filter(({ installation }) => usesHosts(installation));
}

/** Why nothing can be said of a cluster's routes: without these kinds it would be guessed. */
function blindness({ clusterName, gaps }: Snapshot, cluster: Cluster<RoutingKind>): string | undefined {
  const missing = gaps.filter(({ kind, namespace }) => NEEDED.includes(kind) && !namespace);
  const [first] = missing;
  if (first) {
    const kinds = missing.map(({ kind }) => `${kind}s`).join(', ');
    return `Routes cannot be told without ${kinds}, and these could not be read (${first.reason}).`;
  }
  if (traceable(cluster).length > 0) return undefined;
  return routingOf(cluster).length > 0
    ? `${clusterName} has an Ambassador 1, which needs no Hosts and Listeners. Routes are told of version 2 and later.`
    : `I see no Ambassador gateway in ${clusterName}, and no Mapping or Host that one could read.`;
}

/** What a request is sent by and to: a finding that touches one touches the request. */
const ROUTED: ReadonlySet<string> = new Set(['Mapping', 'TCPMapping', 'Service']);
const NEEDED: readonly Kind[] = ['Mapping', 'Host', 'Listener'];

/** Metrics keep no request from arriving, and neither does what people wrote about findings. */
function checksOnTheWay(checks: readonly Check[]): readonly Check[] {
  return checks.filter(({ area, judgesSilences }) => area !== 'metrics' && !judgesSilences);
}

function sightOf({ clusterName, takenAt, gaps }: Snapshot): Sight {
  return { clusterName, takenAt, gaps: gaps.filter(({ kind }) => routesKinds.has(kind)) };
}

/** The objects that a request meets, also where it was probably meant to go. */
function objectsOn({ hops }: Trace): readonly Ref[] {
  return hops.flatMap(({ takers, nearest, host, certificate, auth }) => [
    ...[...takers, ...(nearest?.meant?.takers ?? [])].flatMap(({ mapping, upstream }) => [
      mapping,
      ...(upstream?.ref ? [upstream.ref] : []),
    ]),
    ...auth.services.flatMap(({ service, upstream }) => [service, ...(upstream.ref ? [upstream.ref] : [])]),
    ...(certificate?.secret ? [certificate.secret] : []),
    ...(host ? [{ ...host, kind: 'Host' }] : []),
  ]);
}

/** Findings about what a request meets, and those that concern all of a gateway's requests. */
function findingsOn(trace: Trace, findings: readonly Finding[]): readonly Finding[] {
  const { gateway, hops } = trace;
  const met = new Set(objectsOn(trace).map(keyOf));
  const meet = (ref: Ref) => met.add(keyOf(ref));
  for (const { takers, nearest, listener, filters, mirrored } of hops) {
    for (const { troubles } of [...takers, ...(nearest?.meant?.takers ?? [])]) {
      for (const { pod } of troubles) meet(pod);
    }
    for (const { mapping } of mirrored) meet(mapping);
    nearest?.mappings.forEach(meet);
    for (const difference of nearest?.differences ?? []) {
      if ('host' in difference) meet(difference.host);
    }
    for (const { policy, filters: applied } of filters?.rules ?? []) {
      meet(policy);
      for (const { filter } of applied) meet(filter);
    }
    if (listener) meet({ ...listener, kind: 'Listener' });
  }
  return findings.filter(({ on, related, severity }) => {
    // What is only good to know would stand beside every trace.
    if (severity === 'info') return false;
    if (met.has(keyOf(on))) return true;
    // What is critical holds for every request of its gateway.
    if (severity === 'critical' && on.namespace === gateway.namespace) return true;
    return related.some((ref) => ROUTED.has(ref.kind) && met.has(keyOf(ref)));
  });
}
