import { watchedKinds } from '../../cluster/gateway-crds.ts';
import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import type { CustomResourceDefinition } from '../../cluster/objects.ts';
import { isAtLeast } from '../../cluster/versions.ts';
import { defineCheck } from '../../engine/check.ts';
import { installDefinitions } from './install.ts';

export const crdVersionNotServed = defineCheck({
  code: 'GWY014',
  name: 'crd-version-not-served',
  area: 'gateway',
  title: 'The version a gateway reads is not served',
  severity: 'critical',
  reads: ['CustomResourceDefinition'],
  alsoReads: installationKinds,
  message: '{gateway} reads getambassador.io/v3alpha1, which this cluster does not serve for {kinds}.',
  why: 'The gateway sees no object of these kinds, whatever is there, and says so in one line of its log only.',
  fix: 'Apply the CustomResourceDefinitions of the gateway’s version; Helm does not upgrade them by itself.',
  silent: ['gateways before version 2, and of unknown version'],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "docker.io/emissaryingress/emissary:3.9.1" }] } }
---
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec: { group: getambassador.io, versions: [{ name: v2, served: true, storage: true }] }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "docker.io/emissaryingress/emissary:3.9.1" }] } }
---
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec: { group: getambassador.io, versions: [{ name: v2, served: true, storage: true }, { name: v3alpha1, served: true }] }
`,
  },

  run({ cluster, report }) {
    const unserved = watchedKinds(cluster).filter(({ servesV3 }) => servesV3 === false);
    for (const installation of installationsOf(cluster)) {
      const [gateway] = installation.workloads;
      if (unserved.length === 0 || !gateway || !isAtLeast(installation.version, '2')) continue;

      const definitions = unserved.flatMap(({ crd }) => crd ?? []);
      report({
        on: gateway,
        data: { gateway, kinds: unserved.map(({ kind }) => kind) },
        evidence: definitions.slice(0, 5).map((at) => ({
          at,
          path: 'spec.versions',
          value: servedVersions(at),
        })),
        related: definitions,
        command: installDefinitions(installation),
      });
    }
  },
});

function servedVersions({ spec: { versions = [] } }: CustomResourceDefinition): string {
  return versions.flatMap(({ name, served }) => (served === false ? [] : name)).join(', ') || 'none served';
}
