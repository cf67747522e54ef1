import type { Cluster } from '../../cluster/cluster.ts';
import { adminPortOf, gatewayPartsOf } from '../../cluster/gateway-parts.ts';
import { hasLabels } from '../../cluster/labels.ts';
import { isAdminService, isOnlyForGateway, monitoredGatewayServices } from '../../cluster/monitors.ts';
import { nearest } from '../../cluster/names.ts';
import type { MonitorEndpoint, Service, ServicePort } from '../../cluster/objects.ts';
import { leavesUnlinked, type ScrapeKind, scrapeKinds } from '../../cluster/scrape.ts';
import { namedPort } from '../../cluster/scrape-path.ts';
import { portNumberOf } from '../../cluster/statsd.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patchItems } from '../../engine/kubectl.ts';

export const metricsServiceMonitorPort = defineCheck({
  code: 'MET005',
  name: 'metrics-servicemonitor-port',
  area: 'metrics',
  title: 'A ServiceMonitor names a port that the gateway Service does not have',
  severity: 'error',
  reads: ['ServiceMonitor', 'Service'],
  alsoReads: scrapeKinds,
  explains: ['metrics-pods-not-linked'],
  message: '{monitor} asks for port {port} of {service}, and no port has that name; there is {known}.',
  why: 'Prometheus finds no target for this monitor, so what it should gather is in no dashboard and no alert.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Write the name of the Service’s port, not its number and not a name of the container. If the port has no name, give it one, and write that in the monitor.',
  },
  silent: [
    'monitors with a second endpoint that does fit',
    'monitors for many applications, which the gateway is not expected to fit',
  ],
  example: {
    bad: `
kind: Service
metadata: { name: emissary-ingress-admin, namespace: emissary, labels: { service: ambassador-admin } }
spec: { ports: [{ name: ambassador-admin, port: 8877, targetPort: admin }] }
---
kind: ServiceMonitor
metadata: { name: emissary-ingress, namespace: emissary }
spec: { selector: { matchLabels: { service: ambassador-admin } }, endpoints: [{ port: admin }] }
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
      const services = monitoredGatewayServices(cluster, monitor);
      const endpoints = monitor.spec.endpoints ?? [];
      if (!isOnlyForGateway(cluster, monitor)) continue;
      if (services.some((service) => endpoints.some((endpoint) => fits(service, endpoint)))) continue;
      const service = services.find(isAdminService) ?? services[0];
      const [endpoint] = endpoints;
      if (!service || !endpoint?.port) continue;

      const port = String(endpoint.port);
      const ports = service.spec.ports ?? [];
      const right = rightPort(cluster, service, port)?.name;
      const isUnnamed = ports.every(({ name }) => !name);
      report({
        on: monitor,
        data: {
          monitor,
          service,
          port,
          known: isUnnamed ? words('no name at all') : ports.map(({ name, port: number }) => name ?? String(number)),
          advice: words(
            right
              ? `Write port: ${right}, the name of the Service's port.`
              : 'Give the admin port of the Service a name, and write that name in the monitor.',
          ),
        },
        evidence: [
          { at: monitor, path: 'spec.endpoints[0].port', value: port },
          {
            at: service,
            path: 'spec.ports',
            value: ports.map(({ name, port: number }) => `${name ?? '-'}: ${number}`),
          },
        ],
        related: [service],
        severity: leavesUnlinked(cluster, [service.metadata.namespace]) ? 'error' : 'warning',
        command: right
          ? patchItems(monitor, { op: 'replace', path: '/spec/endpoints/0/port', value: right })
          : edit(service),
      });
    }
  },
});

/** Whether Prometheus takes something for a target; a targetPort is looked up in the Pods. */
function fits(service: Service, endpoint: MonitorEndpoint): boolean {
  return endpoint.port === undefined || namedPort(service, endpoint) !== undefined;
}

/** The port that was meant: by a typing mistake, by its number, by its targetPort, or the one with the metrics. */
function rightPort(cluster: Cluster<ScrapeKind>, service: Service, wanted: string): ServicePort | undefined {
  const ports = (service.spec.ports ?? []).filter(({ name }) => name);
  const near = nearest(
    wanted,
    ports.flatMap(({ name }) => name ?? []),
  );
  const part = gatewayPartsOf(cluster).find(
    ({ namespace, labels }) =>
      namespace === service.metadata.namespace && hasLabels(labels, service.spec.selector ?? {}),
  );
  const target = ({ port, targetPort = port }: ServicePort) => (part ? portNumberOf(part.spec, targetPort) : port);
  return (
    ports.find(({ port, targetPort }) => String(targetPort) === wanted || String(port) === wanted) ??
    ports.find(({ name }) => name === near) ??
    ports.find((port) => target(port) === (part ? adminPortOf(part) : 8877))
  );
}
