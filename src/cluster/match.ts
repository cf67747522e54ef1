import { domainFor, tablesOf } from './match-tables.ts';
import type { Mapping } from './objects.ts';
import { cleanPath } from './request-path.ts';
import { matchesRoute, type Seen } from './route-match.ts';
import { redirectLocation, rewrittenPath } from './route-target.ts';
import type { Group, Member, RoutedContext, RoutedHost, RoutedListener, Routing, TcpGroup } from './routing.ts';

/** A request as it arrives at the gateway. */
export interface Request {
  /** The port of the Listener, which need not be the port in the URL. Absent: the first that can take it. */
  readonly listenerPort?: number;
  readonly tls: boolean;
  /** The Host header, with a port if it is written with one. */
  readonly host: string;
  /** The server name in TLS. Absent: the host without port. */
  readonly serverName?: string;
  /** Whether the client can show a certificate. */
  readonly hasClientCertificate?: boolean;
  readonly method: string;
  /** As sent, without query. */
  readonly path: string;
  /** After the question mark, as sent. */
  readonly query?: string;
  /** Names in any letter case; several values of one name joined by commas. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Who takes a request, or a share of such requests. */
export type Taker =
  | {
      readonly to: 'member';
      readonly group: Group;
      readonly member: Member;
      readonly path: string;
      readonly host: string;
    }
  /** The Host's insecure action. */
  | { readonly to: 'https'; readonly group: Group; readonly mapping: Mapping; readonly location: string }
  | {
      readonly to: 'redirect';
      readonly group: Group;
      readonly mapping: Mapping;
      readonly location: string;
      readonly code: number;
    };

/** What becomes of a request. */
export type Outcome =
  /** No Listener has that port. */
  | { readonly kind: 'no-listener' }
  /** No TLS on that Listener, or none for that server name. */
  | { readonly kind: 'tls-refused'; readonly listener: RoutedListener }
  /** An AuthService that cannot be used as it is: 500, whatever the request. */
  | { readonly kind: 'auth-broken'; readonly listener: RoutedListener }
  /** Envoy refuses it before it looks for a route. */
  | { readonly kind: 'refused'; readonly listener: RoutedListener }
  | { readonly kind: 'tcp'; readonly listener: RoutedListener; readonly group: TcpGroup }
  /** No Host has that name there, so 404. */
  | { readonly kind: 'no-host'; readonly listener: RoutedListener; readonly context?: RoutedContext }
  | {
      readonly kind: 'routed';
      readonly listener: RoutedListener;
      readonly host: RoutedHost;
      readonly context?: RoutedContext;
      /** The path as it was matched. */
      readonly path: string;
      /** Whether the request counts as one over TLS. */
      readonly isSecure: boolean;
      /** In the order they are tried; none: 404. */
      readonly takers: readonly (Taker & { readonly share: number })[];
      /** The percentage of such requests that nobody takes, so 404. */
      readonly unserved: number;
    };

/** Finds the route of a request as Envoy would, with the configuration that Emissary makes. */
export function matchRequest(routing: Routing, request: Request): Outcome {
  const listener = listenerFor(routing, request);
  const tables = listener && tablesOf(routing).get(listener);
  if (!listener || !tables) return { kind: 'no-listener' };

  const serverName = (request.serverName ?? withoutPort(request.host)).toLowerCase();
  const chain = request.tls ? domainFor(tables.tls, serverName) : tables.clear;
  if (!chain || (request.tls && isProxiedTls(listener))) return { kind: 'tls-refused', listener };
  if (request.tls && chain.context && refusesHandshake(chain.context, request))
    return { kind: 'tls-refused', listener };
  if (chain.tcp) return { kind: 'tcp', listener, group: chain.tcp };

  const { module } = routing;
  const path = cleanPath(request.path, module.mergeSlashes);
  const isEscaped = module.rejectEscapedSlashes && /%2f|%5c/i.test(request.path);
  if (path === undefined || isEscaped || request.host === '' || !METHODS.has(request.method))
    return { kind: 'refused', listener };

  if (routing.remote.authIsBroken) return { kind: 'auth-broken', listener };

  const written = module.stripMatchingHostPort ? withoutPort(request.host) : request.host;
  const host = domainFor(chain.hosts, written.toLowerCase());
  const { context } = chain;
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
  return { kind: 'routed', listener, host, ...(context && { context }), path, isSecure, takers, unserved };
}

interface Routable {
  readonly request: Request;
  readonly seen: Seen;
  readonly host: RoutedHost;
  readonly listener: RoutedListener;
  readonly scheme: 'http' | 'https';
  readonly isSecure: boolean;
}

// What Envoy's HTTP/1 parser knows; anything else is 400.
const METHODS = new Set(
  (
    'ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY ' +
    'OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK ' +
    'UNSUBSCRIBE'
  ).split(' '),
);

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
        take(total, { to: 'member', group, member, path, host: mapping.spec.host_rewrite ?? request.host });
      } else {
        take(total, { to: 'redirect', group, mapping, ...redirectLocation(group, mapping, seen, scheme) });
      }
    }
  }
  return { takers, unserved: 100 - taken };
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

function listenerFor({ listeners }: Routing, { listenerPort, tls }: Request): RoutedListener | undefined {
  const open = listeners.filter(({ emitted, bind }) => emitted && bind.startsWith('tcp-'));
  if (listenerPort !== undefined) return open.find(({ port }) => port === listenerPort);
  const http = open.filter(({ stack }) => stack.includes('HTTP'));
  return http.find(({ stack }) => stack.includes('TLS') === tls) ?? (tls ? undefined : http[0]);
}

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
