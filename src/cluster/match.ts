import { domainFor, type ListenerTables, type TlsChain, tablesOf } from './match-tables.ts';
import type { Mapping } from './objects.ts';
import type { NoHost, Outcome, Request, Routed, Taker } from './outcome.ts';
import { isKeptOut, refusalOf } from './refused.ts';
import { cleanPath } from './request-path.ts';
import { matchesRoute, type Seen } from './route-match.ts';
import { redirectLocation, rewrittenPath } from './route-target.ts';
import type { Group, Member, RoutedContext, RoutedHost, RoutedListener, Routing } from './routing.ts';

export type { NoHost, Outcome, Request, Routed, Taker } from './outcome.ts';

/** Finds the route of a request as Envoy would, with the configuration that Emissary makes. */
export function matchRequest(routing: Routing, request: Request): Outcome {
  const listener = listenerFor(routing, request);
  const tables = listener && tablesOf(routing).get(listener);
  if (!listener || !tables) return { kind: 'no-listener' };
  if (request.hasProxyLine === false && listener.stack.includes('PROXY'))
    return { kind: 'connection-closed', listener };

  const serverName = (request.serverName ?? withoutPort(request.host)).toLowerCase();
  const chain = request.tls ? domainFor(tables.tls, serverName) : tables.clear;
  if (!chain || (request.tls && isProxiedTls(listener))) return { kind: 'tls-refused', listener };
  if (request.tls && chain.context && refusesHandshake(chain.context, request))
    return { kind: 'tls-refused', listener };
  const context = request.tls ? chain.context : undefined;
  if (chain.tcp) return { kind: 'tcp', listener, group: chain.tcp, ...(context && { context }) };

  const { module, remote } = routing;
  const status = refusalOf(request, listener, module);
  if (status !== undefined) return { kind: 'refused', listener, status };
  if (isKeptOut(request, listener, module)) return { kind: 'denied', listener, ...(context && { context }) };

  const path = cleanPath(request.path, module.mergeSlashes) ?? '';
  const routed = routedBy(routing, request, path, { listener, tables, chain, ...(context && { context }) });
  const isBroken = remote.authIsBroken && !PROBE_PATHS.has(path);
  return isBroken ? { kind: 'auth-broken', listener, instead: routed } : routed;
}

// The script that answers in place of a broken AuthService lets these pass.
const PROBE_PATHS: ReadonlySet<string> = new Set(['/ambassador/v0/check_alive', '/ambassador/v0/check_ready']);

interface Place {
  readonly listener: RoutedListener;
  readonly tables: ListenerTables;
  readonly chain: TlsChain;
  readonly context?: RoutedContext;
}

function routedBy(
  { module }: Routing,
  request: Request,
  path: string,
  { listener, tables, chain, context }: Place,
): Routed | NoHost {
  const written = module.stripMatchingHostPort ? withoutPort(request.host) : request.host;
  const host = domainFor(chain.hosts, written.toLowerCase());
  if (!host) return { kind: 'no-host', listener, ...(context && { context }) };

  const scheme = schemeOf(listener, request, module.useRemoteAddress);
  const isSecure = listener.securityModel === 'XFP' ? scheme === 'https' : listener.securityModel === 'SECURE';
  const seen: Seen = {
    host: written,
    method: request.method,
    path,
    query: request.query ?? '',
    headers: lowered(request),
  };
  const { takers, unserved } = takersOf(tables.groups.get(host) ?? [], {
    request,
    seen,
    host,
    listener,
    scheme,
    isSecure,
  });
  return { kind: 'routed', listener, host, ...(context && { context }), seen, path, isSecure, takers, unserved };
}

interface Routable {
  readonly request: Request;
  readonly seen: Seen;
  readonly host: RoutedHost;
  readonly listener: RoutedListener;
  readonly scheme: 'http' | 'https';
  readonly isSecure: boolean;
}

const ACME = '/.well-known/acme-challenge/';

