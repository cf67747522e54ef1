import type { Token } from '../../cluster/objects.ts';
import { secretUserKinds, usersOf } from '../../cluster/secret-users.ts';
import {
  hasEnded,
  isFixture,
  isLastingByDesign,
  isMeantToLast,
  isStillborn,
  SHORTEST_LIFE,
  storedTokens,
} from '../../cluster/tokens.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { putIntoSecret } from '../../engine/kubectl.ts';
import { count } from '../../engine/text.ts';
import { between, timeOf } from '../../engine/time.ts';

const SECOND = 1000;
const DAY = 86_400 * SECOND;

export const tokenLifetimeWrong = defineCheck({
  code: 'AUT023',
  name: 'token-lifetime-wrong',
  area: 'auth',
  title: 'The times in a token cannot be meant',
  severity: 'warning',
  reads: ['Secret'],
  alsoReads: secretUserKinds,
  options: { maxDays: 366, minSeconds: SHORTEST_LIFE, skewMinutes: 5 },
  message: 'The token{issuer} under {key} of {secret} {problem}.',
  why: '{consequence}',
  fix: 'Correct how long {from} lets its tokens live, then have it give out a new one.',
  inGeneral: {
    why: 'Whoever gets hold of a token that is good for too long can use it all that time; one with times in milliseconds never expires. One that is too short, lies in the future or ends before it begins is refused.',
  },
  silent: [
    'a year, and longer for refresh tokens, offline tokens and licences, and for what NATS, Supabase and MinIO give out',
    'times that differ by the error of clocks',
    'a token that was good for too long and has ended: that is token-jwt-expired',
    'tokens to test with, by their name, that nothing is seen to use',
  ],
  example: {
    bad: `
kind: Secret
type: Opaque
metadata: { name: api, namespace: shop }
data: { token: { bytes: 400, tokens: [{ issuedAt: "2025-12-31T00:00:00Z", expires: "2035-12-31T00:00:00Z" }] } }
`,
    good: `
kind: Secret
type: Opaque
metadata: { name: api, namespace: shop }
data: { token: { bytes: 400, tokens: [{ issuedAt: "2025-12-31T00:00:00Z", expires: "2026-12-31T00:00:00Z" }] } }
`,
  },

  run({ cluster, now, options, report }) {
    for (const { secret, key, tokens } of storedTokens(cluster)) {
      const limits = { ...options, maxDays: isMeantToLast(key) ? Number.POSITIVE_INFINITY : options.maxDays };
      const found = tokens.flatMap((token) => {
        const fault = faultOf(token, now, limits);
        return fault ? [{ token, fault }] : [];
      })[0];
      if (!found) continue;
      const users = usersOf(cluster, secret, key);
      if (users.length === 0 && isFixture(secret, key)) continue;

      const { token, fault } = found;
      const times = { iat: token.issuedAt, nbf: token.notBefore, exp: token.expires };
      report({
        on: secret,
        key,
        severity: hasEnded(token, now) && users.length > 0 ? 'error' : 'warning',
        data: {
          secret,
          key,
          issuer: words(token.issuer ? ` by ${token.issuer}` : ''),
          from: token.issuer ?? words('its issuer'),
          problem: words(fault.problem),
          consequence: words(fault.consequence),
        },
        evidence: Object.entries(times).flatMap(([claim, time]) =>
          time ? [{ at: secret, path: `data[${key}].${claim}`, value: new Date(time) }] : [],
        ),
        related: users.map(({ by }) => by),
        command: putIntoSecret(secret, key, 'TOKEN.txt'),
      });
    }
  },
});

interface Limits {
  readonly maxDays: number;
  readonly minSeconds: number;
  readonly skewMinutes: number;
}

interface Fault {
  readonly problem: string;
  readonly consequence: string;
}

function faultOf(token: Token, now: Date, limits: Limits): Fault | undefined {
  if (token.inMilliseconds) {
    return {
      problem: 'has its times in milliseconds, where seconds are meant',
      consequence: 'Those who read it take its end for a day far in the future: it never expires.',
    };
  }
  const [issued, begins, ends] = [timeOf(token.issuedAt), timeOf(token.notBefore), timeOf(token.expires)];
  const soon = new Date(now.getTime() + limits.skewMinutes * 60 * SECOND);
  const start = begins ?? issued;
  if (issued && ends && ends <= issued) {
    return { problem: 'expires before it is issued', consequence: 'Nobody accepts it, not even when it is new.' };
  }
  if (start && start > soon) {
    const what = begins && begins > soon ? 'is not valid yet' : 'says it is issued in the future';
    return { problem: what, consequence: 'Those who look at its beginning refuse it until then.' };
  }
  if (!ends) return undefined;

  // Without a beginning it is good for at least as long as from now on.
  const life = between(issued ?? begins ?? now, ends);
  if (life > limits.maxDays * DAY && ends > now && !isLastingByDesign(token)) {
    return {
      problem: `is good for ${count(Math.round(life / DAY), 'day')}${start ? '' : ' more'}`,
      consequence: 'Whoever gets hold of it can use it all that time.',
    };
  }
  if (issued && isStillborn(token, limits.minSeconds)) {
    return {
      problem: `is good for ${count(Math.round(between(issued, ends) / SECOND), 'second')} only`,
      consequence: 'It has expired before most callers can use it.',
    };
  }
  return undefined;
}
