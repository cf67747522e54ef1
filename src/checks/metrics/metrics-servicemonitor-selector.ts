import type { Cluster } from '../../cluster/cluster.ts';
import {
  gatewayServicesOf,
  isAdminService,
  isMeantForGateway,
  knowsServicesOf,
  looksInto,
  monitoredServices,
} from '../../cluster/monitors.ts';
import type { Service, ServiceMonitor } from '../../cluster/objects.ts';
import { leavesUnlinked, type ScrapeKind, scrapeKinds } from '../../cluster/scrape.ts';
import { namedPort, unfulfilled } from '../../cluster/scrape-path.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';

export const metricsServiceMonitorSelector = defineCheck({
  code: 'MET006',
  name: 'metrics-servicemonitor-selector',
  area: 'metrics',
  title: 'The ServiceMonitor of a gateway selects no Service',
  severity: 'error',
  reads: ['ServiceMonitor', 'Service'],
  alsoReads: scrapeKinds,
  explains: ['metrics-pods-not-linked'],
  message: '{monitor} asks for Services with {wanted}, and there is none; {service} {found}.',
  why: 'Prometheus finds no target for this monitor, so what it should gather is in no dashboard and no alert.',
  fix: 'Write the labels of {service} in spec.selector of the monitor.',
  silent: [
    'ServiceMonitors that have nothing to do with a gateway',
    'a Service that fits in another namespace: that is metrics-servicemonitor-namespace',
    'a gateway without any Service for its metrics: that is metrics-admin-service-missing',
  ],
  example: {
    bad: `
kind: Service
metadata: { name: emissary-ingress-admin, namespace: emissary, labels: { service: ambassador-admin } }
spec: { ports: [{ name: ambassador-admin, port: 8877, targetPort: admin }] }
---
kind: ServiceMonitor
metadata: { name: emissary-ingress, namespace: emissary }
spec: { selector: { matchLabels: { app: emissary-ingress-admin } }, endpoints: [{ port: ambassador-admin }] }
`,
    good: `
kind: Service
metadata: { name: emissary-ingress-admin, namespace: emissary, labels: { service: ambassador-admin } }
spec: { ports: [{ name: ambassador-admin, port: 8877, targetPort: admin }] }
---
kind: ServiceMonitor
metadata: { name: emissary-ingress, namespace: emissary }
spec: { selector: { matchLabels: { service: ambassador-admin } }, endpoints: [{ port: ambassador-admin }] }
`,
  },

  run({ cluster, report }) {
    for (const monitor of cluster.all('ServiceMonitor')) {
      if (!isMeantForGateway(cluster, monitor) || !knowsServicesOf(cluster, monitor)) continue;
      if (monitoredServices(cluster, monitor).length > 0) continue;
      const service = nearestService(cluster, monitor);
      if (!service) continue;

      const differs = unfulfilled(monitor.spec.selector ?? {}, service.metadata.labels);
      const found = differs.flatMap((one) => one.found ?? []);
      report({
        on: monitor,
        data: {
          monitor,
          service,
          wanted: differs.map(({ wanted }) => wanted),
          found: words(found.length > 0 ? `has ${found.join(', ')}` : 'has no such label'),
        },
        evidence: differs.flatMap(({ key, wanted, path, found: value }) => [
          { at: monitor, path: `spec.selector.${path}`, value: wanted },
          { at: service, path: `metadata.labels.${key}`, value },
        ]),
        related: [service],
        severity: leavesUnlinked(cluster, [service.metadata.namespace]) ? 'error' : 'warning',
        command: commandFor(monitor, service) ?? edit(monitor),
      });
    }
  },
});

/** The gateway's Service with metrics that the monitor can see and misses by the fewest labels. */
function nearestService(cluster: Cluster<ScrapeKind>, monitor: ServiceMonitor): Service | undefined {
  const selector = monitor.spec.selector ?? {};
  const endpoints = monitor.spec.endpoints ?? [];
  const steps = (service: Service) =>
    unfulfilled(selector, service.metadata.labels).length -
    (endpoints.some((one) => namedPort(service, one)) ? 0.5 : 0);
  const services = [...gatewayServicesOf(cluster)].filter(
    (service) => isAdminService(service) || endpoints.some((endpoint) => namedPort(service, endpoint)),
  );
  // One that fits elsewhere is a matter of namespaces.
  if (services.some((service) => unfulfilled(selector, service.metadata.labels).length === 0)) return undefined;
  return services
    .filter(({ metadata }) => looksInto(monitor, metadata.namespace))
    .toSorted((a, b) => steps(a) - steps(b))[0];
}

/** Each label that does not fit becomes the Service's own, or goes; a selector with nothing left would take everything. */
function commandFor(monitor: ServiceMonitor, { metadata: { labels = {} } }: Service): string | undefined {
  const { matchLabels = {}, matchExpressions = [] } = monitor.spec.selector ?? {};
  const differs = Object.keys(matchLabels).filter((key) => labels[key] !== matchLabels[key]);
  const left = Object.keys(matchLabels).filter((key) => !differs.includes(key) || labels[key] !== undefined);
  const changes: Record<string, string | null> = Object.fromEntries(differs.map((key) => [key, labels[key] ?? null]));
  if (left.length === 0) {
    if (labels['service'] !== 'ambassador-admin') return undefined;
    changes['service'] = 'ambassador-admin';
  }
  return matchExpressions.length > 0 ? undefined : patch(monitor, { spec: { selector: { matchLabels: changes } } });
}
