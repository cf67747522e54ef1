import { covers } from './hostnames.ts';
import type { Group, Matcher, Routing } from './routing.ts';

/**
 * The group that takes the requests which a group's weights leave over: the next one that matches all of them. Undefined
 * when there is none for sure, and they are answered with 404.
 */
export function nextRoute(routing: Routing, group: Group): Group | undefined {
  const later = routing.groups.slice(routing.groups.indexOf(group) + 1);
  return later.find((candidate) => takesAll(candidate, group));
}

/** Whether every request that matches `group` matches `other` too, as far as their texts show. */
export function takesAll(other: Group, group: Group): boolean {
  return takesPath(other, group) && takesConditions(other, group);
}

/** Whether every request that meets what `group` asks for beside the path meets it for `other` too. */
export function takesConditions(other: Group, group: Group): boolean {
  return (
    takesHost(other, group) &&
    (other.method === undefined || (other.method === group.method && other.methodRegex === group.methodRegex)) &&
    other.headers.every((matcher) => has(group.headers, matcher)) &&
    other.query.every((matcher) => has(group.query, matcher)) &&
    hasHostsOf(other, group)
  );
}

/** Whether a group is attached to all Hosts of another one. */
export function hasHostsOf({ hosts: own }: Group, { hosts }: Group): boolean {
  // Mostly the two have the very same ones, in one order; of hundreds that is found out faster.
  const isSame = hosts.length === own.length && hosts.every((host, index) => own[index] === host);
  return isSame || hosts.every((host) => own.includes(host));
}

/** Whether some Service answers for both groups. */
export function sharesService(one: Group, other: Group): boolean {
  const services = new Set(one.members.map(({ upstream }) => upstream.service));
  return other.members.some(({ upstream }) => services.has(upstream.service));
}

/** Whether a group's weights leave nothing over. */
export function isComplete({ members, redirect }: Group): boolean {
  return redirect !== undefined || members.reduce((sum, { share }) => sum + share, 0) >= 100;
}

/** The prefix that a group's path stands for: also that of a regex which is a plain text and then anything. */
export function plainPrefix({ match, prefix }: Group): string | undefined {
  if (match === 'prefix') return prefix;
  const [, text] = /^\^?([\w/~-]*)\.\*\$?$/.exec(match === 'regex' ? prefix : '') ?? [];
  return text;
}

/** Whether every name that a route asks for passes the other's hostname as well. */
export function takesHost(other: Group, group: Group): boolean {
  if (other.host === undefined || (other.host === '*' && !other.hostRegex)) return true;
  if (group.host === undefined) return false;
  if (other.hostRegex || group.hostRegex) return other.host === group.host && other.hostRegex === group.hostRegex;
  return covers(other.host, group.host);
}

function takesPath(other: Group, group: Group): boolean {
  const wide = plainPrefix(other);
  const narrow = plainPrefix(group) ?? (group.match === 'exact' ? group.prefix : undefined);
  if (wide === '' || (wide === '/' && narrow?.startsWith('/') !== false)) return true;
  // A regex sees letter case whatever else is said.
  const isWideSensitive = other.match === 'regex' || sensitivities(other).includes(true);
  const isNarrowSensitive = group.match === 'regex' || !sensitivities(group).includes(false);
  if (wide !== undefined && narrow !== undefined) {
    if (isWideSensitive) return isNarrowSensitive && narrow.startsWith(wide);
    return narrow.toLowerCase().startsWith(wide.toLowerCase());
  }
  // What is left are exact paths, and regexes of which only the same text is certain.
  if (other.match !== group.match || (isWideSensitive && !isNarrowSensitive)) return false;
  if (isWideSensitive) return other.prefix === group.prefix;
  return other.prefix.toLowerCase() === group.prefix.toLowerCase();
}

/** Whether its members, each for itself, see letter case. */
function sensitivities({ members, caseSensitive }: Group): readonly boolean[] {
  if (members.length === 0) return [caseSensitive];
  return members.map(({ mapping }) => mapping.spec.case_sensitive ?? caseSensitive);
}

function has(matchers: readonly Matcher[], { name, value, regex }: Matcher): boolean {
  return matchers.some((other) => other.name === name && other.value === value && other.regex === regex);
}
