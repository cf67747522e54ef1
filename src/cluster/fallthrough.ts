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
  const sharesHost = group.hosts.every((host) => other.hosts.includes(host));
  return (
    sharesHost &&
    takesHost(other, group) &&
    takesPath(other, group) &&
    (other.method === undefined || (other.method === group.method && other.methodRegex === group.methodRegex)) &&
    other.headers.every((matcher) => has(group.headers, matcher)) &&
    other.query.every((matcher) => has(group.query, matcher))
  );
}

function takesHost(other: Group, group: Group): boolean {
  if (other.host === undefined || other.host === '*') return true;
  return other.host === group.host && other.hostRegex === group.hostRegex;
}

function takesPath(other: Group, group: Group): boolean {
  if (other.match === 'prefix' && group.match !== 'regex') {
    if (other.caseSensitive) return group.caseSensitive && group.prefix.startsWith(other.prefix);
    return group.prefix.toLowerCase().startsWith(other.prefix.toLowerCase());
  }
  // Of a regex only what takes everything, or the same text, is certain.
  if (other.match === 'prefix') return other.prefix === '/';
  return other.match === group.match && other.prefix === group.prefix && other.caseSensitive === group.caseSensitive;
}

function has(matchers: readonly Matcher[], { name, value, regex }: Matcher): boolean {
  return matchers.some((other) => other.name === name && other.value === value && other.regex === regex);
}
