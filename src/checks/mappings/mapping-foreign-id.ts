import { ambassadorIds } from '../../cluster/ambassador-id.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import {
  hidesId,
  type Installation,
  type InstallationKind,
  installationKinds,
  installationsOf,
} from '../../cluster/installations.ts';
import { nearest } from '../../cluster/names.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const mappingForeignId = defineCheck({
  code: 'MAP022',
  name: 'mapping-foreign-id',
  area: 'mappings',
  title: 'A Mapping is meant for a gateway that is not in this cluster',
  severity: 'info',
  reads: ['Mapping', 'Deployment', 'DaemonSet', 'StatefulSet'],
  alsoReads: [...installationKinds, 'Namespace'],
  explains: ['gateway-log-errors'],
  message: '{mapping} is for ambassador_id {ids}, and no gateway here has that ID; there is {known}.{hint}',
  why: 'No gateway reads it, so that it has no effect.',
  fix: 'Correct spec.ambassador_id of {mapping}{candidate}, or delete it here if it belongs to another cluster.',
  silent: [
    'an ID that a Host, Listener or Module here has too: a whole configuration for a gateway elsewhere',
    'clusters whose gateway was not found, hides its ID, or sees nothing at all of what is there',
    'clusters whose workloads could not be read in every namespace',
    'an empty list, which is the default ID',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop, ambassador_id: [defualt] }
---
kind: Mapping
metadata: { name: front, namespace: shop }
spec: { hostname: "*", prefix: /, service: front.shop }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop, ambassador_id: [default] }
---
kind: Mapping
metadata: { name: front, namespace: shop }
spec: { hostname: "*", prefix: /, service: front.shop }
`,
  },

  run({ cluster, report }) {
    const installations = installationsOf(cluster);
    if (!areKnown(cluster, installations)) return;
    const known = installations.map(({ id }) => id);
    const elsewhere = new Set(
      [...cluster.all('Host'), ...cluster.all('Listener'), ...cluster.all('Module')].flatMap(ambassadorIds),
    );
    for (const mapping of [...cluster.all('Mapping'), ...cluster.all('TCPMapping')]) {
      const ids = ambassadorIds(mapping);
      const isForAll = ids.length === 1 && ids[0] === '_automatic_';
      if (isForAll || ids.some((id) => known.includes(id) || elsewhere.has(id))) continue;

      const candidate = ids.flatMap((id) => nearest(id, known) ?? [])[0];
      const isMixed = ids.includes('_automatic_');
      report({
        on: mapping,
        severity: candidate || isMixed ? 'warning' : 'info',
        data: {
          mapping,
          ids,
          known,
          hint: words(isMixed ? ' The ID _automatic_ counts only when it stands alone.' : ''),
          candidate: words(candidate ? ` to ${candidate}` : ''),
        },
        evidence: [{ at: mapping, path: 'spec.ambassador_id', value: ids }],
        related: installations.flatMap(({ workloads }) => workloads[0] ?? []),
        command: patch(mapping, { spec: { ambassador_id: [candidate ?? 'ID'] } }),
      });
    }
  },
});

/** Whether the gateways that were found are all there are, and go by the IDs that they seem to have. */
function areKnown(cluster: Cluster<InstallationKind | 'Namespace'>, installations: readonly Installation[]): boolean {
  const kinds = ['Deployment', 'DaemonSet', 'StatefulSet'] as const;
  const mappings = cluster.all('Mapping');
  return (
    kinds.every((kind) => cluster.knows(kind)) &&
    installations.length > 0 &&
    installations.every((one) => !one.isAssumed && !hidesId(one)) &&
    // A gateway that reads nothing has more likely an ID that we cannot see.
    installations.some((one) => mappings.some((mapping) => one.sees(mapping)))
  );
}
