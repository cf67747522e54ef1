import { exposureOf, hasHostPort, leadsTo } from '../../cluster/exposure.ts';
import type { Service } from '../../cluster/objects.ts';
import { type RoutedListener, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';
import { addPort, edit } from '../../engine/kubectl.ts';

const GATEWAY = (ports: string) => `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Service
metadata: { name: emissary-ingress, namespace: emissary }
spec: { type: LoadBalancer, selector: { app: emissary }, ports: [${ports}] }
---
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Listener
metadata: { name: partners, namespace: emissary }
spec: { port: 9090, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
`;

export const routeListenerNotExposed = defineCheck({
  code: 'RTE011',
  name: 'route-listener-not-exposed',
  area: 'routing',
  title: 'No Service leads to the port of a Listener',
  severity: 'error',
  reads: ['Listener', 'Service', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{listener} listens on port {port}, and no Service of the gateway leads there: they lead to {targets}.',
  why: 'Clients cannot reach this Listener, unless they go to the Pods directly.',
  fix: 'Give the gateway’s Service a port with targetPort {port}, or the Listener one of the ports that are open.',
  silent: [
    'ports opened on the nodes (hostPort, hostNetwork)',
    'gateways whose Services lead to none of the Listeners: something else brings the traffic',
    'Services that could not be read, and target ports that cannot be resolved',
  ],
  example: {
    bad: GATEWAY('{ port: 80, targetPort: 8080 }'),
    good: GATEWAY('{ port: 80, targetPort: 8080 }, { port: 9090, targetPort: 9090 }'),
  },

  run({ cluster, report }) {
    for (const routing of routingOf(cluster)) {
      const { installation, listeners } = routing;
      const { ports, isComplete } = exposureOf(cluster, routing);
      const open = listeners.filter(({ emitted }) => emitted);
      const isReached = (listener: RoutedListener) => ports.some((port) => leadsTo(port, listener));
      if (!isComplete || !open.some(isReached)) continue;

      for (const item of open) {
        const { listener, port } = item;
        if (!listener || isReached(item) || hasHostPort(installation, port)) continue;
        // What another one serves as well is not lost.
        const isSpare = open.some(
          (other) => isReached(other) && other.stack.includes('TLS') === item.stack.includes('TLS'),
        );
        const [service] = ports.map((exposed) => exposed.service);
        report({
          on: listener,
          severity: isSpare ? 'warning' : 'error',
          data: {
            listener,
            port: nameOf(port, isUdp(item)),
            targets: [...new Set(ports.map(({ target, port: own }) => nameOf(target, own.protocol === 'UDP')))],
          },
          evidence: [
            { at: listener, path: 'spec.port', value: port },
            ...ports.map((exposed) => ({
              at: exposed.service,
              path: 'spec.ports[].targetPort',
              value: exposed.target,
            })),
          ],
          related: service ? [service] : [],
          command:
            service && !service.spec.ports?.some((own) => own.port === port) ? expose(service, item) : edit(listener),
        });
      }
    }
  },
});

function expose(service: Service, listener: RoutedListener): string {
  const { port } = listener;
  const protocol = isUdp(listener) ? 'UDP' : 'TCP';
  return addPort(service, { name: `listener-${port}`, port, targetPort: port, protocol });
}

function nameOf(port: number, isUdp: boolean): string {
  return isUdp ? `${port}/UDP` : String(port);
}

function isUdp({ bind }: RoutedListener): boolean {
  return bind.startsWith('udp-');
}
