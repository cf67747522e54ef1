import { matchRequest, type Request, type Taker } from './match.ts';
import { pathsLike } from './regex-text.ts';
import type { Group, RoutedHost, Routing } from './routing.ts';

/** A request, and those who share such requests. */
export interface Witness {
  readonly request: Request;
  readonly takers: readonly (Taker & { readonly share: number })[];
}

/**
 * A concrete request that a group's conditions let in on one of its Hosts, to be tried on the model. Undefined when its
 * conditions are regexes for which no plain text is known.
 */
export function witnessOf(group: Group, host: RoutedHost, isSecure: boolean): Request | undefined {
  const place = host.servedBy.find(({ tls }) => tls === isSecure);
  const way = { tls: isSecure, ...(place && { listenerPort: place.listener.port }) };
  const [path] = pathsOf(group);
  return path === undefined ? undefined : requestFor(group, host, path, way);
}

/** A request that a group answers itself, not only its Host's redirect to https; undefined when none was found. */
export function answeredRequest(
  routing: Routing,
  group: Group,
  paths: readonly string[] = pathsOf(group),
): Witness | undefined {
  for (const request of requestsFor(routing, group, paths)) {
    const outcome = matchRequest(routing, request);
    const takers = outcome.kind === 'routed' ? outcome.takers : [];
    if (takers.some((taker) => taker.group === group && taker.to !== 'https')) return { request, takers };
  }
  return undefined;
}

/**
 * Requests that meet a group's conditions, through each of its Hosts, over TLS first. Whether the group really gets them
 * is for `matchRequest` to say.
 */
export function* requestsFor(
  routing: Routing,
  group: Group,
  paths: readonly string[] = pathsOf(group),
): Generator<Request> {
  for (const path of paths) {
    for (const host of group.hosts) {
      if (!host.active) continue;
      for (const way of waysInto(routing, host)) {
        const request = requestFor(group, host, path, way);
        if (request) yield request;
      }
    }
  }
}

function requestFor(group: Group, host: RoutedHost, path: string, way: Way): Request | undefined {
  // A path ends at its query: no request has such a one.
  if (path.includes('?')) return undefined;
  const name = hostnameOf(group, host);
  const headers = exactValues(group.headers);
  const query = exactValues(group.query);
  if (name === undefined || !headers || !query) return undefined;
  return {
    ...way,
    host: name,
    method: group.methodRegex ? 'GET' : (group.method ?? 'GET'),
    path,
    headers: { ...headers, ...way.headers },
    query: Object.entries(query)
      .map(([key, value]) => `${key}=${value}`)
      .join('&'),
  };
}

type Way = Pick<Request, 'tls' | 'listenerPort' | 'headers'>;

/** With TLS, as a proxy in front reports TLS, in clear. */
function waysInto({ module }: Routing, { servedBy }: RoutedHost): readonly Way[] {
  const places = servedBy.filter(({ listener }) => listener.bind.startsWith('tcp-'));
  const way = (tls: boolean) => {
    const place = places.find((candidate) => candidate.tls === tls);
    return place ? [{ tls, listenerPort: place.listener.port }] : [];
  };
  const believing = places.find(({ listener, tls }) => !tls && (listener.l7Depth > 0 || !module.useRemoteAddress));
  const reported = believing && {
    tls: false,
    listenerPort: believing.listener.port,
    headers: { 'x-forwarded-proto': 'https' },
  };
  return [...way(true), ...(reported ? [reported] : []), ...way(false)];
}

function pathsOf({ match, prefix }: Group): readonly string[] {
  if (match === 'regex') return pathsLike(prefix);
  if (!prefix.startsWith('/')) return [];
  return match === 'exact' ? [prefix] : [prefix, `${prefix}x`];
}

function hostnameOf({ host, hostRegex }: Group, served: RoutedHost): string | undefined {
  if (hostRegex) return served.hostname.includes('*') ? undefined : served.hostname;
  const own = host === undefined || host === '*' ? served.hostname : host;
  const narrow = own.includes('*') && !served.hostname.includes('*') ? served.hostname : own;
  return narrow === '*' ? 'any.example' : narrow.replace('*', 'any');
}

function exactValues(matchers: Group['headers']): Readonly<Record<string, string>> | undefined {
  if (matchers.some(({ regex, value }) => regex && !/^\.[*+]$/.test(value))) return undefined;
  return Object.fromEntries(matchers.map(({ name, value, regex }) => [name, regex ? 'x' : value]));
}
