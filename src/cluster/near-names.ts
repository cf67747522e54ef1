import { matchesHostname, overlap } from './hostnames.ts';
import { nearest } from './names.ts';
import type { Group, RoutedHost } from './routing.ts';

/** A hostname by which a route is reached, and how far it is from another one. */
export interface NearName {
  readonly name: string;
  readonly host: RoutedHost;
  /** Absent: it is that name. */
  readonly by?: 'letter-case' | 'port' | 'typo' | 'name';
  readonly cost: number;
}

const COSTS = { 'letter-case': 1, port: 1, typo: 2, name: 4 } as const;

/** The hostname nearest to another one by which requests reach a group. */
export function nearestName(group: Group, hosts: readonly RoutedHost[], wanted: string): NearName | undefined {
  let best: NearName | undefined;
  for (const host of hosts) {
    const name = nameFor(group, host, wanted);
    const by = differenceOf(name, wanted);
    const near: NearName = { name, host, ...(by && { by }), cost: by ? COSTS[by] : 0 };
    if (!best || near.cost < best.cost) best = near;
    if (best.cost === 0) break;
  }
  return best;
}

function nameFor({ host, hostRegex }: Group, { hostname }: RoutedHost, wanted: string): string {
  const narrow = [hostRegex ? undefined : host, hostname].find((name) => name !== undefined && !name.includes('*'));
  if (narrow !== undefined) return narrow;
  const globs = [hostRegex ? undefined : host, hostname].filter((glob) => glob !== undefined);
  if (globs.every((glob) => matchesHostname(glob, wanted))) return wanted;
  const glob = globs.toSorted((a, b) => b.length - a.length)[0] ?? '*';
  const [label = 'any'] = wanted.split('.');
  return overlap(glob, wanted) ? wanted : glob.replace('*', label);
}

function differenceOf(name: string, wanted: string): NearName['by'] {
  if (name === wanted) return undefined;
  if (name.toLowerCase() === wanted.toLowerCase()) return 'letter-case';
  if (withoutPort(name).toLowerCase() === withoutPort(wanted).toLowerCase()) return 'port';
  return nearest(wanted, [name]) === undefined ? 'name' : 'typo';
}

function withoutPort(name: string): string {
  return name.replace(/:\d+$/, '');
}
