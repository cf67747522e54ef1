// Slack tokens and webhook addresses, PEM blocks, bearer headers. Never past a quote: the text may be JSON.
const SECRETS =
  /xox[a-z]-[\w-]+|xapp-[\w-]+|hooks\.slack\.com\/[^\s"'\\]+|-----BEGIN [^-]+-----[\s\S]*?(-----END [^-]+-----|$)|Bearer\s+[^\s"'\\]+/g;
/** `PASSWORD=…`, `"apiKey": "…"`, `Authorization: Basic …`, logins in addresses. What stands around the secret is kept. */
const NAMED =
  /((?:passw(?:or)?d|secret|token|api[_-]?key|credential)[\w-]{0,40}(?:=["']?|\\?["']:\s?\\?["']|', ')|authorization: Basic )[^\s"'\\,;&]+/gi;
/** Headers as programs write them into logs: `'cookie', 'a=b'`, `"authorization": "Basic …"`, `Cookie: a=b; c=d`. */
const HEADERS = /(\\?["'](?:set-|proxy-)?(?:cookie|authorization)\\?["']\s?[:,]\s?\\?["'])[^"'\\]+/gi;
const COOKIES = /(cookie: ?)[^\s=;"'\\]{1,200}=[^"'\\\r\n]*/gi;
const LOGINS = /(:\/\/)[^\s/@"'\\]+@/g;
const SHORTEST_HEADER = 11;

/** A text with everything that looks like a secret taken out. */
export function withoutSecrets(text: string): string {
  return text
    .replace(SECRETS, '[secret]')
    .replace(NAMED, '$1[secret]')
    .replace(HEADERS, '$1[secret]')
    .replace(COOKIES, '$1[secret]')
    .replace(LOGINS, '$1[secret]@')
    .replace(/[\w.-]+/g, withoutTokens);
}

// JSON Web Tokens. A run of their characters is split once, so that no text makes this more than linear.
function withoutTokens(run: string): string {
  if (!run.includes('eyJ')) return run;
  const parts = run.split('.');
  const kept: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? '';
    const at = part.indexOf('eyJ');
    const isToken = at >= 0 && part.length - at >= SHORTEST_HEADER && i + 2 < parts.length && parts[i + 1] !== '';
    kept.push(isToken ? `${part.slice(0, at)}[secret]` : part);
    if (isToken) i += 2;
  }
  return kept.join('.');
}
