import type { Secret, Token } from '../../cluster/objects.ts';
import { secretUserKinds, usersOf } from '../../cluster/secret-users.ts';
import { isFixture, isRefreshed, isStillborn, storedTokens } from '../../cluster/tokens.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl, putIntoSecret } from '../../engine/kubectl.ts';
import { timeOf } from '../../engine/time.ts';

const DAY = 86_400_000;

export const tokenJwtExpired = defineCheck({
  code: 'AUT021',
  name: 'token-jwt-expired',
  area: 'auth',
  title: 'A token in a Secret has expired, or soon will',
  severity: 'error',
  reads: ['Secret'],
  alsoReads: secretUserKinds,
  options: {
    warnDays: 7,
    /** Shorter lives are renewed: of these only what is left of the last share is worth a word. */
    warnShareOfLifetime: 1 / 4,
    leftOverDays: 30,
  },
  message: 'The token{issuer} under {key} of {secret} {ends} {date}; {users}.',
  why: 'Whoever is shown an expired token refuses the call, usually with 401.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Have its issuer give out a new one and store it under the same key, then restart what took it from a variable. If nothing needs it any more, delete it.',
  },
  silent: [
    'Helm’s history, registry logins, tokens of ServiceAccounts',
    'an access token with a refresh token beside it, whose client renews it by itself',
    'tokens that live for days or hours and have a quarter of that left',
    'tokens to test with, by their name, that nothing is seen to use',
    'a token whose end is in milliseconds, or comes before or right after its beginning: that is token-lifetime-wrong',
  ],
  example: {
    bad: `
kind: Secret
type: Opaque
metadata: { name: api, namespace: shop }
data: { token: { bytes: 400, tokens: [{ issuer: "https://login.example.com", expires: "2025-12-01T00:00:00Z" }] } }
---
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  template:
    spec: { containers: [{ name: app, env: [{ name: TOKEN, valueFrom: { secretKeyRef: { name: api, key: token } } }] }] }
`,
    good: `
kind: Secret
type: Opaque
metadata: { name: api, namespace: shop }
data: { token: { bytes: 400, tokens: [{ issuer: "https://login.example.com", expires: "2026-12-01T00:00:00Z" }] } }
`,
  },

  run({ cluster, now, options, report }) {
    for (const stored of storedTokens(cluster)) {
      const { secret, key, tokens } = stored;
      const [first] = tokens
        .filter((token) => !token.inMilliseconds && !isStillborn(token))
        .flatMap((token) => {
          const end = timeOf(token.expires);
          return end ? [{ token, end }] : [];
        })
        .toSorted((a, b) => a.end.getTime() - b.end.getTime());
      if (!first || isRefreshed(stored, now)) continue;

      const { token, end } = first;
      const hasEnded = end <= now;
      const users = usersOf(cluster, secret, key).filter(({ isForPulling }) => !isForPulling);
      const left = end.getTime() - now.getTime();
      if (!hasEnded && left >= warnMilliseconds(token, secret, options)) continue;
      if (users.length === 0 && isFixture(secret, key)) continue;

      const external = secret.metadata.ownerReferences?.find(({ kind }) => kind === 'ExternalSecret');
      const isUsed = users.length > 0;
      report({
        on: secret,
        key,
        // What nothing is seen to use may still be used; long after its end it is a left-over.
        severity: hasEnded && (isUsed || -left < options.leftOverDays * DAY) ? 'error' : 'warning',
        data: {
          secret,
          key,
          issuer: words(token.issuer ? ` by ${token.issuer}` : ''),
          ends: words(hasEnded ? 'expired on' : 'expires on'),
          date: end,
          users: words(isUsed ? `${namesOf(users)} uses it` : 'nothing was seen to use it'),
          advice: words(
            isUsed
              ? `Have its issuer give out a new one and store it under ${key}, then restart what took it from a variable.`
              : 'Delete it if nothing needs it any more; else have its issuer give out a new one.',
          ),
        },
        evidence: [
          { at: secret, path: `data[${key}].exp`, value: end },
          ...(token.issuer ? [{ at: secret, path: `data[${key}].iss`, value: token.issuer }] : []),
          ...(token.subjectHash ? [{ at: secret, path: `data[${key}].sub (hash)`, value: token.subjectHash }] : []),
          ...users.slice(0, 3).map(({ by, path }) => ({ at: by, path, value: secret.metadata.name })),
        ],
        related: users.map(({ by }) => by),
        command: external
          ? kubectl(
              'annotate',
              { kind: 'ExternalSecret', namespace: secret.metadata.namespace, name: external.name },
              'force-sync="$(date +%s)"',
              '--overwrite',
            )
          : putIntoSecret(secret, key, 'TOKEN.txt'),
      });
    }
  },
});

/** How long before its end a token is worth a word: a share of its life at most, since shorter ones are renewed. */
function warnMilliseconds(
  { issuedAt, expires }: Token,
  { metadata }: Secret,
  { warnDays, warnShareOfLifetime }: Readonly<Record<'warnDays' | 'warnShareOfLifetime', number>>,
): number {
  const life = Date.parse(expires ?? '') - Date.parse(issuedAt ?? '');
  if (!Number.isNaN(life)) return life < DAY ? 0 : Math.min(warnDays * DAY, life * warnShareOfLifetime);
  // Of a token without a beginning only its keeper tells that it is renewed.
  return metadata.ownerReferences?.length ? 0 : warnDays * DAY;
}

function namesOf(users: ReturnType<typeof usersOf>): string {
  const names = users.map(({ by }) => `${by.kind} ${by.metadata.namespace}/${by.metadata.name}`);
  const [first = '', ...more] = new Set(names);
  return more.length > 0 ? `${first} (and ${more.length} more)` : first;
}
