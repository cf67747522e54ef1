import { ambassadorIds, isFor } from '../../cluster/ambassador-id.ts';
import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const authForeignId = defineCheck({
  code: 'AUT009',
  name: 'auth-foreign-id',
  area: 'auth',
  title: 'An AuthService is meant for a gateway that does not exist, and Mappings count on it',
  severity: 'warning',
  reads: ['AuthService', 'Mapping'],
  alsoReads: installationKinds,
  message:
    '{auth} is meant for ambassador_id {ids}, which no gateway here has; {gateway} has none, though {mappings} are set to bypass one.',
  why: 'The gateway asks nobody: every request is served without authentication.',
  fix: 'Set spec.ambassador_id of {auth} to {wanted}, or delete it if the gateway is meant to be open.',
  silent: [
    'an AuthService of another gateway in this cluster',
    'gateways whose Mappings never say bypass_auth: they may be open on purpose',
    'clusters in which no gateway was found',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: login.shop, ambassador_id: [prod] }
---
kind: Mapping
metadata: { name: health, namespace: shop }
spec: { hostname: "*", prefix: /health, service: cart.shop, bypass_auth: true }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: AuthService
metadata: { name: gate, namespace: shop }
spec: { auth_service: login.shop }
---
kind: Mapping
metadata: { name: health, namespace: shop }
spec: { hostname: "*", prefix: /health, service: cart.shop, bypass_auth: true }
`,
  },

  run({ cluster, report }) {
    const installations = installationsOf(cluster).filter(({ isAssumed }) => !isAssumed);
    const services = cluster.all('AuthService');
    const lost = services.filter((auth) => !installations.some(({ id }) => isFor(auth, id)));
    for (const installation of installations) {
      if (services.some((auth) => installation.sees(auth))) continue;
      const mappings = cluster
        .all('Mapping')
        .filter((mapping) => mapping.spec.bypass_auth === true && installation.sees(mapping))
        // A Mapping that another gateway serves too says bypass_auth for that one.
        .filter((mapping) => installations.every((other) => other === installation || !other.sees(mapping)));
      const [gateway] = installation.workloads;
      const [first] = mappings;
      if (!first || !gateway) continue;

      for (const auth of lost) {
        const ids = ambassadorIds(auth);
        report({
          on: auth,
          data: { auth, ids, gateway, mappings, wanted: `[${installation.id}]` },
          evidence: [
            { at: auth, path: 'spec.ambassador_id', value: ids },
            { at: first, path: 'spec.bypass_auth', value: 'true' },
          ],
          related: [gateway, ...mappings],
          command: patch(auth, { spec: { ambassador_id: [installation.id] } }),
        });
      }
    }
  },
});
