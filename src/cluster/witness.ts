import { matchRequest, type Request, type Taker } from './match.ts';
import { matchesWhole } from './regex.ts';
import type { Group, RoutedHost, Routing } from './routing.ts';

/** A request, and those who share such requests. */
export interface Witness {
  readonly request: Request;
  readonly takers: readonly (Taker & { readonly share: number })[];
}

/**
 * A concrete request that a group answers itself, not only its Host's redirect to https. Undefined when none was found:
 * others take all of them, or its regexes match no text that is easy to guess.
 */
export function witnessOf(routing: Routing, group: Group): Witness | undefined {
  for (const request of requestsFor(routing, group)) {
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
export function* requestsFor(routing: Routing, group: Group): Generator<Request> {
  const headers = exactValues(group.headers);
  const query = exactValues(group.query);
  if (!headers || !query) return;
  const rest = {
    method: group.methodRegex ? 'GET' : (group.method ?? 'GET'),
    query: Object.entries(query)
      .map(([key, value]) => `${key}=${value}`)
      .join('&'),
  };
  for (const path of pathsOf(group)) {
    for (const host of group.hosts) {
      const name = hostnameOf(group, host);
      if (name === undefined || !host.active) continue;
      for (const way of waysInto(routing, host)) {
        yield { ...rest, path, host: name, ...way, headers: { ...headers, ...way.headers } };
      }
    }
  }
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
  if (match === 'regex') return ['x', '1', 'a'].flatMap((filler) => plainText(prefix, filler) ?? []);
  if (!prefix.startsWith('/')) return [];
  return match === 'exact' ? [prefix] : [prefix, `${prefix}x`];
}

/** The regex with first alternatives and a letter for what may vary: a path that most of them match. */
function plainText(regex: string, filler: string): string | undefined {
  const quantifier = String.raw`(?:\{[^}]*\}|[*+?])*`;
  let text = regex.replace(/^\(\?[a-z]+\)|^\^|\$$/g, '').replace(/\[\^?\]?[^\]]*\]/g, '.');
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(/\((?:\?(?::|P<\w+>))?([^()|]*)(?:\|[^()]*)?\)(?:\{[^}]*\}|[*+?])*/, '$1');
  }
  const plain = text
    .replace(new RegExp(String.raw`(?:\\[dwsDWS]|(?<!\\)\.)${quantifier}`, 'g'), filler)
    .replace(/\\(.)/g, '$1');
  return plain.startsWith('/') && matchesWhole(regex, plain) ? plain : undefined;
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
