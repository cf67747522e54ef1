import { backedServices, undeclaredPorts } from '../../cluster/backing.ts';
import type { Mapping, Service, ServicePort, TCPMapping } from '../../cluster/objects.ts';
import { matchPort, targetAlsoReads, targetsOf } from '../../cluster/targets.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patchItems } from '../../engine/kubectl.ts';
import { lossOf, trafficNote } from './sentence-parts.ts';

export const mappingTargetPortMismatch = defineCheck({
  code: 'MAP013',
  name: 'mapping-targetport-mismatch',
  area: 'mappings',
  title: 'The Service behind a Mapping points at a port that its Pods do not name',
  severity: 'warning',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  explains: ['route-leads-nowhere', 'lb-service-broken', 'mapping-no-endpoints', 'gateway-access-log-flags'],
  message: 'Port {port} of {service} leads to targetPort {target}, and {what} declares {ports}.{note}',
  why: 'A name that no Pod declares leads nowhere, and so does a number that nothing listens on: the gateway answers with 503.',
  fix: 'Write the port that the Pods listen on into targetPort of {service}, or declare it in {what}.',
  silent: [
    'a number, where Pods declare no ports at all, or only some for metrics and the like: declaring them is optional',
    'ports of the Service that no Mapping uses',
    'Pods and workloads that could not be read',
  ],
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
    const users = usersOf(cluster);
    for (const { service, backends, traffic } of backedServices(cluster)) {
      for (const { port, object, declared, isNamed } of undeclaredPorts(service, backends)) {
        const mappings = users.get(service)?.get(port);
        if (!mappings) continue;

        const target = port.targetPort ?? port.port;
        const ports = declared.map(({ name, containerPort }) => `${containerPort}${name ? ` (${name})` : ''}`);
        const template = object.kind === 'Pod' ? 'spec' : 'spec.template.spec';
        report({
          on: service,
          key: String(port.port),
          // A number need not be declared to be listened on.
          severity: isNamed ? lossOf(traffic) : 'warning',
          data: {
            service,
            port: port.port,
            target,
            what: object,
            ports: ports.length > 0 ? ports : words('none'),
            note: trafficNote(traffic),
          },
          evidence: [
            { at: service, path: `spec.ports[${port.port}].targetPort`, value: target },
            { at: object, path: `${template}.containers[].ports`, value: ports.join(', ') || 'none' },
          ],
          related: [...mappings, object],
          command: patchPort(service, port, declared),
        });
      }
    }
  },
});

/** The port that the Pods declare, when it is the only one. */
function patchPort(
  service: Service,
  port: ServicePort,
  declared: readonly { readonly containerPort: number }[],
): string {
  const [only, ...more] = declared;
  const path = `/spec/ports/${service.spec.ports?.indexOf(port)}`;
  return patchItems(
    service,
    { op: 'test', path: `${path}/port`, value: port.port },
    { op: 'add', path: `${path}/targetPort`, value: only && more.length === 0 ? only.containerPort : 'PORT' },
  );
}

type Users = ReadonlyMap<Service, ReadonlyMap<ServicePort, readonly (Mapping | TCPMapping)[]>>;

/** The Mappings that use each port of each Service. */
function usersOf(cluster: Parameters<typeof targetsOf>[0]): Users {
  const users = new Map<Service, Map<ServicePort, (Mapping | TCPMapping)[]>>();
  for (const target of targetsOf(cluster)) {
    const match = matchPort(target);
    if (!target.service || match.kind !== 'matches') continue;
    const ports = users.get(target.service) ?? new Map<ServicePort, (Mapping | TCPMapping)[]>();
    const mappings = ports.get(match.port) ?? [];
    mappings.push(target.mapping);
    ports.set(match.port, mappings);
    users.set(target.service, ports);
  }
  return users;
}
