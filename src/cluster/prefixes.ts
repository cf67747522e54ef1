import { takesHost } from './fallthrough.ts';
import { perRouting } from './per-routing.ts';
import type { Group, RoutedHost, Routing } from './routing.ts';

// Of thousands of routes on one prefix the first will do.
const MOST = 500;

const NONE: ReadonlyMap<string, readonly Group[]> = new Map();

/** The routes of a Host that have no regex, by their prefix in small letters. */
export function prefixesOf(routing: Routing, host: RoutedHost): ReadonlyMap<string, readonly Group[]> {
  return byHost(routing).get(host) ?? NONE;
}

/** The routes that take a path on a Host, for every name that `group` is for; other conditions do not count. Shortest first. */
export function takersOfPath(routing: Routing, host: RoutedHost, path: string, group: Group): readonly Group[] {
  const prefixes = prefixesOf(routing, host);
  const small = path.toLowerCase();
  return Array.from({ length: small.length }, (_, at) => prefixes.get(small.slice(0, at + 1))?.slice(0, MOST) ?? [])
    .flat()
    .filter((other) => {
      const { match, prefix, caseSensitive } = other;
      if (!takesHost(other, group)) return false;
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
      const same = prefixes.get(prefix) ?? [];
      prefixes.set(prefix, same);
      same.push(group);
    }
  }
  return hosts;
});
