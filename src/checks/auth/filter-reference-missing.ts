import { isUsedByEdgeStack } from '../../cluster/edge-stack.ts';
import { installationKinds } from '../../cluster/installations.ts';
import { nearestFilter, nearestSecret } from '../../cluster/nearest-object.ts';
import { namesInFilter } from '../../cluster/secret-users.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit } from '../../engine/kubectl.ts';

export const filterReferenceMissing = defineCheck({
  code: 'AUT029',
  name: 'filter-reference-missing',
  area: 'auth',
  title: 'A FilterPolicy or Filter names something that does not exist',
  severity: 'error',
  reads: ['FilterPolicy', 'Filter'],
  alsoReads: ['Secret', ...installationKinds],
  message: '{object} needs {needed}, which does not exist.{hint}',
  why: '{consequence}',
  fix: 'Create {needed}, or correct {path} of {object}.',
  inGeneral: {
    why: 'Requests that have to be checked fail: without the Filter, Edge Stack cannot apply the rule; without its Secret, the Filter cannot log anybody in.',
  },
  silent: [
    'Filters and FilterPolicies in a cluster whose gateways are not Edge Stack: nothing reads them',
    'Secrets that could not be read',
  ],
  example: {
    bad: `
kind: FilterPolicy
metadata: { name: gate, namespace: shop }
spec: { rules: [{ host: "*", path: "*", filters: [{ name: login }] }] }
---
kind: Filter
metadata: { name: logins, namespace: shop }
spec: { JWT: { jwksURI: "https://login.example.com/jwks" } }
`,
    good: `
kind: FilterPolicy
metadata: { name: gate, namespace: shop }
spec: { rules: [{ host: "*", path: "*", filters: [{ name: login }] }] }
---
kind: Filter
metadata: { name: login, namespace: shop }
spec: { JWT: { jwksURI: "https://login.example.com/jwks" } }
`,
  },

  run({ cluster, report }) {
    for (const policy of cluster.all('FilterPolicy').filter((one) => isUsedByEdgeStack(cluster, one))) {
      const rules = policy.spec.rules ?? [];
      for (const { name = '', namespace = policy.metadata.namespace } of rules.flatMap((rule) => rule.filters ?? [])) {
        if (name === '' || !cluster.lacks('Filter', namespace, name)) continue;
        const near = nearestFilter(cluster, namespace, name);
        const elsewhere = cluster.all('Filter').find(({ metadata }) => metadata.name === name);
        report({
          on: policy,
          key: `${namespace}/${name}`,
          data: {
            object: policy,
            needed: { kind: 'Filter', namespace, name },
            path: 'spec.rules',
            consequence: words('Edge Stack cannot apply the rule and answers its requests with an error.'),
            hint: words(
              elsewhere
                ? ` There is one in namespace ${elsewhere.metadata.namespace}.`
                : near
                  ? ` The nearest name is ${near}.`
                  : '',
            ),
          },
          evidence: [{ at: policy, path: 'spec.rules[].filters[].name', value: name }],
          command: edit(policy),
        });
      }
    }
    for (const filter of cluster.all('Filter').filter((one) => isUsedByEdgeStack(cluster, one))) {
      for (const { namespace, name, path, key } of namesInFilter(filter)) {
        const secret = cluster.find('Secret', namespace, name);
        const lacksKey = secret !== undefined && key !== undefined && !(key in secret.data);
        if (!lacksKey && !cluster.lacks('Secret', namespace, name)) continue;
        const near = nearestSecret(cluster, namespace, name);
        const keys = Object.keys(secret?.data ?? {});
        report({
          on: filter,
          key: `${namespace}/${name}`,
          data: {
            object: filter,
            needed: secret
              ? words(`the key ${key} in Secret ${namespace}/${name}`)
              : { kind: 'Secret', namespace, name },
            path,
            consequence: words('The filter cannot log anybody in: requests it has to check fail.'),
            hint: words(
              secret ? ` It has ${keys.join(', ') || 'no key'}.` : near ? ` The nearest name is ${near}.` : '',
            ),
          },
          evidence: [{ at: filter, path, value: name }, ...(secret ? [{ at: secret, path: 'data', value: keys }] : [])],
          ...(secret && { related: [secret] }),
          command: edit(filter),
        });
      }
    }
  },
});
