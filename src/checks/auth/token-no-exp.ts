import { secretUserKinds, usersOf } from '../../cluster/secret-users.ts';
import { isFixture, isMeantToLast, isNatsToken, isServiceAccountToken, storedTokens } from '../../cluster/tokens.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { putIntoSecret } from '../../engine/kubectl.ts';

export const tokenNoExp = defineCheck({
  code: 'AUT022',
  name: 'token-no-exp',
  area: 'auth',
  title: 'A token in a Secret never expires',
  severity: 'warning',
  reads: ['Secret'],
  alsoReads: secretUserKinds,
  message: 'The token{issuer} under {key} of {secret} has no end (exp).',
  why: 'Whoever gets hold of it can use it until its signing key is changed.',
  fix: 'Have {from} give out a token with an end, store it under {key} and revoke the old one.',
  silent: [
    'tokens of ServiceAccounts: that is token-sa-legacy',
    'tokens of NATS, which are good until they are taken back',
    'the sample token of jwt.io, and tokens to test with, by their name, that nothing is seen to use',
    'what is signed like a token and has no claims of one',
  ],
  example: {
    bad: `
kind: Secret
type: Opaque
metadata: { name: api, namespace: shop }
data: { token: { bytes: 400, tokens: [{ issuer: "https://login.example.com", issuedAt: "2025-01-01T00:00:00Z" }] } }
`,
    good: `
kind: Secret
type: Opaque
metadata: { name: api, namespace: shop }
data: { token: { bytes: 400, tokens: [{ issuer: "https://login.example.com", expires: "2026-12-01T00:00:00Z" }] } }
`,
  },

  run({ cluster, report }) {
    for (const { secret, key, tokens } of storedTokens(cluster)) {
      const token = tokens.find(
        (one) =>
          one.expires === undefined &&
          !isServiceAccountToken(one) &&
          !isNatsToken(one) &&
          (one.issuer ?? one.subjectHash ?? one.audience ?? one.issuedAt) !== undefined,
      );
      if (!token) continue;
      const users = usersOf(cluster, secret, key);
      if (users.length === 0 && isFixture(secret, key)) continue;

      const { issuer, subjectHash, issuedAt } = token;
      report({
        on: secret,
        key,
        severity: isMeantToLast(key) ? 'info' : 'warning',
        data: { secret, key, issuer: words(issuer ? ` by ${issuer}` : ''), from: issuer ?? words('its issuer') },
        evidence: [
          { at: secret, path: `data[${key}].exp` },
          ...(issuer ? [{ at: secret, path: `data[${key}].iss`, value: issuer }] : []),
          ...(subjectHash ? [{ at: secret, path: `data[${key}].sub (hash)`, value: subjectHash }] : []),
          ...(issuedAt ? [{ at: secret, path: `data[${key}].iat`, value: new Date(issuedAt) }] : []),
        ],
        related: users.map(({ by }) => by),
        command: putIntoSecret(secret, key, 'TOKEN.txt'),
      });
    }
  },
});
