import { matchPort, serviceText, targetAlsoReads, targetsOf } from '../../cluster/targets.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const mappingPortMissing = defineCheck({
  code: 'MAP003',
  name: 'mapping-port-missing',
  area: 'mappings',
  title: 'A Mapping names a port that its Service does not have',
  severity: 'error',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  message: '{mapping} sends traffic to port {port}{reason} of {service}, which has {ports}.',
  why: 'Connections are refused or time out, so the gateway answers every request of this Mapping with 503.',
  fix: 'Write a port of the Service behind its name: {right}.',
  silent: [
    'Services of type ExternalName, which have no ports',
    'a headless Service, whose Pods are reached on their own port',
    'a port that is a targetPort of the Service: that is mapping-port-is-targetport',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: search, namespace: shop }
spec: { hostname: "*", prefix: /search/, service: "search.shop:8080" }
---
kind: Service
metadata: { name: search, namespace: shop }
spec: { ports: [{ port: 9200 }] }
`,
    good: `
kind: Mapping
metadata: { name: search, namespace: shop }
spec: { hostname: "*", prefix: /search/, service: "search.shop:9200" }
---
kind: Service
metadata: { name: search, namespace: shop }
spec: { ports: [{ port: 9200 }] }
`,
  },

  run({ cluster, report }) {
    for (const target of targetsOf(cluster)) {
      const { mapping, upstream, service } = target;
      if (!service || upstream.address.malformed || matchPort(target).kind !== 'missing') continue;

      const ports = service.spec.ports ?? [];
      const tcp = ports.filter(({ protocol = 'TCP' }) => protocol === 'TCP');
      const isHeadless = service.spec.clusterIP === 'None' && upstream.resolver === 'service';
      const [only, second] = tcp.map(({ port, targetPort }) =>
        isHeadless && typeof targetPort === 'number' ? targetPort : port,
      );
      const certain = second === undefined ? only : undefined;
      const right = serviceText(upstream.address, { port: certain ?? only ?? 80 });
      report({
        on: mapping,
        data: {
          mapping,
          service,
          port: upstream.port,
          reason: upstream.isDefaultPort ? `, the default for ${upstream.tls ? 'TLS' : 'clear traffic'},` : '',
          ports: describePorts(ports),
          right,
        },
        evidence: [
          { at: mapping, path: 'spec.service', value: upstream.address.written },
          { at: service, path: 'spec.ports', value: describePorts(ports) },
        ],
        command: certain === undefined ? undefined : patch(mapping, { spec: { service: right } }),
      });
    }
  },
});

function describePorts(ports: readonly { port: number; name?: string; protocol?: string }[]): string {
  return ports
    .map(
      ({ port, name, protocol = 'TCP' }) =>
        `${port}${name ? ` (${name})` : ''}${protocol === 'TCP' ? '' : ` ${protocol}`}`,
    )
    .join(', ');
}
