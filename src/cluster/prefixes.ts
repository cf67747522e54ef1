import { perRouting } from './per-routing.ts';
import type { Group, RoutedHost, Routing } from './routing.ts';

const NONE: ReadonlyMap<string, readonly Group[]> = new Map();

/** The routes of a Host that have no regex, by their prefix in small letters. */
export function prefixesOf(routing: Routing, host: RoutedHost): ReadonlyMap<string, readonly Group[]> {
  return byHost(routing).get(host) ?? NONE;
}

/** The routes of a Host that surely take a plain GET of a path by text, whatever its headers. In the order they are tried. */
export function takersOfPath(routing: Routing, host: RoutedHost, path: string): readonly Group[] {
  const prefixes = prefixesOf(routing, host);
  const small = path.toLowerCase();
  return Array.from({ length: small.length }, (_, at) => prefixes.get(small.slice(0, at + 1)) ?? [])
    .flat()
    .filter(({ match, prefix, caseSensitive }) => {
      const [text, wanted] = caseSensitive ? [path, prefix] : [small, prefix.toLowerCase()];
      return match === 'exact' ? text === wanted : text.startsWith(wanted);
    });
}

const byHost = perRouting((routing): ReadonlyMap<RoutedHost, Map<string, Group[]>> => {
  const hosts = new Map<RoutedHost, Map<string, Group[]>>();
  for (const group of routing.groups) {
    if (group.match === 'regex') continue;
    for (const host of group.hosts) {
      const prefixes = hosts.get(host) ?? new Map<string, Group[]>();
      hosts.set(host, prefixes);
      const prefix = group.prefix.toLowerCase();
      prefixes.set(prefix, [...(prefixes.get(prefix) ?? []), group]);
    }
  }
  return hosts;
});
