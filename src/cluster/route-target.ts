import type { Mapping } from './objects.ts';
import { replaceAll } from './regex.ts';
import type { Seen } from './route-match.ts';
import type { Group } from './routing.ts';
import { normalizedService, parseServiceAddress } from './service-address.ts';

/**
 * The path that a member's upstream gets: the group's regex rewrite, which is its last member's, else the member's own
 * rewrite, which is `/` when it has none (envoy/v3/v3route.py).
 */
export function rewrittenPath(group: Group, { spec }: Mapping, { path }: Seen, caseSensitive: boolean): string {
  const { pattern, substitution = '' } = group.regexRewrite ?? {};
  if (pattern !== undefined) return replaceAll(pattern, substitution, path);
  const rewrite = spec.regex_rewrite ? '' : (spec.rewrite ?? '/');
  return rewrite === '' ? path : replaceMatched(group, rewrite, path, caseSensitive);
}

/** Where a redirect sends a client. Scheme and query stay as they were. */
export function redirectLocation(
  group: Group,
  { spec, metadata }: Mapping,
  { path, query }: Seen,
  scheme: 'http' | 'https',
  gatewayNamespace?: string,
): { readonly location: string; readonly code: number } {
  const { path_redirect, prefix_redirect, regex_redirect, redirect_response_code: code = 301 } = spec;
  const address = parseServiceAddress(spec.service ?? '');
  const host = normalizedService(address, metadata.namespace === gatewayNamespace ? undefined : metadata.namespace);
  const place = path_redirect
    ? path_redirect
    : prefix_redirect
      ? replaceMatched(group, prefix_redirect, path, group.caseSensitive)
      : regex_redirect
        ? replaceAll(regex_redirect.pattern ?? '', regex_redirect.substitution ?? '', path)
        : path;
  return {
    location: `${scheme}://${host}${place}${query === '' ? '' : `?${query}`}`,
    code: [301, 302, 303, 307, 308].includes(code) ? code : 301,
  };
}

/** Of a regex or an exact path the whole path was matched. */
function replaceMatched({ match, prefix }: Group, rewrite: string, path: string, _caseSensitive: boolean): string {
  return match === 'prefix' ? rewrite + path.slice(prefix.length) : rewrite;
}
