import { backedServices } from '../../cluster/backing.ts';
import { targetAlsoReads } from '../../cluster/targets.ts';
import { defineCheck } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';

export const mappingBackendZeroReplicas = defineCheck({
  code: 'MAP011',
  name: 'mapping-backend-zero-replicas',
  area: 'mappings',
  title: 'What stands behind a Mapping is scaled to zero',
  severity: 'error',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  message: '{workload} behind {service} is scaled to 0 replicas.',
  why: 'No Pod takes requests, so the gateway answers every request of these Mappings with 503.',
  fix: 'Scale {workload} up, or delete the Mappings that are no longer needed.',
  silent: [
    'what is scaled to zero by itself (KEDA, Knative, an autoscaler from 0), or may be: its autoscalers could not be read',
    'a Mapping that a weight of 0 keeps free of traffic',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: checkout, namespace: shop }
spec: { hostname: "*", prefix: /checkout/, service: checkout.shop }
---
kind: Service
metadata: { name: checkout, namespace: shop }
spec: { selector: { app: checkout }, ports: [{ port: 80, targetPort: 8080 }] }
---
kind: Deployment
metadata: { name: checkout, namespace: shop }
spec: { replicas: 0, selector: { matchLabels: { app: checkout } }, template: { metadata: { labels: { app: checkout } } } }
`,
    good: `
kind: Mapping
metadata: { name: checkout, namespace: shop }
spec: { hostname: "*", prefix: /checkout/, service: checkout.shop }
---
kind: Service
metadata: { name: checkout, namespace: shop }
spec: { selector: { app: checkout }, ports: [{ port: 80, targetPort: 8080 }] }
---
kind: Deployment
metadata: { name: checkout, namespace: shop }
spec: { replicas: 2, selector: { matchLabels: { app: checkout } }, template: { metadata: { labels: { app: checkout } } } }
`,
  },

  run({ cluster, report }) {
    for (const { service, mappings, backends } of backedServices(cluster)) {
      const [workload] = backends.workloads;
      if (!workload || backends.desired !== 0 || backends.scalesToZero !== false || (backends.ready ?? 0) > 0) continue;
      const served = mappings.filter(({ spec }) => spec.weight !== 0);
      if (served.length === 0) continue;

      report({
        on: workload,
        data: { workload, service },
        evidence: [{ at: workload, path: 'spec.replicas', value: workload.spec.replicas ?? 0 }],
        related: [...served, service],
        command: kubectl('scale', workload, '--replicas=2'),
      });
    }
  },
});
