/**
 * The path as Envoy cleans it before it matches: escapes of letters, digits and `-._~` decoded, `.` and `..` resolved,
 * backslashes turned. Everything else stays, `%2F` and `//` too. Undefined where Envoy refuses the request.
 */
export function cleanPath(path: string, mergesSlashes: boolean): string | undefined {
  if (!path.startsWith('/') || /[^\x21-\x7e]|#|%00/.test(path)) return undefined;
  const decoded = path.replaceAll('\\', '/').replace(/%([0-9a-f]{2})/gi, (escaped, code: string) => {
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : escaped;
  });

  const clean: string[] = [];
  const segments = decoded.slice(1).split('/');
  segments.forEach((segment, index) => {
    const isLast = index === segments.length - 1;
    if (segment === '.' || segment === '..') {
      if (segment === '..') clean.pop();
      if (isLast) clean.push('');
    } else clean.push(segment);
  });
  const resolved = `/${clean.join('/')}`;
  return mergesSlashes ? resolved.replace(/\/{2,}/g, '/') : resolved;
}

/** The value of a query parameter: the first of several, not decoded. Undefined: there is none. */
export function queryValue(query: string, name: string): string | undefined {
  for (const part of query.split('&')) {
    const at = part.indexOf('=');
    if ((at < 0 ? part : part.slice(0, at)) === name) return at < 0 ? '' : part.slice(at + 1);
  }
  return undefined;
}
