import type { Secret } from '../../cluster/objects.ts';
import { isLoginFor } from '../../cluster/registries.ts';
import { secretUserKinds, usersOf } from '../../cluster/secret-users.ts';
import { troubleOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, quote } from '../../engine/kubectl.ts';
import { timeOf } from '../../engine/time.ts';

export const registryCredExpired = defineCheck({
  code: 'AUT027',
  name: 'registry-cred-expired',
  area: 'auth',
  title: 'A login for an image registry has expired',
  severity: 'error',
  reads: ['Secret'],
  alsoReads: secretUserKinds,
  message: 'The login for {registry} in {secret} expired on {date}; {users}.',
  why: '{consequence}',
  fix: 'Run what renews it, or log in again and store the new login in the Secret.',
  inGeneral: {
    why: 'Pods that run are not touched; the next one that has to pull its image cannot start.',
  },
  silent: [
    'logins whose end cannot be known: passwords and key files',
    'what pulled its images before: it runs on until it has to pull again',
  ],
  example: {
    bad: `
kind: Secret
type: kubernetes.io/dockerconfigjson
metadata: { name: pull, namespace: shop }
data:
  .dockerconfigjson:
    bytes: 4000
    registries: [{ registry: 123456789012.dkr.ecr.eu-west-1.amazonaws.com, expires: "2025-12-31T00:00:00Z" }]
`,
    good: `
kind: Secret
type: kubernetes.io/dockerconfigjson
metadata: { name: pull, namespace: shop }
data:
  .dockerconfigjson:
    bytes: 4000
    registries: [{ registry: 123456789012.dkr.ecr.eu-west-1.amazonaws.com, expires: "2026-01-01T09:00:00Z" }]
`,
  },

  run({ cluster, now, report }) {
    for (const secret of cluster.all('Secret')) {
      const logins = Object.values(secret.data).flatMap(({ registries = [] }) => registries);
      for (const { registry, expires } of logins) {
        const end = timeOf(expires);
        if (!end || end > now) continue;

        const users = usersOf(cluster, secret).filter(({ isForPulling }) => isForPulling);
        const failing = cluster.in('Pod', secret.metadata.namespace).filter((pod) => {
          const names = (pod.spec.imagePullSecrets ?? []).map(({ name }) => name);
          const trouble = names.includes(secret.metadata.name) ? troubleOf(pod, now) : undefined;
          const image = pod.spec.containers?.find(({ name }) => name === trouble?.container)?.image;
          return trouble?.reason === 'ImagePullBackOff' && image !== undefined && isLoginFor(registry, image);
        });
        const [pod] = failing;
        const isUsed = users.length > 0;
        report({
          on: secret,
          key: registry,
          severity: pod ? 'error' : isUsed ? 'warning' : 'info',
          data: {
            secret,
            registry,
            date: end,
            users: words(
              pod
                ? `Pod ${pod.metadata.name} cannot pull its image`
                : isUsed
                  ? `${users.map(({ by }) => `${by.kind} ${by.metadata.name}`)[0]} pulls with it`
                  : 'nothing was seen to pull with it',
            ),
            consequence: words(
              pod
                ? 'Pods that need the image cannot start.'
                : 'Pods that run are not touched; the next one that has to pull its image cannot start.',
            ),
          },
          evidence: [
            { at: secret, path: `data[.dockerconfigjson].auths[${registry}]`, value: end },
            ...failing.slice(0, 3).flatMap((one) => troubleOf(one, now)?.evidence ?? []),
          ],
          related: [...users.map(({ by }) => by), ...failing],
          command: logins.length === 1 ? writeLogin(secret, registry) : edit(secret),
        });
      }
    }
  },
});

function writeLogin({ metadata: { namespace, name } }: Secret, registry: string): string {
  const login = `--docker-server=${quote(registry)} --docker-username=USERNAME --docker-password=PASSWORD`;
  const made = `kubectl -n ${quote(namespace)} create secret docker-registry ${quote(name)} ${login}`;
  return `${made} --dry-run=client -o yaml | kubectl apply -f -`;
}