function takersOf(groups: readonly Group[], routable: Routable) {
  const { request, seen, host, listener, scheme, isSecure } = routable;
  const takers: (Taker & { readonly share: number })[] = [];
  // One random number decides for all routes: each takes what is below its total and above those before it.
  let taken = 0;
  const take = (total: number, taker: Taker) => {
    const share = Math.max(0, Math.min(total, 100) - taken);
    if (share === 0) return;
    taken += share;
    takers.push({ ...taker, share });
  };

  for (const group of groups) {
    if (taken >= 100) break;
    const action = isSecure || (group.prefix === ACME && group.match === 'prefix') ? 'Route' : host.insecureAction;
    if (action === 'Reject') continue;
    for (const { mapping, member, total, caseSensitive } of routesOf(group)) {
      if (!matchesRoute(group, caseSensitive, seen, listener.securityModel === 'XFP')) continue;
      if (action === 'Redirect') {
        take(total, { to: 'https', group, mapping, location: `https://${request.host}${withQuery(seen.path, seen)}` });
      } else if (member) {
        const path = withQuery(rewrittenPath(group, mapping, seen), seen);
        take(total, { to: 'member', group, member, path, host: hostFor(member, request) });
      } else {
        take(total, { to: 'redirect', group, mapping, ...redirectLocation(group, mapping, seen, scheme) });
      }
    }
  }
  return { takers, unserved: 100 - taken };
}

function hostFor({ mapping: { spec }, upstream }: Member, { host }: Request): string {
  return spec.host_rewrite ?? (spec.auto_host_rewrite ? upstream.qualified : host);
}

interface Route {
  readonly mapping: Mapping;
  /** Absent: the route redirects. */
  readonly member?: Member;
  readonly total: number;
  readonly caseSensitive: boolean;
}

/** The routes Envoy gets for a group: one a member, or one for a redirect. */
function routesOf({ redirect, members, caseSensitive: standard }: Group): readonly Route[] {
  if (redirect) return [{ mapping: redirect, total: 100, caseSensitive: standard }];
  return members.map((member) => {
    const { mapping, cumulative: total } = member;
    return { mapping, member, total, caseSensitive: mapping.spec.case_sensitive ?? standard };
  });
}

function listenerFor({ listeners }: Routing, request: Request): RoutedListener | undefined {
  const { listenerPort, tls, localAddress } = request;
  const open = listeners.filter(({ emitted, bind }) => emitted && bind.startsWith('tcp-'));
  if (listenerPort !== undefined) {
    const there = open.filter(({ port }) => port === listenerPort);
    const isBoundTo = (wanted: readonly (string | undefined)[]) =>
      there.find(({ bind }) => wanted.includes(bind.slice('tcp-'.length, bind.lastIndexOf('-'))));
    const bound = isBoundTo([localAddress]) ?? isBoundTo(ANY_ADDRESS);
    return bound ?? (localAddress === undefined ? there[0] : undefined);
  }
  const http = open.filter(({ stack }) => stack.includes('HTTP'));
  return http.find(({ stack }) => stack.includes('TLS') === tls) ?? (tls ? undefined : http[0]);
}

const ANY_ADDRESS = ['0.0.0.0', '::', '[::]'];

/** A context that asks for a certificate the client has not, or for versions of TLS that there are none of. */
function refusesHandshake({ settings, caSecret }: RoutedContext, { hasClientCertificate }: Request): boolean {
  const { cert_required, min_tls_version: least = '', max_tls_version: most = 'v1.3' } = settings;
  return (cert_required === true && caSecret !== undefined && !hasClientCertificate) || least > most;
}

/** TLS around a PROXY line: Envoy looks for the line first and finds none. */
function isProxiedTls({ stack }: RoutedListener): boolean {
  return stack.includes('TLS') && stack.indexOf('PROXY') > stack.indexOf('TLS');
}

/** Envoy overwrites what a client says of itself, unless it is told that a proxy in front says it. */
function schemeOf(listener: RoutedListener, request: Request, usesRemoteAddress: boolean): 'http' | 'https' {
  const said = lowered(request)['x-forwarded-proto'];
  const believes = listener.l7Depth > 0 || !usesRemoteAddress;
  return (believes && said !== undefined ? said === 'https' : request.tls) ? 'https' : 'http';
}

function lowered({ headers = {} }: Request): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()]));
}

function withQuery(path: string, { query }: Seen): string {
  return query === '' ? path : `${path}?${query}`;
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '');
}
