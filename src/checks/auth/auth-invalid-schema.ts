import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';

export const authInvalidSchema = defineCheck({
  code: 'AUT008',
  name: 'auth-invalid-schema',
  area: 'auth',
  title: 'An AuthService has a field of the wrong type, and is not used for it',
  severity: 'critical',
  reads: ['AuthService'],
  alsoReads: installationKinds,
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{auth} is not used, because a field is not as it has to be: {mistake}.',
  why: '{consequence}',
  fix: 'Correct {field} of {auth}.',
  inGeneral: {
    why: 'The gateway leaves such an AuthService out. Without another it asks nobody: every request is served without authentication.',
  },
  silent: [
    'AuthServices of other gateways (ambassador_id)',
    'what the API server refuses, so that it never gets there: values out of range in an object of its own',
  ],
  example: {
    bad: `
kind: Service
metadata:
  name: login
  namespace: shop
  annotations:
    getambassador.io/config: |
      apiVersion: getambassador.io/v3alpha1
      kind: AuthService
      name: gate
      auth_service: login.shop
      timeout_ms: "5000"
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop }
`,
    good: `
kind: Service
metadata:
  name: login
  namespace: shop
  annotations:
    getambassador.io/config: |
      apiVersion: getambassador.io/v3alpha1
      kind: AuthService
      name: gate
      auth_service: login.shop
      timeout_ms: 5000
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop }
`,
  },

  run({ cluster, report }) {
    for (const { object: auth, mistake } of cluster.leftOut('AuthService')) {
      const gateways = installationsOf(cluster).filter((installation) => installation.sees(auth));
      if (gateways.length === 0) continue;
      const others = cluster.all('AuthService').filter((other) => gateways.some((gateway) => gateway.sees(other)));
      const isOpen = gateways.some((gateway) => !others.some((other) => gateway.sees(other)));
      const [field = 'spec', ...rest] = mistake.split(': ');
      report({
        on: auth,
        severity: isOpen ? 'critical' : 'warning',
        data: {
          ...{ auth, field },
          mistake: words(mistake),
          consequence: words(
            isOpen
              ? 'The gateway asks nobody: every request is served without authentication.'
              : 'The gateway asks only the other AuthService: what this one was meant to check goes unchecked.',
          ),
        },
        evidence: [{ at: auth, path: field, value: words(rest.join(': ')) }],
        related: [...others, ...gateways.flatMap(({ workloads }) => workloads)],
        command: kubectl('edit', auth.annotationOf ?? auth),
      });
    }
  },
});
