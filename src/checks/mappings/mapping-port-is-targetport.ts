import { matchPort, serviceText, targetAlsoReads, targetsOf } from '../../cluster/targets.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';
import { lossOf, trafficNote } from './sentence-parts.ts';

export const mappingPortIsTargetPort = defineCheck({
  code: 'MAP004',
  name: 'mapping-port-is-targetport',
  area: 'mappings',
  title: 'A Mapping names the port of the Pods instead of the port of the Service',
  severity: 'error',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  explains: ['route-leads-nowhere', 'lb-service-broken', 'mapping-no-endpoints', 'gateway-access-log-flags'],
  message:
    '{mapping} sends traffic to port {port} of {service}; that is the targetPort, the Service itself has {right}.{note}',
  why: 'Nothing listens on that port of the Service, so the gateway answers every request of this Mapping with 503.',
  fix: 'Write the port of the Service: {text}.',
  silent: [
    'a headless Service, where the port of the Pods is right',
    'an endpoint resolver: that is lb-endpoint-ambiguous-port',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: "cart.shop:8080" }
---
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ port: 80, targetPort: 8080 }] }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: "cart.shop:80" }
---
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ port: 80, targetPort: 8080 }] }
`,
  },

  run({ cluster, report }) {
    for (const target of targetsOf(cluster)) {
      const { mapping, upstream, service, traffic } = target;
      const match = matchPort(target);
      if (!service || match.kind !== 'target-port' || upstream.resolver === 'endpoint') continue;

      const { port, targetPort = port } = match.port;
      const text = serviceText(upstream.address, { port });
      report({
        on: mapping,
        severity: lossOf(traffic),
        data: { mapping, service, port: upstream.port, right: port, text, note: trafficNote(traffic) },
        evidence: [
          { at: mapping, path: 'spec.service', value: upstream.address.written },
          { at: service, path: `spec.ports[${port}].targetPort`, value: targetPort },
        ],
        command: patch(mapping, { spec: { service: text } }),
      });
    }
  },
});
