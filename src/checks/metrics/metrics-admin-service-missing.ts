import { adminPortOf, gatewayPartsOf } from '../../cluster/gateway-parts.ts';
import {
  gatewayServicesOf,
  isAdminService,
  isMeantForGateway,
  looksInto,
  monitoredServices,
} from '../../cluster/monitors.ts';
import type { Ref } from '../../cluster/objects.ts';
import { leavesUnlinked, scrapeKinds } from '../../cluster/scrape.ts';
import { namedPort } from '../../cluster/scrape-path.ts';
import { defineCheck } from '../../engine/check.ts';
import { createAdminService } from './manifests.ts';

export const metricsAdminServiceMissing = defineCheck({
  code: 'MET003',
  name: 'metrics-admin-service-missing',
  area: 'metrics',
  title: 'A ServiceMonitor has no Service to follow',
  severity: 'warning',
  reads: ['ServiceMonitor', 'Service'],
  alsoReads: scrapeKinds,
  message: '{monitor} follows a Service to the metrics of {gateway}, and no Service leads to them.',
  why: 'Prometheus finds no target, so dashboards and alerts know nothing of this gateway.',
  fix: 'Create {service} for port 8877 (in the Helm chart: adminService.create), or write a PodMonitor.',
  silent: ['gateways that a PodMonitor or something else reaches', 'gateways without any ServiceMonitor'],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary } }
    spec: { containers: [{ name: emissary, image: "emissary:4.0.1" }] }
---
kind: Service
metadata: { name: emissary-ingress, namespace: emissary }
spec: { selector: { app: emissary }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
kind: ServiceMonitor
metadata: { name: emissary-ingress, namespace: emissary }
spec: { selector: { matchLabels: { service: ambassador-admin } }, endpoints: [{ port: ambassador-admin }] }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary } }
    spec: { containers: [{ name: emissary, image: "emissary:4.0.1" }] }
---
kind: Service
metadata: { name: emissary-ingress-admin, namespace: emissary, labels: { service: ambassador-admin } }
spec: { selector: { app: emissary }, ports: [{ name: ambassador-admin, port: 8877 }] }
---
kind: ServiceMonitor
metadata: { name: emissary-ingress, namespace: emissary }
spec: { selector: { matchLabels: { service: ambassador-admin } }, endpoints: [{ port: ambassador-admin }] }
`,
  },

  run({ cluster, report }) {
    for (const monitor of cluster.all('ServiceMonitor')) {
      if (!isMeantForGateway(cluster, monitor) || monitoredServices(cluster, monitor).length > 0) continue;

      const part = gatewayPartsOf(cluster).find(({ namespace }) => looksInto(monitor, namespace));
      if (!part || !cluster.knows('Service', part.namespace)) continue;
      const leads = [...gatewayServicesOf(cluster)].some(
        (service) =>
          isAdminService(service) || monitor.spec.endpoints?.some((endpoint) => namedPort(service, endpoint)),
      );
      if (leads || !leavesUnlinked(cluster, [part.namespace])) continue;

      const service: Ref = { kind: 'Service', namespace: part.namespace, name: `${part.installation.name}-admin` };
      report({
        on: service,
        data: { monitor, gateway: part.on, service },
        evidence: [{ at: monitor, path: 'spec.selector', value: JSON.stringify(monitor.spec.selector ?? {}) }],
        related: [monitor, part.on],
        command: createAdminService(part, monitor, service.name, adminPortOf(part)),
      });
    }
  },
});
