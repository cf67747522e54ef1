import { isComplete, sharesService, takesAll, takesConditions } from './fallthrough.ts';
import { matchRequest, type Request } from './match.ts';
import { byText, lengthOf } from './order.ts';
import { matchesWhole } from './regex.ts';
import { pathsLike, spelledOut, startOf } from './regex-text.ts';
import type { Group, Routing } from './routing.ts';
import { isMaintenance } from './shadows.ts';
import { requestsFor } from './witness.ts';

/** A regex that takes requests from a route that spells out more of their path. */
export interface RegexOrder {
  readonly regex: Group;
  readonly losers: readonly [Outranked, ...Outranked[]];
}

export interface Outranked {
  readonly group: Group;
  /** One of its requests that the regex takes. */
  readonly request: Request;
  /** Whether nothing usual is left to it, not only that one path. */
  readonly isUsual: boolean;
}

/** Pairs of a regex and another route that are tried on each other; more are not worth the time. */
const MOST = 5000;

/**
 * Regexes that come before plain prefixes and exact paths only because their text is longer, though they say less of the
 * path, and what answers there is another Service. Each is proved by a request on the model. Left out: what `shadows`
 * has, and maintenance pages.
 */
export function regexOrders(routing: Routing): readonly RegexOrder[] {
  let left = MOST;
  const plain = routing.groups
    .flatMap((group, place): readonly Plain[] => {
      const { match, prefix } = group;
      return match === 'regex' ? [] : [{ group, place, small: prefix.toLowerCase(), length: lengthOf(prefix) }];
    })
    .toSorted((a, b) => byText(a.small, b.small));
  return routing.groups.flatMap((regex, place) => {
    if (regex.match !== 'regex' || !isComplete(regex) || isMaintenance(regex)) return [];
    const start = startOf(regex.prefix).toLowerCase();
    const said = spelledOut(regex.prefix);
    const losers: Outranked[] = [];
    const behind = startingWith(plain, start)
      .filter((one) => one.place > place && one.length > said && one.group.precedence === regex.precedence)
      .toSorted((a, b) => a.place - b.place);
    for (const { group } of behind) {
      if (left <= 0) break;
      if (!takesConditions(regex, group) || takesAll(regex, group) || sharesService(regex, group)) continue;
      if (regex.redirect && group.redirect) continue;

      left--;
      const usual = usualPaths(group);
      const isUsual = usual.every((path) => matchesWhole(regex.prefix, path));
      // Where only some paths are the same, the two have to start alike, so that one looks like a case of the other.
      const paths = isUsual ? usual : start.length > 1 ? sharedPaths(regex, group) : [];
      const request = requestTaken(routing, regex, group, paths);
      if (request) losers.push({ group, request, isUsual });
    }
    const [first, ...more] = losers;
    return first ? [{ regex, losers: [first, ...more] }] : [];
  });
}

interface Plain {
  readonly group: Group;
  readonly place: number;
  /** Its prefix in small letters. */
  readonly small: string;
  readonly length: number;
}

/** Of routes in the order of their prefixes those whose prefix starts with a text. */
function startingWith(plain: readonly Plain[], start: string): readonly Plain[] {
  let [low, high] = [0, plain.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byText(plain[middle]?.small ?? '', start) < 0) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (plain[end]?.small.startsWith(start)) end++;
  return plain.slice(low, end);
}

function usualPaths({ match, prefix }: Group): readonly string[] {
  if (match === 'exact') return [prefix];
  const folder = prefix.endsWith('/') ? prefix : `${prefix}/`;
  return [`${folder}x`, `${folder}1`];
}

/** Paths of a route that a regex takes: usual ones, and those it takes with the route's own words in it. */
function sharedPaths(regex: Group, group: Group): readonly string[] {
  if (group.match === 'exact') return [];
  const own = pathsLike(regex.prefix, group.prefix.split('/').filter(Boolean));
  return [group.prefix, ...usualPaths(group), ...own].filter(
    (path) => path.startsWith(group.prefix) && matchesWhole(regex.prefix, path),
  );
}

function requestTaken(routing: Routing, regex: Group, group: Group, paths: readonly string[]): Request | undefined {
  for (const request of requestsFor(routing, group, paths)) {
    const outcome = matchRequest(routing, request);
    const takers = outcome.kind === 'routed' ? outcome.takers : [];
    if (takers.some((taker) => taker.group === regex && taker.to !== 'https')) return request;
  }
  return undefined;
}
