import { createHash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { Token } from '../cluster/objects.ts';

/** Characters of a value that are looked at: as many as a whole Secret may hold. */
const LONGEST_TEXT = 1_048_576;
const LONGEST_PART = 65_536;
const MOST_TOKENS = 50;
const LONGEST_CLAIM = 256;
const MOST_AUDIENCES = 10;

/** No clock shows this many seconds before the year 5138, and every one did in milliseconds by 1973. */
const SURELY_MILLISECONDS = 1e11;
const LARGEST_TIME = 1e20;

/**
 * What the signed JSON Web Tokens in a text say: a token alone, or among other text such as `TOKEN=…` lines, JSON or a
 * kubeconfig. Each token once, in the order of the text. Signatures are not verified. What only looks like a token is
 * ignored; never throws.
 */
export function tokensIn(text: string): readonly Token[] {
  if (!mayHoldToken(text)) return [];
  const seen = new Set<string>();
  const tokens: Token[] = [];
  for (const jws of candidates(text.slice(0, LONGEST_TEXT))) {
    if (seen.has(jws)) continue;
    seen.add(jws);
    const token = tokenOf(jws);
    if (token) tokens.push(token);
    if (tokens.length === MOST_TOKENS || seen.size > MOST_TOKENS * 4) break;
  }
  return tokens;
}

/** Whether it is worth looking for tokens in a value: `{"` and `{ ` in base64 are how their headers start. */
export function mayHoldToken(value: string | Buffer): boolean {
  return value.includes('eyJ') || value.includes('eyA');
}

/** What the tokens in a value of a Secret say, also when it is in base64 once more. */
export function tokensInValue(value: Buffer): readonly Token[] {
  const isText = mayHoldToken(value);
  const tokens = isText ? tokensIn(value.toString()) : [];
  if (tokens.length > 0 || value.length > LONGEST_TEXT || !(isText || value.includes('ZXlK'))) return tokens;
  const text = value.toString().trim();
  return /^[A-Za-z0-9+/\s]+={0,2}$/.test(text) ? tokensIn(Buffer.from(text, 'base64').toString()) : [];
}

/** Whether a value of a Secret is one signed JSON Web Token and nothing else, but for spaces around it. */
export function isTokenAlone(value: Buffer): boolean {
  const text = value.toString().trim();
  return text.length <= LONGEST_TEXT && /^ey[\w-]+\.[\w-]+\.[\w-]*$/.test(text) && tokenOf(text) !== undefined;
}

// Runs of token characters are found and split once, so that no text makes this more than linear.
function* candidates(text: string): Iterable<string> {
  for (const [run] of text.matchAll(/[A-Za-z0-9_.-]+/g)) {
    const parts = run.split('.');
    for (let i = 0; i + 2 < parts.length; i++) {
      const [first = '', payload = '', signature = ''] = parts.slice(i, i + 3);
      const header = first.startsWith('ey') ? first : afterPrefix(first);
      if (!header || payload.length < 2 || payload === first) continue;
      if (header.length > LONGEST_PART || payload.length > LONGEST_PART || signature.length > LONGEST_PART) continue;
      yield `${header}.${payload}.${signature}`;
    }
  }
}

// Issuers put a word in front of tokens (`prefix_eyJ…`), addresses the rest of `%20` or `%3D`.
function afterPrefix(part: string): string | undefined {
  const at = part.search(/([_-]|^[0-9A-Fa-f]{2})ey[JA]/);
  return at < 0 ? undefined : part.slice(part.indexOf('ey', at));
}

function tokenOf(jws: string): Token | undefined {
  try {
    const { alg, enc } = decodeProtectedHeader(jws);
    if (typeof alg !== 'string' || enc !== undefined) return undefined;
    return factsOf(decodeJwt(jws));
  } catch {
    return undefined;
  }
}

function factsOf(claims: Readonly<Record<string, unknown>>): Token {
  const { iss, sub, aud } = claims;
  const times = { issuedAt: timeOf(claims['iat']), notBefore: timeOf(claims['nbf']), expires: timeOf(claims['exp']) };
  const audience = (Array.isArray(aud) ? aud : [aud])
    .filter((value) => typeof value === 'string')
    .slice(0, MOST_AUDIENCES)
    .map((value) => value.slice(0, LONGEST_CLAIM));
  return {
    ...(typeof iss === 'string' && { issuer: iss.slice(0, LONGEST_CLAIM) }),
    ...(typeof sub === 'string' && { subjectHash: createHash('sha256').update(sub).digest('hex').slice(0, 12) }),
    ...(audience.length > 0 && { audience }),
    ...(times.issuedAt && { issuedAt: times.issuedAt.iso }),
    ...(times.notBefore && { notBefore: times.notBefore.iso }),
    ...(times.expires && { expires: times.expires.iso }),
    ...(Object.values(times).some((time) => time?.inMilliseconds) && { inMilliseconds: true }),
  };
}

function timeOf(claim: unknown): { readonly iso: string; readonly inMilliseconds: boolean } | undefined {
  // Some issuers write numbers as texts, and some verifiers take them.
  let seconds = typeof claim === 'string' && /^\d+$/.test(claim) ? Number(claim) : claim;
  if (typeof seconds !== 'number') return undefined;
  const inMilliseconds = Math.abs(seconds) >= SURELY_MILLISECONDS;
  // Nanoseconds are as wrong, and larger numbers mean nothing.
  while (Math.abs(seconds) >= SURELY_MILLISECONDS && Math.abs(seconds) < LARGEST_TIME) seconds /= 1000;
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : { iso: date.toISOString(), inMilliseconds };
}
