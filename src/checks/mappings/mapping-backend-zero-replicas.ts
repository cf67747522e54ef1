import { backedServices, backendFault } from '../../cluster/backing.ts';
import { targetAlsoReads } from '../../cluster/targets.ts';
import { defineCheck } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';
import { lossOf, trafficNote } from './sentence-parts.ts';

export const mappingBackendZeroReplicas = defineCheck({
  code: 'MAP011',
  name: 'mapping-backend-zero-replicas',
  area: 'mappings',
  title: 'What stands behind a Mapping is scaled to zero',
  severity: 'error',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  explains: ['route-leads-nowhere', 'lb-service-broken', 'gateway-access-log-flags'],
  message: '{workload} behind {services} is scaled to 0 replicas.{note}',
  why: 'No Pod takes requests, so the gateway answers every request of these Mappings with 503.',
  fix: 'Scale {workload} up, or delete the Mappings that are no longer needed.',
  silent: [
    'what is scaled to zero by itself (KEDA, Knative, an autoscaler from 0), or may be: its autoscalers could not be read',
    'a Service that no request reaches, because others have all of the weight',
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

  run({ cluster, now, report }) {
    const found = backedServices(cluster).flatMap((backed) => {
      const fault = backed.traffic === 'none' ? undefined : backendFault(cluster, backed, now);
      return fault?.kind === 'zero-replicas' ? [{ ...backed, workload: fault.workload }] : [];
    });
    for (const [workload, services] of Map.groupBy(found, (one) => one.workload)) {
      const { traffic } = services.find((one) => one.traffic === 'requests') ?? { traffic: 'copies' as const };
      report({
        on: workload,
        severity: lossOf(traffic),
        data: { workload, services: services.map(({ service }) => service), note: trafficNote(traffic) },
        evidence: [{ at: workload, path: 'spec.replicas', value: workload.spec.replicas ?? 0 }],
        related: services.flatMap(({ service, mappings }) => [...mappings, service]),
        command: kubectl('scale', workload, '--replicas=2'),
      });
    }
  },
});
