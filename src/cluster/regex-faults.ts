import { RE2JS, RE2JSException } from 're2js';
import type { Mapping } from './objects.ts';
import type { Group } from './routing.ts';

/** A regex of a Mapping, and the field it stands in. */
export interface RegexField {
  /** `spec.regex_headers[x-user]` */
  readonly path: string;
  readonly pattern: string;
  /** Whether requests are matched by it; else it only rewrites. */
  readonly matches: boolean;
}

/** Why Envoy does not take a regex. */
export type RegexFault =
  | { readonly kind: 'invalid'; readonly reason: string }
  /** Its program is larger than Envoy is told to accept; `surely` even if RE2 made a smaller one than we do. */
  | { readonly kind: 'large'; readonly size: number; readonly surely: boolean };

/** The regexes that a Mapping brings into its group; only the first by name decides how the prefix is read. */
export function regexFields({ spec }: Mapping, { match }: Pick<Group, 'match'>): readonly RegexField[] {
  const {
    prefix,
    prefix_regex: isRegex,
    host,
    hostname,
    method,
    regex_rewrite: rewrite,
    regex_redirect: redirect,
  } = spec;
  const one = (path: string, pattern: string | undefined, counts: boolean, matches = true): readonly RegexField[] =>
    pattern !== undefined && counts ? [{ path: `spec.${path}`, pattern, matches }] : [];
  return [
    ...one('prefix', prefix, match === 'regex' && isRegex === true),
    ...one('host', host, spec.host_regex === true && !hostname),
    ...one('method', method, spec.method_regex === true),
    ...(['regex_headers', 'regex_query_parameters'] as const).flatMap((field) =>
      Object.entries(spec[field] ?? {}).flatMap(([name, pattern]) => one(`${field}[${name}]`, pattern, true)),
    ),
    ...one('regex_rewrite.pattern', rewrite?.pattern, spec.host_redirect !== true, false),
    ...one('regex_redirect.pattern', redirect?.pattern, spec.host_redirect === true, false),
  ];
}

/** RE2 and its port to JavaScript differ by a few instructions. */
const MARGIN = 1.25;

/** What Envoy has against a regex; `maxSize` is the largest program it accepts. */
export function regexFault(pattern: string, maxSize: number): RegexFault | undefined {
  try {
    const size = RE2JS.compile(pattern).programSize();
    return size > maxSize ? { kind: 'large', size, surely: size > maxSize * MARGIN } : undefined;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    // Any byte: RE2 has it, its port has not.
    if (pattern.includes('\\C')) return undefined;
    return { kind: 'invalid', reason: error.message.replace(/^error parsing regexp: /, '').replaceAll('`', '') };
  }
}
