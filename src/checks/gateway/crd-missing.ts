import { definitionOf, watchedKindNames, watchedKinds } from '../../cluster/gateway-crds.ts';
import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { isAtLeast } from '../../cluster/versions.ts';
import { defineCheck } from '../../engine/check.ts';
import { installDefinitions } from './install.ts';

export const crdMissing = defineCheck({
  code: 'GWY013',
  name: 'crd-missing',
  area: 'gateway',
  title: 'The cluster does not have the kinds a gateway watches',
  severity: 'error',
  reads: ['CustomResourceDefinition'],
  alsoReads: [...installationKinds, ...watchedKindNames],
  explains: ['route-no-listener'],
  message: '{gateway} watches kinds that this cluster does not have: {kinds}.',
  why: 'Objects of these kinds cannot be made, and the gateway goes on as if there were none.',
  fix: 'Apply the CustomResourceDefinitions of the gateway’s version; Helm does not upgrade them by itself.',
  silent: [
    'DevPortal, which is for Edge Stack alone',
    'gateways before version 2, and of unknown version',
    'input without any CustomResourceDefinition, or without that of an object that is there: they were left out',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec: { group: getambassador.io, versions: [{ name: v3alpha1, served: true, storage: true }] }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
`,
  },

  run({ cluster, report }) {
    const watched = watchedKinds(cluster);
    const hasOwn = watched.some(({ crd }) => crd);
    const missing = watched.filter(({ crd }) => !crd);
    // An object without its definition shows that definitions were left out of the input.
    if (missing.some(({ kind }) => cluster.all(kind).length > 0)) return;
    const kinds = missing.map(({ kind }) => kind);
    for (const installation of installationsOf(cluster)) {
      const [gateway] = installation.workloads;
      // Manifests may come without definitions; where Pods run, a cluster was read.
      const isCluster = hasOwn || installation.pods.length > 0;
      if (kinds.length === 0 || !gateway || !isCluster || !isAtLeast(installation.version, '2')) continue;

      const isCore = kinds.some((kind) => kind === 'Mapping' || kind === 'Host' || kind === 'Listener');
      report({
        on: gateway,
        severity: isCore ? 'critical' : 'error',
        data: { gateway, kinds },
        evidence: kinds.slice(0, 5).map((kind) => ({
          at: { kind: 'CustomResourceDefinition', namespace: '', name: definitionOf(kind) },
          path: 'metadata.name',
        })),
        command: installDefinitions(installation),
      });
    }
  },
});
