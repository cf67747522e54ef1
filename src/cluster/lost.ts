import type { Matcher } from './matchers.ts';
import { queryValue } from './request-path.ts';
import { matchesHost, matchesMethod, matchesPath, matchesValue, type Seen, sentValue } from './route-match.ts';
import type { Group } from './routing.ts';
import { rightPathFor } from './unmatchable.ts';

/** What of a route's path a request's path misses. */
export type PathLoss =
  /** Only capitals differ. */
  | { readonly kind: 'letter-case' }
  /** Only a slash at the end is missing, or one too many. */
  | { readonly kind: 'trailing-slash' }
  /** The path goes on where the route's has to end. */
  | { readonly kind: 'exact' }
  /** The route's is written so that no path fits; one that is written right would. */
  | { readonly kind: 'unmatchable'; readonly right: string }
  | { readonly kind: 'regex' }
  | { readonly kind: 'prefix' };

/** One condition of a route that a request does not meet. */
export type Loss =
  | PathLoss
  | { readonly kind: 'host'; readonly wanted: string; readonly by: 'letter-case' | 'port' | 'name' }
  | { readonly kind: 'method'; readonly wanted: string }
  | {
      readonly kind: 'header' | 'query';
      readonly name: string;
      readonly wanted: string;
      readonly isRegex: boolean;
      readonly found?: string;
    };

/** Everything about a route that keeps a request from it; empty: it matches. */
export function lossesOf(group: Group, seen: Seen, ignoresProtocol: boolean): readonly Loss[] {
  const { host, hostRegex, method } = group;
  return [
    ...(host !== undefined && !matchesHost(group, seen.host) ? [hostLoss(host, hostRegex, seen.host)] : []),
    ...pathLosses(group, seen.path),
    ...(method !== undefined && !matchesMethod(group, seen.method)
      ? [{ kind: 'method', wanted: method } as const]
      : []),
    ...group.headers
      .filter(({ name }) => !(ignoresProtocol && name.toLowerCase() === 'x-forwarded-proto'))
      .flatMap((matcher) => {
        const name = matcher.name.toLowerCase();
        return valueLoss('header', matcher, name === ':authority' ? seen.host : sentValue(seen, name));
      }),
    ...group.query.flatMap((matcher) => valueLoss('query', matcher, queryValue(seen.query, matcher.name))),
  ];
}

/** What keeps a path from a route's; empty: it fits, for one of its members at least. */
export function pathLosses(group: Group, path: string): readonly PathLoss[] {
  const isSensitive = group.members.length === 0 ? group.caseSensitive : group.members.every(isCaseSensitive(group));
  if (matchesPath(group, isSensitive, path)) return [];
  const other = otherSlash(group, path);
  if (matchesPath(group, isSensitive, other)) return [{ kind: 'trailing-slash' }];
  const small = group.match === 'regex' ? { ...group, prefix: `(?i)${group.prefix}` } : group;
  if (matchesPath(small, false, path)) return [{ kind: 'letter-case' }];
  if (matchesPath(small, false, other)) return [{ kind: 'letter-case' }, { kind: 'trailing-slash' }];
  const right = rightPathFor(group, isSensitive, path);
  if (right !== undefined) return [{ kind: 'unmatchable', right }];
  if (group.match === 'regex') return [{ kind: 'regex' }];
  const begins = group.match === 'exact' && matchesPath({ ...group, match: 'prefix' }, isSensitive, path);
  return [{ kind: begins ? 'exact' : 'prefix' }];
}

/** The path with a slash at its end, or without one where a route takes no more than its own text. */
function otherSlash({ match }: Group, path: string): string {
  return match !== 'prefix' && path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
}

function isCaseSensitive({ caseSensitive }: Group) {
  return ({ mapping }: Group['members'][number]) => mapping.spec.case_sensitive ?? caseSensitive;
}

function hostLoss(wanted: string, isRegex: boolean, host: string): Loss {
  const fits = (name: string, other: string) => matchesHost({ host: name, hostRegex: isRegex }, other);
  if (!isRegex && fits(wanted.toLowerCase(), host.toLowerCase())) return { kind: 'host', wanted, by: 'letter-case' };
  const isPort = fits(withoutPort(wanted), withoutPort(host));
  return { kind: 'host', wanted, by: isPort ? 'port' : 'name' };
}

function valueLoss(kind: 'header' | 'query', matcher: Matcher, found: string | undefined): readonly Loss[] {
  if (matchesValue(matcher, found)) return [];
  const { name, value, regex: isRegex } = matcher;
  return [{ kind, name, wanted: value, isRegex, ...(found !== undefined && { found }) }];
}

function withoutPort(name: string): string {
  return name.replace(/:\d+$/, '');
}
