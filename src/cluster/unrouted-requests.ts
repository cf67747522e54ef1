import type { AccessLine } from './access-line.ts';
import type { Cluster } from './cluster.ts';
import { type LoggedRequest, type LoggedRequests, loggedRequestsOf, routerOf } from './logged-requests.ts';
import { matchRequest } from './match.ts';
import { type FoundNearMiss, nearestRoute } from './near-miss.ts';
import type { Host, Mapping } from './objects.ts';
import type { Request } from './outcome.ts';
import { type Routing, type RoutingKind, routingFor } from './routing.ts';

/** Requests that the gateway found no route for, and what comes nearest to one. */
export interface Unrouted {
  readonly logged: LoggedRequests;
  readonly count: number;
  readonly sample: LoggedRequest;
  readonly cause:
    | { readonly kind: 'near'; readonly mapping: Mapping; readonly near: FoundNearMiss }
    /** By the model this Mapping takes them: the gateway does not know it, or not as it is now. */
    | { readonly kind: 'unknown'; readonly mapping: Mapping }
    /** The weights of this Mapping's group leave some to nobody. */
    | { readonly kind: 'weights'; readonly mapping: Mapping }
    /** Nothing is near, on a Host that has other routes. */
    | { readonly kind: 'nothing'; readonly host: Host };
}

/** When requests without a route are worth telling of. */
export interface UnroutedLimits {
  readonly minutes: number;
  readonly leastRequests: number;
  /** Of all requests for the hostname. */
  readonly leastPercent: number;
  /** Between the first and the last. */
  readonly leastSeconds: number;
  /** So many have to be alike where no route is near. */
  readonly leastUnexplained: number;
}

/** Nobody looks for a near route of more than these. */
const MOST_KINDS = 20;
const FRESH_MS = 10 * 60_000;

/** The requests without a route, by what explains them, most first. Those of scanners and health checkers are left out. */
export function unroutedRequests(
  cluster: Cluster<RoutingKind | 'ContainerLog'>,
  limits: UnroutedLimits,
): readonly Unrouted[] {
  return loggedRequestsOf(cluster, limits.minutes).flatMap((logged) => {
    const lost = logged.requests.filter((request) => request.flags.includes('NR') && !isScan(request));
    if (lost.length < limits.leastRequests) return [];
    const routing = routingFor(cluster, logged.installation);
    const totals = new Map<string, number>();
    for (const { authority } of logged.requests) totals.set(authority, (totals.get(authority) ?? 0) + 1);
    const alike = [...Map.groupBy(lost, kindOf).values()]
      .filter((requests) => isMuch(requests, totals, limits))
      .toSorted((a, b) => b.length - a.length)
      .slice(0, MOST_KINDS);
    const found = alike.flatMap((requests): readonly Unrouted[] => {
      const sample = requests.at(-1);
      const cause = sample && causeOf(cluster, routing, sample, logged);
      return cause ? [{ logged, sample, cause, count: requests.length }] : [];
    });
    return [...Map.groupBy(found, ({ cause }) => ('mapping' in cause ? cause.mapping : cause.host))]
      .map(
        ([, [first, ...others]]) =>
          first && { ...first, count: others.reduce((sum, one) => sum + one.count, first.count) },
      )
      .filter((one) => one !== undefined)
      .filter(({ cause, count }) => cause.kind !== 'nothing' || count >= limits.leastUnexplained);
  });
}

function isMuch(
  requests: readonly LoggedRequest[],
  totals: ReadonlyMap<string, number>,
  { leastRequests, leastPercent, leastSeconds }: UnroutedLimits,
): boolean {
  const [first, last] = [requests[0], requests.at(-1)];
  const total = totals.get(first?.authority ?? '') ?? 0;
  return (
    requests.length >= leastRequests &&
    requests.length * 100 >= total * leastPercent &&
    (last?.at ?? 0) - (first?.at ?? 0) >= leastSeconds * 1000
  );
}

