import { undeclaredPorts } from '../../cluster/backing.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { standsUnder } from '../../cluster/endpoint-resolver.ts';
import {
  matchPort,
  serviceText,
  type Target,
  type TargetKind,
  targetAlsoReads,
  targetsOf,
} from '../../cluster/targets.ts';
import { backendsOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';
import { lossOf, trafficNote } from '../mappings/sentence-parts.ts';

export const lbEndpointAmbiguousPort = defineCheck({
  code: 'BAL016',
  name: 'lb-endpoint-ambiguous-port',
  area: 'balance',
  title: 'An endpoint resolver finds no address under the port that a Mapping names',
  severity: 'error',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  explains: [
    'route-leads-nowhere',
    'lb-service-broken',
    'mapping-no-endpoints',
    'gateway-diag-errors',
    'gateway-log-errors',
    'gateway-access-log-flags',
  ],
  message:
    '{mapping} asks its endpoint resolver for port {port} of {service}, and finds no address there: {reason}.{note}',
  why: 'The gateway keeps addresses under the ports of the Service, so it has none for these requests and answers each with 503.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Write the port of the Service, not that of its Pods, into spec.service. Where the addresses are written by hand, give each port of the Endpoints the name of its port in the Service.',
  },
  silent: [
    'a port that the Service does not have at all: that is mapping-port-missing',
    'a Service with a single port, which takes any port of its addresses',
    'a targetPort that the Pods do not name: that is mapping-targetport-mismatch',
    'a Service without ready addresses, or whose addresses are not known',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: "cart.shop:8080", resolver: endpoint }
---
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ port: 80, targetPort: 8080 }] }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: "cart.shop:80", resolver: endpoint }
---
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ port: 80, targetPort: 8080 }] }
`,
  },

  run({ cluster, report }) {
    for (const target of targetsOf(cluster)) {
      const { mapping, upstream, service, traffic } = target;
      if (!service || upstream.resolver !== 'endpoint') continue;
      const match = matchPort(target);
      const own = match.kind === 'target-port' ? match.port.port : undefined;
      const others = match.kind === 'matches' ? portsBeside(cluster, target) : undefined;
      if (own === undefined && !others) continue;

      const text = own === undefined ? undefined : serviceText(upstream.address, { port: own });
      const { name } = service.metadata;
      report({
        on: mapping,
        severity: lossOf(traffic),
        data: {
          mapping,
          port: upstream.port,
          service,
          reason: words(
            others
              ? `its addresses have ${others.join(', ')}`
              : `that is the targetPort, the Service itself has ${own}`,
          ),
          note: trafficNote(traffic),
          advice: words(
            text
              ? `Write the port of the Service: ${text}.`
              : `Give the port in the Endpoints ${name} the name that it has in the Service ${name}.`,
          ),
        },
        evidence: [
          { at: mapping, path: 'spec.service', value: upstream.address.written },
          { at: mapping, path: 'spec.resolver', value: mapping.spec.resolver },
          { at: service, path: 'spec.ports', value: (service.spec.ports ?? []).map(describePort).join(', ') },
        ],
        related: [service],
        command: text
          ? patch(mapping, { spec: { service: text } })
          : edit({ kind: 'Endpoints', namespace: service.metadata.namespace, name }),
      });
    }
  },
});

/** The ports of a Service's ready addresses, when none of them stands under the port that is asked for. */
function portsBeside(cluster: Cluster<TargetKind>, { service, upstream }: Target): readonly string[] | undefined {
  if (!service) return undefined;
  const backends = backendsOf(cluster, service);
  const ports = backends.endpoints.filter(({ ready }) => ready).flatMap((endpoint) => endpoint.ports ?? []);
  const isFound = ports.some(
    ({ name, port, protocol }) =>
      port === undefined ||
      standsUnder(service, upstream.port, { port, ...(name && { name }), ...(protocol && { protocol }) }),
  );
  if (ports.length === 0 || isFound) return undefined;
  if (undeclaredPorts(service, backends).some(({ port }) => port.port === upstream.port)) return undefined;
  return [...new Set(ports.map(({ name, port }) => `${port}${name ? ` (${name})` : ''}`))];
}

function describePort({
  name,
  port,
  targetPort = port,
}: {
  name?: string;
  port: number;
  targetPort?: number | string;
}) {
  return `${port}${name ? ` (${name})` : ''} to ${targetPort}`;
}
