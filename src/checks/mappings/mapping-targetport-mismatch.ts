import { backedServices } from '../../cluster/backing.ts';
import type { Container, ServicePort } from '../../cluster/objects.ts';
import { matchPort, targetAlsoReads, targetsOf } from '../../cluster/targets.ts';
import { backendsOf } from '../../cluster/workloads.ts';
import { defineCheck } from '../../engine/check.ts';

export const mappingTargetPortMismatch = defineCheck({
  code: 'MAP013',
  name: 'mapping-targetport-mismatch',
  area: 'mappings',
  title: 'The Service behind a Mapping points at a port that its Pods do not name',
  severity: 'warning',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  message: 'Port {port} of {service} leads to {target}, and {workload} has {ports}.',
  why: '{consequence}',
  fix: 'Write the port that the Pods listen on into targetPort of {service}.',
  silent: ['Pods that declare no ports at all: declaring them is optional', 'a workload that could not be read'],
  example: {
    bad: `
kind: Mapping
metadata: { name: checkout, namespace: shop }
spec: { hostname: "*", prefix: /checkout/, service: checkout.shop }
---
kind: Service
metadata: { name: checkout, namespace: shop }
spec: { selector: { app: checkout }, ports: [{ port: 80, targetPort: web }] }
---
kind: Deployment
metadata: { name: checkout, namespace: shop }
spec:
  selector: { matchLabels: { app: checkout } }
  template:
    metadata: { labels: { app: checkout } }
    spec: { containers: [{ name: app, ports: [{ name: http, containerPort: 8080 }] }] }
`,
    good: `
kind: Mapping
metadata: { name: checkout, namespace: shop }
spec: { hostname: "*", prefix: /checkout/, service: checkout.shop }
---
kind: Service
metadata: { name: checkout, namespace: shop }
spec: { selector: { app: checkout }, ports: [{ port: 80, targetPort: http }] }
---
kind: Deployment
metadata: { name: checkout, namespace: shop }
spec:
  selector: { matchLabels: { app: checkout } }
  template:
    metadata: { labels: { app: checkout } }
    spec: { containers: [{ name: app, ports: [{ name: http, containerPort: 8080 }] }] }
`,
  },

  run({ cluster, report }) {
    const mappingsOf = new Map(backedServices(cluster).map(({ service, mappings }) => [service, mappings]));
    for (const target of targetsOf(cluster)) {
      const { service } = target;
      const match = matchPort(target);
      if (!service || match.kind !== 'matches' || !mappingsOf.has(service)) continue;

      const { port } = match;
      for (const workload of backendsOf(cluster, service).workloads) {
        const containers = workload.spec.template?.spec?.containers ?? [];
        const declared = containers.flatMap(({ ports = [] }) => ports);
        if (declared.length === 0 || isDeclared(port, containers)) continue;

        const isNamed = typeof port.targetPort === 'string';
        report({
          on: service,
          key: String(port.port),
          // A number need not be declared to be listened on; a name that is not declared leads nowhere.
          severity: isNamed ? 'error' : 'warning',
          data: {
            service,
            port: port.port,
            target: `targetPort ${port.targetPort ?? port.port}`,
            workload,
            ports: declared.map(({ name, containerPort }) =>
              name ? `${containerPort} (${name})` : `${containerPort}`,
            ),
            consequence: isNamed
              ? 'The Service has no address for this port, so the gateway answers these requests with 503.'
              : 'If nothing listens on that port, connections are refused and the gateway answers with 503.',
          },
          evidence: [
            { at: service, path: `spec.ports[${port.port}].targetPort`, value: port.targetPort ?? port.port },
            { at: workload, path: 'spec.template.spec.containers[].ports', value: portsText(containers) },
          ],
          related: mappingsOf.get(service) ?? [],
        });
      }
    }
  },
});

function isDeclared({ port, targetPort = port }: ServicePort, containers: readonly Container[]): boolean {
  return containers.some(({ ports = [] }) =>
    ports.some(({ name, containerPort }) => (typeof targetPort === 'string' ? name : containerPort) === targetPort),
  );
}

function portsText(containers: readonly Container[]): string {
  return containers
    .flatMap(({ name, ports = [] }) => ports.map(({ containerPort }) => `${name}: ${containerPort}`))
    .join(', ');
}
