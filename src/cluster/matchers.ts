import type { Mapping } from './objects.ts';
import { byText, lengthOf } from './order.ts';

/** A condition on one header or query parameter. */
export interface Matcher {
  readonly name: string;
  readonly value: string;
  readonly regex: boolean;
}

/** What a Mapping asks of requests. */
export interface Match {
  readonly prefix: string;
  /** A hostname or glob; or, with `hostRegex`, a regex. Absent: none is asked for. */
  readonly host?: string;
  readonly hostRegex: boolean;
  /** The headers as they are written, then `:authority` and `:method`. */
  readonly headers: readonly Matcher[];
  readonly query: readonly Matcher[];
  readonly precedence: number;
  /** Its place among all others; see `compareOrder`. */
  readonly order: RouteOrder;
  /** The text in `host` or `:authority` that holds a star, which can match nothing there. */
  readonly globInHost?: string;
}

/** Where a route stands: the greater comes first. */
export type RouteOrder = readonly (number | string)[];

/** Reads the conditions of a Mapping (ir/irhttpmapping.py). */
export function matchOf({ spec }: Mapping): Match {
  const headers: Matcher[] = [];
  let host: string | undefined;
  let hostRegex = false;
  let globInHost: string | undefined;

  for (const [name, value] of sorted(spec.headers)) {
    if (name.toLowerCase() !== ':authority') headers.push({ name, value, regex: false });
    else if (value.includes('*')) globInHost = value;
    else host = value;
  }
  for (const [name, value] of sorted(spec.regex_headers)) headers.push({ name, value, regex: true });

  if (spec.host) {
    host = spec.host;
    hostRegex = spec.host_regex === true;
    if (!hostRegex && host.includes('*')) globInHost = host;
  }
  if (spec.hostname) {
    host = spec.hostname;
    hostRegex = false;
  }
  if (host) headers.push({ name: ':authority', value: host, regex: hostRegex });
  if (spec.method) headers.push({ name: ':method', value: spec.method, regex: spec.method_regex === true });

  const query = [
    ...sorted(spec.query_parameters).map(([name, value]): Matcher => ({ name, value, regex: false })),
    ...sorted(spec.regex_query_parameters).map(([name, value]): Matcher => ({ name, value, regex: true })),
  ];
  const { prefix = '', precedence = 0 } = spec;
  return {
    prefix,
    ...(host && { host }),
    hostRegex,
    headers,
    query,
    precedence,
    order: orderOf(prefix, headers, query, precedence),
    ...(globInHost !== undefined && { globInHost }),
  };
}

/**
 * Precedence, then the lengths of prefix, headers and query parameters in characters, then their texts
 * (ir/irhttpmapping.py, _route_weight).
 */
function orderOf(
  prefix: string,
  headers: readonly Matcher[],
  query: readonly Matcher[],
  precedence: number,
): RouteOrder {
  const length = (matchers: readonly Matcher[]) => matchers.reduce((sum, matcher) => sum + lengthOfMatcher(matcher), 0);
  const text = ({ name, value }: Matcher) => `${name}-${value || '*'}`;
  return [
    precedence,
    lengthOf(prefix),
    length(headers),
    length(query),
    prefix,
    ...headers.map(text),
    ...query.map(text),
  ];
}

function lengthOfMatcher({ name, value, regex }: Matcher): number {
  return lengthOf(name) + lengthOf(value || '*') + (regex ? 1 : 0);
}

/** Compares two places as Python compares lists: item by item, the shorter list before one that goes on. */
export function compareOrder(one: RouteOrder, other: RouteOrder): number {
  for (const [index, a] of one.entries()) {
    const b = other[index];
    if (b === undefined) return 1;
    const difference = typeof a === 'number' && typeof b === 'number' ? a - b : byText(String(a), String(b));
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** Maps arrive with their keys in order (Go writes them so). */
function sorted(map: Readonly<Record<string, unknown>> | undefined): readonly (readonly [string, string])[] {
  return Object.entries(map ?? {})
    .map(([name, value]) => [name, String(value)] as const)
    .toSorted(([a], [b]) => byText(a, b));
}
