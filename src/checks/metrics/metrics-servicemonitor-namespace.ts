import {
  gatewayServicesOf,
  isAdminService,
  isMeantForGateway,
  knowsServicesOf,
  looksInto,
  monitoredServices,
  namespacesOf,
} from '../../cluster/monitors.ts';
import { leavesUnlinked, scrapeKinds } from '../../cluster/scrape.ts';
import { namedPort, unfulfilled } from '../../cluster/scrape-path.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const metricsServiceMonitorNamespace = defineCheck({
  code: 'MET007',
  name: 'metrics-servicemonitor-namespace',
  area: 'metrics',
  title: 'The ServiceMonitor of a gateway looks into the wrong namespace',
  severity: 'error',
  reads: ['ServiceMonitor', 'Service'],
  alsoReads: scrapeKinds,
  explains: ['metrics-pods-not-linked'],
  message: '{monitor} looks for Services in {looked} only, and finds none; {service} is the one it describes.',
  why: 'Prometheus finds no target for this monitor, so what it should gather is in no dashboard and no alert.',
  fix: 'Set spec.namespaceSelector.matchNames to [{namespace}]; without it a monitor looks into its own namespace alone.',
  silent: [
    'ServiceMonitors that find a Service in the namespaces they look into',
    'ServiceMonitors that have nothing to do with a gateway',
  ],
  example: {
    bad: `
kind: Service
metadata: { name: emissary-ingress-admin, namespace: emissary, labels: { service: ambassador-admin } }
spec: { ports: [{ name: ambassador-admin, port: 8877, targetPort: admin }] }
---
kind: ServiceMonitor
metadata: { name: emissary-ingress, namespace: monitoring }
spec: { selector: { matchLabels: { service: ambassador-admin } }, endpoints: [{ port: ambassador-admin }] }
`,
    good: `
kind: Service
metadata: { name: emissary-ingress-admin, namespace: emissary, labels: { service: ambassador-admin } }
spec: { ports: [{ name: ambassador-admin, port: 8877, targetPort: admin }] }
---
kind: ServiceMonitor
metadata: { name: emissary-ingress, namespace: monitoring }
spec:
  namespaceSelector: { matchNames: [emissary] }
  selector: { matchLabels: { service: ambassador-admin } }
  endpoints: [{ port: ambassador-admin }]
`,
  },

  run({ cluster, report }) {
    for (const monitor of cluster.all('ServiceMonitor')) {
      const { selector = {}, endpoints = [], namespaceSelector } = monitor.spec;
      const looked = namespacesOf(monitor);
      if (!looked || !isMeantForGateway(cluster, monitor)) continue;
      if (!knowsServicesOf(cluster, monitor) || monitoredServices(cluster, monitor).length > 0) continue;

      const services = [...gatewayServicesOf(cluster)].filter(
        (service) =>
          !looksInto(monitor, service.metadata.namespace) &&
          unfulfilled(selector, service.metadata.labels).length === 0 &&
          (isAdminService(service) || endpoints.some((endpoint) => namedPort(service, endpoint))),
      );
      const [service] = services;
      if (!service) continue;
      const namespaces = [...new Set(services.map(({ metadata }) => metadata.namespace))];
      const hasNames = (namespaceSelector?.matchNames ?? []).length > 0;
      report({
        on: monitor,
        data: { monitor, service, looked, namespace: namespaces },
        evidence: [
          hasNames
            ? { at: monitor, path: 'spec.namespaceSelector.matchNames', value: looked }
            : { at: monitor, path: 'spec.namespaceSelector' },
          { at: service, path: 'metadata.namespace', value: service.metadata.namespace },
        ],
        related: services,
        severity: leavesUnlinked(cluster, namespaces) ? 'error' : 'warning',
        command: patch(monitor, { spec: { namespaceSelector: { matchNames: namespaces } } }),
      });
    }
  },
});
