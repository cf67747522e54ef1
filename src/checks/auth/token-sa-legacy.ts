import type { Secret } from '../../cluster/objects.ts';
import { secretUserKinds, usersOf } from '../../cluster/secret-users.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { timeOf } from '../../engine/time.ts';

export const tokenSaLegacy = defineCheck({
  code: 'AUT025',
  name: 'token-sa-legacy',
  area: 'auth',
  title: 'A Secret holds a ServiceAccount token that never expires',
  severity: 'info',
  reads: ['Secret'],
  alsoReads: secretUserKinds,
  message: '{secret} holds a token of ServiceAccount {account} that {problem}{more}.',
  why: '{consequence}',
  fix: '{advice}',
  silent: [
    'the token that Kubernetes before 1.24 made for every ServiceAccount',
    'whether the ServiceAccount still exists: Kubernetes deletes the Secret with it',
  ],
  example: {
    bad: `
kind: Secret
type: kubernetes.io/service-account-token
metadata: { name: deployer, namespace: shop, annotations: { kubernetes.io/service-account.name: deployer } }
data: { token: { bytes: 900 } }
`,
    good: `
kind: Secret
type: kubernetes.io/service-account-token
metadata: { name: deployer-token-x7k2p, namespace: shop, annotations: { kubernetes.io/service-account.name: deployer } }
data: { token: { bytes: 900 } }
`,
  },

  run({ cluster, report }) {
    const tokens = cluster.all('Secret').flatMap((secret): readonly LegacyToken[] => {
      const account = secret.metadata.annotations?.['kubernetes.io/service-account.name'];
      if (secret.type !== 'kubernetes.io/service-account-token' || !account) return [];
      const refused = secret.metadata.labels?.[INVALID_SINCE];
      return refused || !isMadeByKubernetes(secret, account) ? [{ secret, account, refused }] : [];
    });
    for (const { secret, account, refused } of tokens) {
      if (!refused) continue;
      report({
        on: secret,
        severity: 'warning',
        data: {
          secret,
          account,
          problem: words(`the API server has refused since ${refused}`),
          more: words(''),
          consequence: words('It was not used for a year, so Kubernetes switched it off; what uses it now gets 401.'),
          advice: words(`Delete the Secret, or remove the label ${INVALID_SINCE} if it is needed.`),
        },
        evidence: [
          { at: secret, path: 'type', value: secret.type },
          { at: secret, path: `metadata.labels[${INVALID_SINCE}]`, value: timeOf(refused) ?? refused },
        ],
        related: usersOf(cluster, secret).map(({ by }) => by),
      });
    }

    // One habit, and so one finding for a namespace.
    const lasting = tokens.filter(({ refused }) => !refused);
    for (const [first, ...others] of Map.groupBy(lasting, ({ secret }) => secret.metadata.namespace).values()) {
      if (!first) continue;
      const { secret, account } = first;
      report({
        on: secret,
        data: {
          secret,
          account,
          problem: words('never expires'),
          more: words(others.length > 0 ? `; so do ${others.length} more of its namespace` : ''),
          consequence: words('Whoever gets hold of it can use it until the Secret is deleted.'),
          advice: words(
            `Use short-lived ones where it is possible: a projected volume in Pods, kubectl create token ${account} elsewhere.`,
          ),
        },
        evidence: [first, ...others]
          .slice(0, 5)
          .map((one) => ({ at: one.secret, path: 'type', value: one.secret.type })),
        related: [...others.map((other) => other.secret), ...usersOf(cluster, secret).map(({ by }) => by)],
      });
    }
  },
});

interface LegacyToken {
  readonly secret: Secret;
  readonly account: string;
  /** The day since when the API server does not take it any more. */
  readonly refused: string | undefined;
}

const INVALID_SINCE = 'kubernetes.io/legacy-token-invalid-since';

function isMadeByKubernetes({ metadata }: Secret, account: string): boolean {
  return metadata.name.startsWith(`${account}-token-`) && /-[a-z0-9]{5}$/.test(metadata.name);
}
