import type { Cluster } from './cluster.ts';
import type { Secret, Token } from './objects.ts';
import { perCluster } from './per-cluster.ts';

/** The tokens under one key of a Secret. */
export interface StoredTokens {
  readonly secret: Secret;
  readonly key: string;
  readonly tokens: readonly Token[];
}

/**
 * The JSON Web Tokens in Secrets that somebody put there. Left out are Helm's history, registry logins, and the tokens of
 * ServiceAccounts, which Kubernetes makes and which are judged by other rules.
 */
export const storedTokens = perCluster((cluster: Cluster<'Secret'>): readonly StoredTokens[] =>
  cluster.all('Secret').flatMap((secret) => {
    if (MADE.has(secret.type)) return [];
    return Object.entries(secret.data)
      .map(([key, { tokens = [] }]) => ({ secret, key, tokens: tokens.filter((token) => !isSample(token)) }))
      .filter(({ tokens }) => tokens.length > 0)
      .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  }),
);

/** Whether its client gets new access tokens by itself: beside the token lies one to refresh it with. */
export function isRefreshed({ secret, key, tokens }: StoredTokens, now: Date): boolean {
  const hasRefresh = Object.keys(secret.data).some((other) => other !== key && /refresh/i.test(other));
  const isShort = /access|id[-_.]?token/i.test(key);
  // One value with two tokens of one issuer, the later one good: what clients cache.
  const issuers = tokens.map(({ issuer }) => issuer);
  const isPair = tokens.length > 1 && new Set(issuers).size === 1 && tokens.some((token) => !hasEnded(token, now));
  return (hasRefresh && isShort) || isPair;
}

/** Whether names say that a token is only there to test with. */
export function isFixture({ metadata }: Secret, key: string): boolean {
  return [metadata.name, key].some((name) =>
    /(^|[-_.])(tests?|fixtures?|examples?|samples?|dummy|mocks?|fake)([-_.]|$)/i.test(name),
  );
}

/** A token of a ServiceAccount as Kubernetes keeps it in a Secret; it never ends. */
export function isServiceAccountToken({ issuer }: Token): boolean {
  return issuer === 'kubernetes/serviceaccount';
}

/** A token of NATS, whose issuer is a public key; it is good until it is taken back. */
export function isNatsToken({ issuer = '' }: Token): boolean {
  return /^[AO][A-Z2-7]{55}$/.test(issuer);
}

/** Whether a key is one of what is meant to last. */
export function isMeantToLast(key: string): boolean {
  return /refresh|offline|licen[cs]e/i.test(key);
}

/** Whether whoever gives out a token gives it out for years: NATS, Supabase, MinIO for Prometheus. */
export function isLastingByDesign(token: Token): boolean {
  return isNatsToken(token) || /^(supabase|supabase-demo|prometheus)$/.test(token.issuer ?? '');
}

/** Whether a token has ended. One whose end is in milliseconds never does for those who read it. */
export function hasEnded({ expires, inMilliseconds }: Token, now: Date): boolean {
  return expires !== undefined && !inMilliseconds && Date.parse(expires) <= now.getTime();
}

/** Seconds; what lives less has ended before most callers can use it. */
export const SHORTEST_LIFE = 60;

/** Whether a token ends before it begins, or right after: a new one of the same issuer would be no better. */
export function isStillborn({ issuedAt, expires }: Token, shortest = SHORTEST_LIFE): boolean {
  return Date.parse(expires ?? '') - Date.parse(issuedAt ?? '') < shortest * 1000;
}

const MADE: ReadonlySet<string> = new Set([
  'helm.sh/release.v1',
  'kubernetes.io/dockerconfigjson',
  'kubernetes.io/dockercfg',
  'kubernetes.io/service-account-token',
  'bootstrap.kubernetes.io/token',
]);

// The token that jwt.io and half of all tutorials show.
function isSample({ issuedAt, expires }: Token): boolean {
  return issuedAt === '2018-01-18T01:30:22.000Z' && expires === undefined;
}
