import type { Mapping } from './objects.ts';
import { replaceAll } from './regex.ts';
import type { Seen } from './route-match.ts';
import type { Group } from './routing.ts';

/**
 * The path that a member's upstream gets: the group's regex rewrite, which is its last member's, else the member's own
 * rewrite, which is `/` when it has none (envoy/v3/v3route.py).
 */
export function rewrittenPath(group: Group, { spec }: Mapping, { path }: Seen): string {
  const { pattern, substitution = '' } = group.regexRewrite ?? {};
  if (pattern !== undefined) return replaceAll(pattern, substitution, path);
  const rewrite = spec.regex_rewrite ? '' : (spec.rewrite ?? '/');
  return rewrite === '' ? path : replaceMatched(group, rewrite, path);
}

/** Where a redirect sends a client. Scheme and query stay as they were. */
export function redirectLocation(
  group: Group,
  { spec }: Mapping,
  { path, query }: Seen,
  scheme: 'http' | 'https',
): { readonly location: string; readonly code: number } {
  const { path_redirect, prefix_redirect, regex_redirect, redirect_response_code: code = 301 } = spec;
  const place = path_redirect
    ? path_redirect
    : prefix_redirect
      ? replaceMatched(group, prefix_redirect, path)
      : regex_redirect
        ? replaceAll(regex_redirect.pattern ?? '', regex_redirect.substitution ?? '', path)
        : path;
  return {
    location: `${scheme}://${group.redirectTo ?? ''}${place}${query === '' ? '' : `?${query}`}`,
    code: [301, 302, 303, 307, 308].includes(code) ? code : 301,
  };
}

/** Of a regex or an exact path the whole path was matched. */
function replaceMatched({ match, prefix }: Group, rewrite: string, path: string): string {
  return match === 'prefix' ? rewrite + path.slice(prefix.length) : rewrite;
}
