import { METHODS } from 'node:http';
import { queryMarkIn } from './regex-text.ts';
import { matchesPath } from './route-match.ts';
import type { Group } from './routing.ts';

/** A field of a Mapping that no request can meet, and what was probably meant. */
export interface Unmatchable {
  readonly field: 'method' | 'prefix';
  readonly value: string;
  /**
   * `letter-case`: of a method; `query` and `fragment`: of a path, which Envoy compares without them; `unescaped`:
   * characters that clients send percent-encoded.
   */
  readonly because: 'letter-case' | 'query' | 'fragment' | 'unescaped';
  readonly right: string;
  /** What stood behind the `?`. */
  readonly query?: string;
}

/**
 * What keeps every request from a group. Envoy compares method and path as bytes, the path without its query. It answers
 * 400 to a method in small letters and to a raw space, # or non-ASCII character in a path, before any route is tried.
 */
export function unmatchable(group: Group): readonly Unmatchable[] {
  return [methodFault(group), pathFault(group)].filter((one) => one !== undefined);
}

/** Whether a path would fit if a group's were written right; undefined: it is written right. */
export function rightPathFor(group: Group, isSensitive: boolean, path: string): string | undefined {
  const right = pathFault(group)?.right;
  return right !== undefined && matchesPath({ ...group, prefix: right }, isSensitive, path) ? right : undefined;
}

function methodFault({ method: value = '', methodRegex }: Group): Unmatchable | undefined {
  const right = value.toUpperCase();
  const isMeant = !methodRegex && value !== right && METHODS.includes(right);
  return isMeant ? { field: 'method', value, because: 'letter-case', right } : undefined;
}

function pathFault({ match, prefix: value }: Group): Unmatchable | undefined {
  const [mark, length] = match === 'regex' ? [queryMarkIn(value) ?? -1, 2] : [value.search(/[?#]/), 1];
  const text = mark < 0 ? value : value.slice(0, mark) || '/';
  const right = match === 'regex' ? text : text.toWellFormed().replace(UNESCAPED, encodeURIComponent);
  if (right === value) return undefined;
  if (mark < 0) return { field: 'prefix', value, because: 'unescaped', right };
  if (value.charAt(mark) === '#') return { field: 'prefix', value, because: 'fragment', right };
  return { field: 'prefix', value, because: 'query', right, query: value.slice(mark + length).replace(/#.*$/s, '') };
}

const UNESCAPED = / |\P{ASCII}+/gu;
