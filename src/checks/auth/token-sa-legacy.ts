import type { Secret } from '../../cluster/objects.ts';
import { secretUserKinds, usersOf } from '../../cluster/secret-users.ts';
import { isServiceAccountToken, storedTokens } from '../../cluster/tokens.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl, putIntoSecret, quote, remove } from '../../engine/kubectl.ts';
import { timeOf } from '../../engine/time.ts';

export const tokenSaLegacy = defineCheck({
  code: 'AUT025',
  name: 'token-sa-legacy',
  area: 'auth',
  title: 'A Secret holds a ServiceAccount token that never expires',
  severity: 'info',
  reads: ['Secret'],
  alsoReads: secretUserKinds,
  message: '{secret} holds {what} that {problem}.',
  why: '{consequence}',
  fix: '{advice}',
  inGeneral: {
    why: 'Whoever gets hold of the token can use it until the Secret is deleted. If it was not used for a year, Kubernetes may have switched it off; what uses it now then gets 401.',
    fix: 'Use short-lived tokens where it is possible: a projected volume in Pods, kubectl create token elsewhere. If Kubernetes switched this one off, delete the Secret, or remove the label kubernetes.io/legacy-token-invalid-since if it is needed.',
  },
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
    for (const secret of cluster.all('Secret')) {
      const account = secret.metadata.annotations?.['kubernetes.io/service-account.name'];
      if (secret.type !== 'kubernetes.io/service-account-token' || !account) continue;
      const refused = secret.metadata.labels?.[INVALID_SINCE];
      if (!refused && isMadeByKubernetes(secret, account)) continue;

      const users = usersOf(cluster, secret);
      report({
        on: secret,
        severity: refused ? 'warning' : 'info',
        data: {
          secret,
          what: words(`a token of ServiceAccount ${account}`),
          problem: words(refused ? `the API server has refused since ${refused}` : 'never expires'),
          consequence: words(
            refused
              ? 'It was not used for a year, so Kubernetes switched it off; what uses it now gets 401.'
              : 'Whoever gets hold of it can use it until the Secret is deleted.',
          ),
          advice: words(
            refused
              ? `Delete the Secret, or remove the label ${INVALID_SINCE} if it is needed.`
              : `Use short-lived ones where it is possible: a projected volume in Pods, kubectl create token ${account} elsewhere.`,
          ),
        },
        evidence: [
          { at: secret, path: 'type', value: secret.type },
          ...(refused
            ? [{ at: secret, path: `metadata.labels[${INVALID_SINCE}]`, value: timeOf(refused) ?? refused }]
            : []),
        ],
        related: users.map(({ by }) => by),
        command: !refused
          ? `kubectl -n ${quote(secret.metadata.namespace)} create token ${quote(account)}`
          : users.length > 0
            ? kubectl('label', secret, `${INVALID_SINCE}-`)
            : remove(secret),
      });
    }

    for (const { secret, key, tokens } of storedTokens(cluster)) {
      const isCopy = tokens.some((token) => isServiceAccountToken(token) && token.expires === undefined);
      if (!isCopy) continue;
      const users = usersOf(cluster, secret, key);
      report({
        on: secret,
        key,
        data: {
          secret,
          what: words(`under ${key} a copy of a ServiceAccount’s token`),
          problem: words('never expires'),
          consequence: words('Whoever gets hold of it can use it until the Secret it was copied from is deleted.'),
          advice: words('Use a short-lived one where it is possible, from kubectl create token.'),
        },
        evidence: [
          { at: secret, path: `data[${key}].exp` },
          { at: secret, path: `data[${key}].iss`, value: 'kubernetes/serviceaccount' },
        ],
        related: users.map(({ by }) => by),
        command: putIntoSecret(secret, key, 'TOKEN.txt'),
      });
    }
  },
});

const INVALID_SINCE = 'kubernetes.io/legacy-token-invalid-since';

function isMadeByKubernetes({ metadata }: Secret, account: string): boolean {
  return metadata.name.startsWith(`${account}-token-`) && /-[a-z0-9]{5}$/.test(metadata.name);
}
