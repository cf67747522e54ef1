import type { Request } from './match.ts';
import { matchesWhole } from './regex.ts';
import type { Group, RoutedHost } from './routing.ts';

/**
 * A concrete request that a group's conditions let in, to be tried on the model: what a check says of a route it shows
 * with one. Undefined when its conditions are regexes for which no plain text is known.
 */
export function witnessOf(group: Group, host: RoutedHost, isSecure: boolean): Request | undefined {
  const path = pathOf(group);
  const name = hostnameOf(group, host);
  const headers = exactValues(group.headers);
  const query = exactValues(group.query);
  if (path === undefined || name === undefined || !headers || !query) return undefined;
  const listener = host.servedBy.find(({ tls }) => tls === isSecure)?.listener;
  return {
    tls: isSecure,
    host: name,
    method: group.methodRegex ? 'GET' : (group.method ?? 'GET'),
    path,
    headers,
    query: Object.entries(query)
      .map(([key, value]) => `${key}=${value}`)
      .join('&'),
    ...(listener && { listenerPort: listener.port }),
  };
}

function pathOf({ match, prefix }: Group): string | undefined {
  if (match !== 'regex') return prefix.startsWith('/') ? prefix : undefined;
  // The regex without its wildcards is a path that most of them match.
  const plain = prefix
    .replace(/^\^|\$$/g, '')
    .replace(/\(\.[*+]\)|\.[*+]/g, 'x')
    .replace(/\\(.)/g, '$1');
  return plain.startsWith('/') && matchesWhole(prefix, plain) ? plain : undefined;
}

function hostnameOf({ host, hostRegex }: Group, served: RoutedHost): string | undefined {
  const own = host === undefined || host === '*' ? served.hostname : host;
  if (hostRegex) return served.hostname.includes('*') ? undefined : served.hostname;
  const narrow = own.includes('*') && !served.hostname.includes('*') ? served.hostname : own;
  return narrow === '*' ? 'any.example' : narrow.replace('*', 'any');
}

function exactValues(matchers: Group['headers']): Readonly<Record<string, string>> | undefined {
  if (matchers.some(({ regex, value }) => regex && value !== '.*')) return undefined;
  return Object.fromEntries(matchers.map(({ name, value, regex }) => [name, regex ? 'x' : value]));
}
