import { takesHost } from './fallthrough.ts';
import { perRouting } from './per-routing.ts';
import type { Group, RoutedHost, Routing } from './routing.ts';

// Of thousands of routes on one prefix the first will do.
const MOST = 500;

/** The routes that have no regex and some Host, by their prefix in small letters; of each prefix in the order they are tried. */
export const routesByPrefix = perRouting((routing): ReadonlyMap<string, readonly Group[]> => {
  const plain = routing.groups.filter(({ match, hosts }) => match !== 'regex' && hosts.length > 0);
  return Map.groupBy(plain, ({ prefix }) => prefix.toLowerCase());
});

/** The routes that take a path on a Host, for every name that `group` is for; other conditions do not count. Shortest first. */
export function takersOfPath(routing: Routing, host: RoutedHost, path: string, group: Group): readonly Group[] {
  const prefixes = routesByPrefix(routing);
  const small = path.toLowerCase();
  const takers: Group[] = [];
  for (let length = 1; length <= small.length; length++) {
    for (const other of prefixes.get(small.slice(0, length))?.slice(0, MOST) ?? []) {
      const { match, prefix, caseSensitive, hosts } = other;
      const [text, wanted] = caseSensitive ? [path, prefix] : [small, prefix.toLowerCase()];
      if (match === 'exact' ? text !== wanted : !text.startsWith(wanted)) continue;
      if (takesHost(other, group) && hosts.includes(host)) takers.push(other);
    }
  }
  return takers;
}
