import { type Installation, installationKinds, installationsOf } from '../../cluster/installations.ts';
import { comesAndGoes, desiredPods, scalersOf } from '../../cluster/workloads.ts';
import { defineCheck } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';

export const gatewaySingleReplica = defineCheck({
  code: 'GWY033',
  name: 'gateway-single-replica',
  area: 'gateway',
  title: 'A gateway has a single Pod',
  severity: 'info',
  reads: ['Deployment', 'Service', 'Mapping', 'HorizontalPodAutoscaler', 'ScaledObject'],
  alsoReads: installationKinds,
  message: 'All traffic of {service} goes through the only Pod of {gateway}.',
  why: 'When its node fails or is emptied, nobody answers until another Pod has started.',
  fix: 'Run two Pods or more, on different nodes, with a PodDisruptionBudget.',
  silent: [
    'gateways that something scales, and DaemonSets',
    'a second Deployment or gateway beside it',
    'gateways without a load balancer or without a Mapping: they are for development, or not in use',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  replicas: 1
  template:
    metadata: { labels: { app: gateway } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Service
metadata: { name: emissary-ingress, namespace: emissary }
spec: { type: LoadBalancer, selector: { app: gateway } }
---
kind: Mapping
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, prefix: /, service: shop }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  replicas: 3
  template:
    metadata: { labels: { app: gateway } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Service
metadata: { name: emissary-ingress, namespace: emissary }
spec: { type: LoadBalancer, selector: { app: gateway } }
---
kind: Mapping
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, prefix: /, service: shop }
`,
  },

  run({ cluster, report }) {
    const installations = installationsOf(cluster);
    for (const installation of installations) {
      const gateway = onlyWorkloadOf(installation);
      const service = installation.services.find(({ spec }) => spec.type === 'LoadBalancer');
      if (installations.length > 1 || !gateway || !service || desiredPods(gateway) !== 1) continue;
      if (comesAndGoes(gateway) || scalersOf(cluster, gateway).length > 0) continue;
      const { namespace } = gateway.metadata;
      const isKnown = cluster.knows('HorizontalPodAutoscaler', namespace) && cluster.knows('ScaledObject', namespace);
      if (!isKnown || !cluster.all('Mapping').some((mapping) => installation.sees(mapping))) continue;

      report({
        on: gateway,
        data: { gateway, service },
        evidence: [{ at: gateway, path: 'spec.replicas', value: gateway.spec.replicas }],
        related: [service],
        command: kubectl('scale', gateway, '--replicas=2'),
      });
    }
  },
});

function onlyWorkloadOf({ workloads }: Installation): Installation['workloads'][number] | undefined {
  const running = workloads.filter((one) => one.kind === 'DaemonSet' || one.spec.replicas !== 0);
  return running.length === 1 && running[0]?.kind !== 'DaemonSet' ? running[0] : undefined;
}
