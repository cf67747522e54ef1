import { askedAuth, authPath } from './asked-auth.ts';
import { refusalsOf } from './envoy-refusals.ts';
import { appliedFilters } from './filters.ts';
import { follow } from './journey.ts';
import { matchRequest } from './match.ts';
import { tablesOf } from './match-tables.ts';
import { nearestRoute } from './near-miss.ts';
import { refOf } from './objects.ts';
import type { Outcome, Request, Routed } from './outcome.ts';
import type { Group, RoutedContext, RoutedListener, Routing } from './routing.ts';
import type {
  TracedAuth,
  TracedCertificate,
  TracedHop,
  TracedHost,
  TracedListener,
  TracedNearMiss,
  TracedRefusal,
  TracedTaker,
} from './trace-facts.ts';
import { mirrorsOf, type TraceTools, tracedTakers } from './trace-takers.ts';
import { type Tried, triedFor } from './tried.ts';

const NOTHING_TRIED: Tried = { routes: [], others: 0 };

/** What a gateway makes of one request, as plain data. */
export function tracedHop(request: Request, by: TracedHop['by'], tools: TraceTools): TracedHop {
  const { routing } = tools;
  const outcome = matchRequest(routing, request);
  const routed = routedIn(outcome);
  const takers = tracedTakers(outcome, tools);
  const near = outcome.kind === 'auth-broken' || takers.length > 0 ? undefined : nearMiss(request, outcome, tools);
  const status = statusOf(outcome);
  const context = contextOf(outcome);
  const filters = outcome.kind === 'routed' ? appliedFilters(tools.cluster, routing, outcome) : undefined;
  return {
    by,
    method: request.method,
    url: urlOf(request),
    headers: request.headers ?? {},
    tls: request.tls,
    outcome: outcome.kind === 'routed' && takers.length === 0 ? 'no-route' : outcome.kind,
    ...(status !== undefined && { status }),
    ...('listener' in outcome && { listener: listenerFacts(outcome.listener) }),
    ...(routed && { host: hostFacts(routed), path: routed.path }),
    ...(context && { certificate: certificateFacts(context) }),
    tried: routed ? triedIn(routing, routed) : NOTHING_TRIED,
    takers,
    unserved: routed?.unserved ?? (takers.length > 0 ? 0 : 100),
    mirrored: mirrorsOf(outcome),
    auth: authFor(outcome, takers, tools),
    ...(filters && { filters }),
    ...(near && { nearest: near }),
    refusals: 'listener' in outcome ? refusalsFor(routing, outcome.listener) : [],
  };
}

/** A request as a URL; what a proxy in front reported as https is https. */
function urlOf({ tls, host, path, query = '', headers = {} }: Request): string {
  const reported = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-forwarded-proto')?.[1];
  return `${tls || reported === 'https' ? 'https' : 'http'}://${host}${path}${query === '' ? '' : `?${query}`}`;
}

function routedIn(outcome: Outcome): Routed | undefined {
  const { kind } = outcome;
  if (kind === 'auth-broken') return outcome.instead.kind === 'routed' ? outcome.instead : undefined;
  return kind === 'routed' ? outcome : undefined;
}

function statusOf(outcome: Outcome): number | undefined {
  switch (outcome.kind) {
    case 'routed': {
      const [first] = outcome.takers;
      if (!first) return 404;
      if (first.to === 'member') return 200;
      return first.to === 'redirect' ? first.code : 301;
    }
    case 'no-host':
      return 404;
    case 'denied':
      return 403;
    case 'auth-broken':
      return 500;
    case 'refused':
      return outcome.status;
    default:
      return undefined;
  }
}

function triedIn(routing: Routing, { listener, host, seen, isSecure, takers }: Routed): Tried {
  const groups = tablesOf(routing).get(listener)?.groups.get(host) ?? [];
  const shares = new Map<Group, number>();
  for (const { group, share } of takers) shares.set(group, (shares.get(group) ?? 0) + share);
  const isRejected = !isSecure && host.insecureAction === 'Reject';
  return triedFor(groups, seen, { ignoresProtocol: listener.securityModel === 'XFP', shares, isRejected });
}

function authFor(outcome: Outcome, takers: readonly TracedTaker[], { cluster, routing }: TraceTools): TracedAuth {
  const { remote } = routing;
  const isReached = outcome.kind === 'routed' || outcome.kind === 'no-host';
  if (!isReached || remote.auth.length === 0 || remote.authIsBroken) return { answer: 'none', services: [] };
  const isAsked = takers.some(({ auth }) => auth === 'asked');
  if (outcome.kind === 'no-host' || !isAsked) return { answer: 'bypassed', services: [] };
  const path = authPath(routing, outcome.path, outcome.seen.query);
  return { answer: 'asked', services: askedAuth(cluster, routing), path };
}

function nearMiss(request: Request, outcome: Outcome, tools: TraceTools): TracedNearMiss | undefined {
  const found = nearestRoute(tools.routing, request, outcome);
  if (!found) return undefined;
  const { request: meant, ...near } = found;
  if (!meant) return near;
  // A redirect to https says little of who serves it.
  const { hops, last } = follow(tools.cluster, tools.routing, meant, () => true);
  const end = last ?? hops.at(-1)?.request ?? meant;
  const takers = tracedTakers(matchRequest(tools.routing, end), tools);
  return { ...near, meant: { method: meant.method, url: urlOf(meant), takers } };
}

function listenerFacts({ listener, name, namespace, port, securityModel }: RoutedListener): TracedListener {
  return { name, namespace, port, securityModel, isMade: !listener };
}

function hostFacts({ host: { host, name, namespace, hostname }, isSecure }: Routed): TracedHost {
  return { name, namespace, hostname, isMade: !host, isSecure };
}

function contextOf(outcome: Outcome): RoutedContext | undefined {
  if (outcome.kind === 'auth-broken') return contextOf(outcome.instead);
  return 'context' in outcome ? outcome.context : undefined;
}

/** A context's certificate, as plain data. */
export function certificateFacts({ certificate, secret }: RoutedContext): TracedCertificate {
  const { commonName, names = [], issuer, notAfter: ends } = certificate ?? {};
  return {
    names,
    ...(commonName !== undefined && { commonName }),
    ...(issuer !== undefined && { issuer }),
    ...(ends !== undefined && { ends }),
    ...(secret && { secret: secret.ref }),
  };
}

function refusalsFor(routing: Routing, listener: RoutedListener): readonly TracedRefusal[] {
  return refusalsOf(routing)
    .filter((refusal) => refusal.listener === listener)
    .map(({ what, reason, on }) => ({ what, reason, on: refOf(on) }));
}
