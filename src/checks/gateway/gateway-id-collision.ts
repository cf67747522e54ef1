import { hidesId, type Installation, installationKinds, installationsOf } from '../../cluster/installations.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';

export const gatewayIdCollision = defineCheck({
  code: 'GWY035',
  name: 'gateway-id-collision',
  area: 'gateway',
  title: 'Two gateways take the same objects',
  severity: 'warning',
  reads: ['Deployment', 'DaemonSet'],
  alsoReads: installationKinds,
  message: '{gateway} and {other} both have ambassador_id {id} and read the same namespaces{versions}.',
  why: 'Every Mapping and Host is served by both, also what is meant for one of them, such as what only an internal gateway should show.',
  fix: 'Set AMBASSADOR_ID of one of them, and ambassador_id on the objects meant for it.',
  silent: [
    'gateways that read one namespace each, or other labels',
    'a gateway that stands by with 0 replicas',
    'canaries in the same namespace: they are one gateway',
    'gateways whose ID comes from a place that cannot be read',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: public }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: ghcr.io/emissary-ingress/emissary:4.0.1
          env: [{ name: AMBASSADOR_NAMESPACE, value: public }]
---
kind: Deployment
metadata: { name: emissary-ingress, namespace: internal }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: ghcr.io/emissary-ingress/emissary:4.0.1
          env: [{ name: AMBASSADOR_NAMESPACE, value: internal }]
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: public }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: ghcr.io/emissary-ingress/emissary:4.0.1
          env: [{ name: AMBASSADOR_NAMESPACE, value: public }]
---
kind: Deployment
metadata: { name: emissary-ingress, namespace: internal }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: ghcr.io/emissary-ingress/emissary:4.0.1
          env: [{ name: AMBASSADOR_NAMESPACE, value: internal }, { name: AMBASSADOR_ID, value: internal }]
`,
  },

  run({ cluster, report }) {
    const running = installationsOf(cluster).filter(runs);
    for (const [index, installation] of running.entries()) {
      const other = running.slice(0, index).find((earlier) => isSameScope(earlier, installation));
      const [gateway] = installation.workloads;
      const [first] = other?.workloads ?? [];
      if (!gateway || !first) continue;

      const [one, two] = [installation.version ?? '', other?.version ?? ''];
      const isUpgrade = one !== two;
      report({
        on: gateway,
        // Two versions side by side are how a gateway is upgraded.
        severity: isUpgrade ? 'info' : 'warning',
        data: {
          gateway,
          other: first,
          id: installation.id,
          versions: words(isUpgrade ? `, in versions ${one} and ${two}` : ''),
        },
        evidence: [gateway, first].map((at) => ({
          at,
          path: 'spec.template.spec.containers[].env[AMBASSADOR_ID]',
          value: installation.env.AMBASSADOR_ID,
        })),
        related: [first],
        command: kubectl('set env', gateway, 'AMBASSADOR_ID=ID'),
      });
    }
  },
});

/** Whether it runs, under an ID that is known. */
function runs(installation: Installation): boolean {
  const { workloads, pods } = installation;
  if (hidesId(installation)) return false;
  return pods.length > 0 || workloads.some((one) => one.kind === 'DaemonSet' || one.spec.replicas !== 0);
}

function isSameScope(one: Installation, other: Installation): boolean {
  return (
    one.id === other.id &&
    !one.singleNamespace &&
    !other.singleNamespace &&
    one.labelSelector === other.labelSelector &&
    one.fieldSelector === other.fieldSelector
  );
}