/** Requests that are alike share host, method and the beginning of the path. */
function kindOf({ authority, method, path }: AccessLine): string {
  return `${method} ${authority}/${path.split('/')[1] ?? ''}`;
}

function causeOf(
  cluster: Cluster<RoutingKind>,
  routing: Routing,
  sample: LoggedRequest,
  { requests, end }: LoggedRequests,
): Unrouted['cause'] | undefined {
  const { request, outcome, inClear, group, members } = routerOf(routing)(sample);
  const [member] = members;
  if (outcome.kind === 'routed' && group && member) {
    if (outcome.unserved > 0) return { kind: 'weights', mapping: member.mapping };
    // It may have come to another Listener, or without TLS, and been refused for that.
    const isRefused =
      (inClear.kind === 'routed' && inClear.takers.length === 0) || !isServedEverywhere(routing, request);
    const isFresh = !(end - Date.parse(member.mapping.metadata.creationTimestamp ?? '') > FRESH_MS);
    const isServedSince = requests.some((one) => one.at > sample.at && isSame(one, sample));
    const isOld = end - sample.at > FRESH_MS;
    return isRefused || isFresh || isOld || isServedSince ? undefined : { kind: 'unknown', mapping: member.mapping };
  }
  const near = nearestRoute(routing, request, outcome);
  const [ref] = near?.mappings ?? [];
  const mapping = ref && cluster.find('Mapping', ref.namespace, ref.name);
  if (near && mapping) return isForeign(near, sample) ? undefined : { kind: 'near', mapping, near };
  const isStart = sample.path === '/' || outcome.kind !== 'routed' || !outcome.host.host;
  return isStart ? undefined : { kind: 'nothing', host: outcome.host.host };
}

/** Whether some route takes a request on every Listener for HTTP. */
function isServedEverywhere(routing: Routing, request: Request): boolean {
  return routing.listeners
    .filter(({ emitted, stack }) => emitted && stack.includes('HTTP'))
    .every(({ port, stack }) => {
      const outcome = matchRequest(routing, { ...request, listenerPort: port, tls: stack.includes('TLS') });
      return outcome.kind === 'routed' && outcome.takers.length > 0;
    });
}

/** Whether a hostname has nothing in common with the one that would be right: anybody can ask for any. */
function isForeign({ differences }: FoundNearMiss, { authority }: AccessLine): boolean {
  const domainOf = (name: string) => name.replace(/:\d+$/, '').split('.').slice(-2).join('.');
  return differences.some(
    (one) => one.kind === 'hostname' && one.by === 'name' && domainOf(one.wanted) !== domainOf(authority),
  );
}

function isSame(one: AccessLine, other: AccessLine): boolean {
  return one.method === other.method && one.authority === other.authority && one.path === other.path;
}

const SCANNED =
  /\/\.|\/(wp-|cgi-bin|phpmyadmin|pma|admin|actuator|vendor|boaform|hnap1|owa|ecp|solr|jenkins|manager|console|setup|autodiscover|robots|favicon|sitemap|apple-touch-icon|browserconfig|ads\.txt|security\.txt)|\.(php\d?|aspx?|jspx?|cgi|env|bak|sql|zip|rar|tgz|gz|ini|log|ico|action|do)$/i;
const ROBOTS =
  /bot\b|crawl|spider|scan|nmap|masscan|zgrab|nuclei|censys|nikto|sqlmap|health.?check|kube-probe|GoogleHC|prometheus|blackbox|uptime|pingdom|monitor|statuscake/i;

/** Whether a request comes from somebody who tries what there may be, or only whether anything answers. */
export function isScan({ path, userAgent, authority, method }: AccessLine): boolean {
  const isAddress = /^(\[|\d+\.\d+\.\d+\.\d+(:\d+)?$|$|-$)/.test(authority);
  return isAddress || SCANNED.test(path) || ROBOTS.test(userAgent) || !/^[A-Z]+$/.test(method) || method === 'CONNECT';
}
