import type { AccessLine } from './access-line.ts';
import { requestTo } from './asked-request.ts';
import type { Cluster } from './cluster.ts';
import { byInstallation, type GatewayLog, gatewayLogsOf } from './gateway-observations.ts';
import type { Installation } from './installations.ts';
import { lossesOf } from './lost.ts';
import { matchRequest } from './match.ts';
import { tablesOf } from './match-tables.ts';
import { moduleOf } from './module.ts';
import type { AnyObject, Ref } from './objects.ts';
import type { Outcome, Request, Routed } from './outcome.ts';
import { perRouting } from './per-routing.ts';
import type { Group, Member, Routing } from './routing.ts';
import type { RoutingKind } from './routing-kinds.ts';

/** A request of a gateway's access log. */
export interface LoggedRequest extends AccessLine {
  readonly log: GatewayLog;
}

/** The last requests that a gateway logged, oldest first. */
export interface LoggedRequests {
  readonly installation: Installation;
  readonly gateway: AnyObject | Ref;
  readonly requests: readonly LoggedRequest[];
  /** From when on, and until when, the logs tell of requests; in milliseconds since 1970. */
  readonly since: number;
  readonly end: number;
}

/**
 * The requests of the last minutes before the logs of each gateway end. A gateway whose Module sets a format or a place of
 * its own for the access log is left out: of its requests nothing is known.
 */
export function loggedRequestsOf(
  cluster: Cluster<RoutingKind | 'ContainerLog'>,
  minutes: number,
): readonly LoggedRequests[] {
  return byInstallation(gatewayLogsOf(cluster)).flatMap(([installation, logs]): readonly LoggedRequests[] => {
    if (hasOwnFormat(cluster, installation)) return [];
    const end = Math.max(...logs.map((log) => log.end ?? 0));
    const from = end - minutes * 60_000;
    const requests = logs
      .flatMap((log) => log.requests.filter(({ at }) => at >= from).map((line) => ({ ...line, log })))
      .toSorted((a, b) => a.at - b.at);
    const [first] = requests;
    if (!first) return [];
    return [{ installation, gateway: logs[0].gateway, requests, since: first.at, end }];
  });
}

function hasOwnFormat(cluster: Cluster<RoutingKind>, installation: Installation): boolean {
  const { envoy_log_format: format, envoy_log_path: path } = moduleOf(cluster, installation).config;
  return Boolean(format) || (typeof path === 'string' && !/^\/dev\/(fd\/1|stdout)$/.test(path));
}

/** Where a request of the access log goes by the model. */
export interface LoggedRoute {
  /** The request and what becomes of it, the way that says most, with or without TLS. */
  readonly request: Request;
  readonly outcome: Outcome;
  /** What becomes of it without TLS. */
  readonly inClear: Outcome;
  /** The route that takes it, and who of it can have. Absent: none, or a redirect. */
  readonly group?: Group;
  readonly members: readonly Member[];
  /** Whether no header or query, which no log has, could have taken it to another route. */
  readonly isSure: boolean;
}

/**
 * Finds the route of logged requests. The log does not say whether a request came over TLS: one that reaches an upstream
 * counts first. The same request is worked out once.
 */
export const routerOf = perRouting((routing: Routing): ((line: AccessLine) => LoggedRoute) => {
  const known = new Map<string, LoggedRoute>();
  return (line) => {
    const key = `${line.method} ${line.authority} ${line.path}`;
    const route = known.get(key) ?? routeFor(routing, line);
    known.set(key, route);
    return route;
  };
});

function routeFor(routing: Routing, { method, path, authority }: AccessLine): LoggedRoute {
  const asked = { method, path, query: '', port: '', host: authority.replace(/:\d+$/, '') };
  const arriving = (scheme: 'https' | 'http') => {
    const request = requestTo(routing, { ...asked, scheme, headers: { host: authority } });
    return { request, outcome: matchRequest(routing, request) };
  };
  const [secure, clear] = [arriving('https'), arriving('http')];
  const { request, outcome } = rankOf(clear.outcome) > rankOf(secure.outcome) ? clear : secure;
  const inClear = clear.outcome;
  if (outcome.kind !== 'routed') return { request, outcome, inClear, members: [], isSure: true };
  const takers = outcome.takers.filter((taker) => taker.to === 'member');
  const [{ group } = {}] = takers;
  return {
    request,
    outcome,
    inClear,
    ...(group && { group }),
    members: takers.map(({ member }) => member),
    isSure: !mayDependOnHeaders(routing, outcome, group),
  };
}

/** How much an outcome says of a request that really came. */
function rankOf(outcome: Outcome): number {
  if (outcome.kind !== 'routed') return outcome.kind === 'no-host' ? 1 : 0;
  if (outcome.takers.some(({ to }) => to === 'member')) return 4;
  return outcome.takers.some(({ to }) => to === 'https') ? 2 : 3;
}

function mayDependOnHeaders(routing: Routing, { listener, host, seen }: Routed, taker: Group | undefined): boolean {
  const groups = tablesOf(routing).get(listener)?.groups.get(host) ?? [];
  for (const group of groups) {
    if (group === taker) return false;
    const hasUnknown = group.headers.length > 0 || group.query.length > 0;
    if (!hasUnknown) continue;
    const losses = lossesOf(group, seen, listener.securityModel === 'XFP');
    if (losses.every(({ kind }) => kind === 'header' || kind === 'query')) return true;
  }
  return false;
}
