import type { Matcher } from './matchers.ts';
import { matchesWhole } from './regex.ts';
import { queryValue } from './request-path.ts';
import type { Group } from './routing.ts';
import { isSecretName, standInFor } from './secret-values.ts';

/** A request as routes see it: path cleaned, header names in small letters. */
export interface Seen {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Whether a route of a group takes a request (envoy/v3/v3route.py; Envoy's RouteMatch). */
export function matchesRoute(group: Group, caseSensitive: boolean, seen: Seen, ignoresProtocol: boolean): boolean {
  return (
    matchesPath(group, caseSensitive, seen.path) &&
    matchesHost(group, seen.host) &&
    matchesMethod(group, seen.method) &&
    group.headers.every((matcher) => {
      const name = matcher.name.toLowerCase();
      // Under XFP Emissary has a matcher of its own there, in place of the Mapping's.
      if (ignoresProtocol && name === 'x-forwarded-proto') return true;
      return matchesValue(matcher, name === ':authority' ? seen.host : sentValue(seen, name));
    }) &&
    group.query.every((matcher) => matchesValue(matcher, queryValue(seen.query, matcher.name)))
  );
}

/** Whether a path fits; of a regex the whole of it. */
export function matchesPath(
  { match, prefix }: Pick<Group, 'match' | 'prefix'>,
  caseSensitive: boolean,
  path: string,
): boolean {
  if (match === 'regex') return matchesWhole(prefix, path);
  const [text, wanted] = caseSensitive ? [path, prefix] : [path.toLowerCase(), prefix.toLowerCase()];
  return match === 'exact' ? text === wanted : text.startsWith(wanted);
}

/** The hostname of a Mapping is compared as it is written: letter case and port count. */
export function matchesHost({ host, hostRegex }: Pick<Group, 'host' | 'hostRegex'>, name: string): boolean {
  if (host === undefined || (host === '*' && !hostRegex)) return true;
  if (hostRegex) return matchesWhole(host, name);
  if (host.startsWith('*')) return name.endsWith(host.slice(1));
  if (host.endsWith('*')) return name.startsWith(host.slice(0, -1));
  return name === host;
}

/** Whether a method fits, letter by letter. */
export function matchesMethod({ method, methodRegex }: Group, name: string): boolean {
  if (method === undefined) return true;
  return methodRegex ? matchesWhole(method, name) : method === name;
}

/** Whether a header or query parameter is there and fits. */
export function matchesValue({ name, value, regex }: Matcher, found: string | undefined): boolean {
  if (found === undefined) return false;
  if (regex) return matchesWhole(value, found);
  return value === found || (isSecretName(name) && value === standInFor(found));
}

/** The value of a header as it was sent; what every object has by itself (`constructor`) is no header. */
export function sentValue({ headers }: Pick<Seen, 'headers'>, name: string): string | undefined {
  return Object.hasOwn(headers, name) ? headers[name] : undefined;
}
