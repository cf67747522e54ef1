import { type GatewayPart, gatewayPartsOf, isWorkload } from '../../cluster/gateway-parts.ts';
import { gatewayContainer } from '../../cluster/gateway-pods.ts';
import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { defineCheck } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';

export const gatewayImageMixed = defineCheck({
  code: 'GWY011',
  name: 'gateway-image-mixed',
  area: 'gateway',
  title: 'Pods of one gateway run different versions',
  severity: 'warning',
  reads: ['Pod'],
  alsoReads: installationKinds,
  message: 'Pods of {gateway} run different versions: {images}.',
  why: 'Versions read some fields differently, so the same request can fare differently, Pod by Pod.',
  fix: 'Finish the rollout, or give what is meant to differ an ambassador_id of its own.',
  silent: [
    'rollouts in progress, and rollouts that somebody has paused',
    'canaries (profile: canary, or a name that ends in -canary)',
    'the same tag from two registries',
  ],
  example: {
    bad: `
kind: Pod
metadata: { name: gateway-1, namespace: emissary, ownerReferences: [{ kind: StatefulSet, name: gateway, controller: true }] }
spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.0" }] }
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
---
kind: Pod
metadata: { name: gateway-2, namespace: emissary, ownerReferences: [{ kind: StatefulSet, name: gateway, controller: true }] }
spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
---
kind: StatefulSet
metadata: { name: gateway, namespace: emissary }
spec:
  replicas: 2
  template:
    metadata: { labels: { app: gateway } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
`,
    good: `
kind: Pod
metadata: { name: gateway-1, namespace: emissary, ownerReferences: [{ kind: StatefulSet, name: gateway, controller: true }] }
spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
---
kind: Pod
metadata: { name: gateway-2, namespace: emissary, ownerReferences: [{ kind: StatefulSet, name: gateway, controller: true }] }
spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
---
kind: StatefulSet
metadata: { name: gateway, namespace: emissary }
spec:
  replicas: 2
  template:
    metadata: { labels: { app: gateway } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const parts = gatewayPartsOf(cluster).filter((part) => part.installation === installation && !isCanary(part));
      const [first] = parts;
      if (!first || parts.some((part) => part.isRollingOut || isPaused(part))) continue;

      const pods = parts.flatMap((part) => part.pods);
      const byTag = Map.groupBy(pods, ({ spec, metadata }) => tagOf(gatewayContainer(spec, metadata.labels)?.image));
      if (byTag.size < 2) continue;

      const examples = [...byTag.values()].flatMap(([pod]) => pod ?? []);
      report({
        on: first.on,
        data: { gateway: first.on, images: [...byTag.keys()].toSorted() },
        evidence: examples.map((pod) => ({
          at: pod,
          path: 'spec.containers[].image',
          value: gatewayContainer(pod.spec, pod.metadata.labels)?.image,
        })),
        related: pods,
        command: kubectl(isWorkload(first.on) ? 'rollout status' : 'describe', first.on),
      });
    }
  },
});

function isCanary({ on, labels }: GatewayPart): boolean {
  const name = 'metadata' in on ? on.metadata.name : on.name;
  return labels.profile === 'canary' || name.endsWith('-canary');
}

function isPaused({ on }: GatewayPart): boolean {
  if (!('spec' in on) || on.kind === 'Pod') return false;
  return on.status?.conditions?.some(({ reason }) => reason === 'DeploymentPaused') ?? false;
}

/** What tells versions apart: a tag, else the whole name. */
function tagOf(image = ''): string {
  return /:([^/:@]+)(@.*)?$/.exec(image)?.[1] ?? image;
}
