import { installationKinds } from '../../cluster/installations.ts';
import { disagreementsOf } from '../../cluster/live-configuration.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { allLogs } from '../../engine/kubectl.ts';
import { nameOf } from './log-words.ts';

const SHOP = `
kind: Deployment
metadata: { name: emissary, namespace: emissary }
spec:
  replicas: 2
  selector: { matchLabels: { app: emissary } }
  template:
    metadata: { labels: { app: emissary } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Mapping
metadata: { name: cart, namespace: shop, creationTimestamp: "2025-12-31T20:00:00Z" }
spec: { hostname: shop.test, prefix: /cart/, service: cart.shop }
${['emissary-1', 'emissary-2']
  .map(
    (name) => `---
kind: Pod
metadata: { name: ${name}, namespace: emissary, labels: { app: emissary } }
spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
status: { phase: Running, startTime: "2025-12-31T20:00:00Z", conditions: [{ type: Ready, status: "True" }] }
---
kind: Diagnostics
metadata: { name: ${name}, namespace: emissary }
isWhole: true
environment: []
errors: []
notices: []
`,
  )
  .join('elements: { cart.shop.1: 6d1f0c9a71b2 }\n')}`;

export const gatewayReplicasDisagree = defineCheck({
  code: 'GWY037',
  name: 'gateway-replicas-disagree',
  area: 'gateway',
  title: 'Pods of one gateway run with different configurations',
  severity: 'error',
  reads: ['Diagnostics'],
  alsoReads: [...installationKinds, 'ContainerLog'],
  options: { minutes: 10 },
  message: '{pod} of {gateway} runs with another configuration than most of its {count} Pods: {difference}.',
  why: 'What clients get depends on the Pod that their request happens to reach.',
  fix: 'Read the log of {pod}. If it takes up no change there, mend what stops it; else delete the Pod, so that another starts with all there is.',
  silent: [
    'rollouts, Pods that are not ready or younger than ten minutes, and Pods of different versions',
    'objects of the last ten minutes, and gateways whose log shows that they took something up since',
    'errors alone: Emissary forgets them with the next change of something else',
    'annotations and what is made of Ingresses; diagnostics that were too large to read as a whole',
  ],
  example: {
    bad: `${SHOP}elements: {}\n`,
    good: `${SHOP}elements: { cart.shop.1: 6d1f0c9a71b2 }\n`,
  },

  run({ cluster, now, options, report }) {
    for (const { gateway, pod, count, missing, other } of disagreementsOf(cluster, now, options)) {
      const differing = [...missing, ...other];
      const [first] = differing;
      const more = differing.length > 1 ? ` (and ${differing.length - 1} more)` : '';
      report({
        on: gateway,
        severity: missing.length > 0 ? 'error' : 'warning',
        data: {
          pod,
          gateway,
          count,
          difference: words(
            `it has ${missing.length > 0 ? 'no' : 'another form of'} ${first ? nameOf(first) : 'object'}${more}`,
          ),
        },
        evidence: differing.slice(0, 3).map(({ metadata }) => ({
          at: pod,
          path: `ambassador_elements[${metadata.name}.${metadata.namespace}.1]`,
        })),
        related: [...differing, pod],
        command: allLogs(pod),
      });
    }
  },
});
