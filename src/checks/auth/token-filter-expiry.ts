import { millisecondsOf } from '../../cluster/durations.ts';
import { isUsedByEdgeStack } from '../../cluster/edge-stack.ts';
import { installationKinds } from '../../cluster/installations.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

const HOUR = 3_600_000;

export const tokenFilterExpiry = defineCheck({
  code: 'AUT024',
  name: 'token-filter-expiry',
  area: 'auth',
  title: 'A Filter takes tokens that have expired, or never do',
  severity: 'warning',
  reads: ['Filter'],
  alsoReads: installationKinds,
  options: { maxLeewayMinutes: 60, maxSessionDays: 31 },
  message: '{filter} {problem}.',
  why: '{consequence}',
  fix: '{advice}',
  inGeneral: {
    why: 'A token that was taken back or stolen works longer than it should, for ever if it has no end. A browser that is left open stays logged in.',
    fix: 'Set spec.JWT.leewayForExpiresAt to what clocks may differ by: seconds. Set spec.JWT.requireExpiresAt to true if all tokens of this issuer have an end, and spec.OAuth2.clientSessionMaxIdle to how long people may be away.',
  },
  silent: ['Filters in a cluster whose gateways are not Edge Stack: nothing reads them'],
  example: {
    bad: `
kind: Filter
metadata: { name: login, namespace: shop }
spec: { JWT: { jwksURI: "https://login.example.com/jwks", requireExpiresAt: true, leewayForExpiresAt: 24h } }
`,
    good: `
kind: Filter
metadata: { name: login, namespace: shop }
spec: { JWT: { jwksURI: "https://login.example.com/jwks", requireExpiresAt: true, leewayForExpiresAt: 30s } }
`,
  },

  run({ cluster, options, report }) {
    for (const filter of cluster.all('Filter').filter((one) => isUsedByEdgeStack(cluster, one))) {
      const jwt = fieldsOf(filter.spec['JWT']);
      const leeway = jwt && millisecondsOf(jwt['leewayForExpiresAt']);
      if (jwt && leeway !== undefined && leeway > (options.maxLeewayMinutes / 60) * HOUR) {
        report({
          on: filter,
          key: 'leewayForExpiresAt',
          data: {
            filter,
            problem: words(`takes tokens for ${String(jwt['leewayForExpiresAt'])} after they have expired`),
            consequence: words('A token that was taken back or stolen works that much longer.'),
            advice: words('Set spec.JWT.leewayForExpiresAt to what clocks may differ by: seconds.'),
          },
          evidence: [{ at: filter, path: 'spec.JWT.leewayForExpiresAt', value: String(jwt['leewayForExpiresAt']) }],
          command: patch(filter, { spec: { JWT: { leewayForExpiresAt: '30s' } } }),
        });
      }
      if (jwt && jwt['requireExpiresAt'] !== true) {
        report({
          on: filter,
          key: 'requireExpiresAt',
          // It is the default, so it is a thing to know.
          severity: 'info',
          data: {
            filter,
            problem: words('takes tokens without an end (exp)'),
            consequence: words('A token that was issued without an end opens the door for ever.'),
            advice: words('Set spec.JWT.requireExpiresAt to true if all tokens of this issuer have an end.'),
          },
          evidence: [{ at: filter, path: 'spec.JWT.requireExpiresAt', value: textOf(jwt['requireExpiresAt']) }],
          command: patch(filter, { spec: { JWT: { requireExpiresAt: true } } }),
        });
      }
      const idle = fieldsOf(filter.spec['OAuth2'])?.['clientSessionMaxIdle'];
      const session = millisecondsOf(idle);
      if (session !== undefined && session > options.maxSessionDays * 24 * HOUR) {
        report({
          on: filter,
          key: 'clientSessionMaxIdle',
          severity: 'info',
          data: {
            filter,
            problem: words(`keeps the session of somebody who was idle for ${String(idle)}`),
            consequence: words('A browser that is left open stays logged in for that long.'),
            advice: words('Set spec.OAuth2.clientSessionMaxIdle to how long people may be away.'),
          },
          evidence: [{ at: filter, path: 'spec.OAuth2.clientSessionMaxIdle', value: String(idle) }],
          command: patch(filter, { spec: { OAuth2: { clientSessionMaxIdle: 'DURATION' } } }),
        });
      }
    }
  },
});

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}
