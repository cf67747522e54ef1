import { type Loss, lossesOf, pathLosses } from './lost.ts';
import type { Matcher } from './matchers.ts';
import type { Ref } from './objects.ts';
import { refOf } from './objects.ts';
import { isProbe } from './probe-routes.ts';
import type { Seen } from './route-match.ts';
import { type Group, mappingsOf } from './routing.ts';

/** What a route asks of requests. Plain data. */
export interface RouteMatch {
  readonly match: Group['match'];
  readonly path: string;
  readonly caseSensitive: boolean;
  readonly host?: string;
  readonly hostIsRegex: boolean;
  readonly method?: string;
  readonly methodIsRegex: boolean;
  readonly headers: readonly Matcher[];
  readonly query: readonly Matcher[];
  readonly precedence: number;
}

/** Why a route that was looked at does not take the request. */
export type Lost =
  | Loss
  /** It matches, and what comes before it in its place takes everything. */
  | { readonly kind: 'later'; readonly by: 'precedence' | 'order' }
  /** Its weights leave it nothing, or nothing of what is left. */
  | { readonly kind: 'weight' }
  /** It came without TLS, and the Host rejects that. */
  | { readonly kind: 'insecure' };

/** A route that was looked at for a request. */
export interface TriedRoute {
  /** As the route table calls it. */
  readonly id: string;
  readonly mappings: readonly Ref[];
  readonly matches: RouteMatch;
  /** The percentage of such requests that it takes. */
  readonly share: number;
  /** Why it takes none; absent: it takes some. */
  readonly lost?: Lost;
}

/** The routes of a Host that could have mattered for a request, in the order in which they are tried. */
export interface Tried {
  readonly routes: readonly TriedRoute[];
  /** How many further routes the Host has. */
  readonly others: number;
}

/** How a Host's routes were tried. */
export interface HowTried {
  /** Whether the protocol is no condition of theirs. */
  readonly ignoresProtocol: boolean;
  /** What each takes. */
  readonly shares: ReadonlyMap<Group, number>;
  /** Whether the Host rejects the request as one without TLS. */
  readonly isRejected: boolean;
}

const MOST = 40;
const INSECURE: Lost = { kind: 'insecure' };

/** Says of the routes of a Host why each takes a request, or not. Only those that are near it are named. */
export function triedFor(
  groups: readonly Group[],
  seen: Seen,
  { ignoresProtocol, shares, isRejected }: HowTried,
): Tried {
  const winners = groups.filter((group) => (shares.get(group) ?? 0) > 0);
  const routes: TriedRoute[] = [];
  for (const group of groups) {
    const share = shares.get(group) ?? 0;
    if (share === 0 && (routes.length >= MOST || isProbe(group) || !isNear(group, seen.path))) continue;
    const [loss] = lossesOf(group, seen, ignoresProtocol);
    // Of other hostnames only those are near that almost are this one.
    if (loss?.kind === 'host' && loss.by === 'name') continue;
    const lost = loss ?? (isRejected ? INSECURE : lostAfter(group, groups, winners));
    routes.push({
      id: group.id,
      mappings: mappingRefsOf(group),
      matches: matchFacts(group),
      share,
      ...(share === 0 && { lost }),
    });
  }
  return { routes, others: groups.filter((group) => !isProbe(group)).length - routes.length };
}

/** The Mappings of a group, without its shadows. */
export function mappingRefsOf(group: Group): readonly Ref[] {
  return mappingsOf(group).map(refOf);
}

/** What a group asks of requests. */
export function matchFacts(group: Group): RouteMatch {
  const {
    match,
    prefix: path,
    caseSensitive,
    host,
    hostRegex,
    method,
    methodRegex,
    headers,
    query,
    precedence,
  } = group;
  return {
    ...{ match, path, caseSensitive, hostIsRegex: hostRegex, methodIsRegex: methodRegex, headers, query, precedence },
    ...(host !== undefined && { host }),
    ...(method !== undefined && { method }),
  };
}

function lostAfter(group: Group, groups: readonly Group[], winners: readonly Group[]): Lost {
  const earlier = winners.filter((winner) => groups.indexOf(winner) < groups.indexOf(group));
  if (earlier.length === 0) return { kind: 'weight' };
  const isByPrecedence = earlier.every(({ precedence }) => precedence > group.precedence);
  return { kind: 'later', by: isByPrecedence ? 'precedence' : 'order' };
}

/** Whether a route's path has something to do with a request's: it fits, almost fits, or begins the same. */
function isNear(group: Group, path: string): boolean {
  const [loss] = pathLosses(group, path);
  if (loss === undefined || (loss.kind !== 'prefix' && loss.kind !== 'regex')) return true;
  const start = firstSegment(literalStart(group));
  return start !== '' && start === firstSegment(path);
}

/** The text that every path of a route begins with, as far as that is plain. */
export function literalStart({ match, prefix }: Group): string {
  return match === 'regex' ? (/^\^?([\w/~%-]*)/.exec(prefix)?.[1] ?? '') : prefix;
}

function firstSegment(path: string): string {
  return path.toLowerCase().split('/')[1] ?? '';
}
