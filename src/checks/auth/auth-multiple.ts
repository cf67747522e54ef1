import { installationsOf } from '../../cluster/installations.ts';
import { routingAlsoReads, routingFor, routingKinds } from '../../cluster/routing.ts';
import { storedNames } from '../../cluster/stored-names.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const authMultiple = defineCheck({
  code: 'AUT005',
  name: 'auth-multiple',
  area: 'auth',
  title: 'One gateway has several AuthServices',
  severity: 'warning',
  reads: ['AuthService'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{auth} and {others} are AuthServices of one gateway, which mixes their settings.',
  why: 'Requests are spread over all their addresses, while the other settings are those of the last one by name: some requests meet an auth service with the settings of another.',
  fix: 'Keep one AuthService, or give the others the ambassador_id of another gateway.',
  silent: [
    'AuthServices of different gateways',
    'AuthServices that cannot be mixed at all: that is auth-freeze-conflict',
  ],
  example: {
    bad: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: login.shop }
---
kind: AuthService
metadata: { name: old-gate, namespace: shop }
spec: { auth_service: old-login.shop }
`,
    good: `
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: login.shop }
---
kind: AuthService
metadata: { name: old-gate, namespace: shop }
spec: { auth_service: old-login.shop, ambassador_id: [old] }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const seen = cluster.all('AuthService').filter((auth) => installation.sees(auth));
      const [auth, ...others] = [...storedNames(seen).byName.values()];
      if (!auth || others.length === 0) continue;
      if (routingFor(cluster, installation).remote.crash?.reason === 'auth-services-not-mergeable') continue;

      report({
        on: auth,
        data: { auth, others },
        evidence: [auth, ...others].map((at) => ({ at, path: 'spec.auth_service', value: at.spec.auth_service })),
        related: [...others, ...installation.workloads],
        // Which of them is to stay, only a person can say; this takes nothing away for good.
        command: others.map((other) => patch(other, { spec: { ambassador_id: ['ID'] } })).join('\n'),
      });
    }
  },
});
