import { type Exposed, exposureOf, leadsTo } from '../../cluster/exposure.ts';
import { type Routing, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { usesHosts } from '../../cluster/unattached.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { createListener } from '../../engine/kubectl.ts';

const GATEWAY = `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
`;

export const routeServicePortNoListener = defineCheck({
  code: 'RTE012',
  name: 'route-service-port-no-listener',
  area: 'routing',
  title: 'A port of the gateway’s Service leads where nothing listens',
  severity: 'warning',
  reads: ['Listener', 'Service', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message:
    'Port {port} of {service} leads to port {target} of the gateway, and no Listener or TCPMapping is there; Listeners are on {others}.',
  why: '{consequence}',
  fix: 'Add a Listener with port {target}, or lead the Service to a port that has one.',
  inGeneral: {
    why: 'Whoever connects to that port is refused. If it is port 443 and no other port takes TLS, that is every https request.',
  },
  silent: [
    'ports of the administration and of sidecars',
    'port 443 of a gateway whose Hosts have no TLS, and port 80: charts always open both',
    'gateways without any Listener: that is route-no-listener',
  ],
  example: {
    bad: `${GATEWAY}---
kind: Service
metadata: { name: emissary-ingress, namespace: emissary }
spec: { selector: { app: emissary }, ports: [{ port: 80, targetPort: 8080 }, { port: 9000, targetPort: 9000 }] }
`,
    good: `${GATEWAY}---
kind: Service
metadata: { name: emissary-ingress, namespace: emissary }
spec: { selector: { app: emissary }, ports: [{ port: 80, targetPort: 8080 }] }
`,
  },

  run({ cluster, report }) {
    for (const routing of routingOf(cluster)) {
      const { installation, listeners } = routing;
      const { ports, foreign } = exposureOf(cluster, routing);
      if (installation.isAssumed || !usesHosts(installation) || !cluster.knows('Listener')) continue;
      if (!listeners.some(({ listener, fault }) => listener && !fault)) continue;

      for (const exposed of ports) {
        const { service, port, target } = exposed;
        // One that is there and serves nothing has a finding of its own.
        const hasListener = listeners.some((listener) => listener.port === target);
        if (hasListener || foreign.has(target) || port.protocol === 'UDP' || isIdle(routing, exposed)) continue;
        const isLost = port.port === 443 && !ports.some((other) => servesTls(routing, other));
        const others = [...new Set(listeners.map((listener) => listener.port))];
        report({
          on: service,
          key: String(port.port),
          severity: isLost ? 'error' : 'warning',
          data: {
            port: port.port,
            service,
            target,
            others: others.map(String),
            consequence: words(
              isLost
                ? 'Every https request is refused, though Hosts have certificates for it.'
                : 'Whoever connects to that port is refused.',
            ),
          },
          evidence: [
            {
              at: service,
              path: `spec.ports[${port.name ?? port.port}].targetPort`,
              value: port.targetPort ?? port.port,
            },
          ],
          related: listeners.flatMap(({ listener }) => listener ?? []),
          command: createListener(installation, target, port.port === 443 ? 'HTTPS' : 'HTTP'),
        });
      }
    }
  },
});

/** A port that charts open whether or not it is used. */
function isIdle({ hosts }: Routing, { port }: Exposed): boolean {
  return port.port === 80 || (port.port === 443 && !hosts.some(({ tlsValid, active }) => tlsValid && active));
}

function servesTls({ listeners }: Routing, exposed: Exposed): boolean {
  return listeners.some((listener) => listener.emitted && listener.stack.includes('TLS') && leadsTo(exposed, listener));
}
