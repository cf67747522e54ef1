import { nearestService } from '../../cluster/nearest-object.ts';
import { namesakes, serviceText, targetAlsoReads, targetsOf } from '../../cluster/targets.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';
import { lossOf, trafficNote } from './sentence-parts.ts';

export const mappingServiceMissing = defineCheck({
  code: 'MAP001',
  name: 'mapping-service-missing',
  area: 'mappings',
  title: 'A Mapping points at a Service that does not exist',
  severity: 'error',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  explains: ['route-leads-nowhere', 'lb-service-broken', 'gateway-access-log-flags'],
  message: '{mapping} sends traffic to {service}, and there is no such Service.{hint}{note}',
  why: 'The gateway answers every request of this Mapping with 503.',
  fix: 'Correct spec.service of {mapping}{candidate}, or create the Service {service}.',
  silent: [
    'names outside the cluster, IP addresses, localhost, Consul, and the target of a redirect',
    'a Service that exists under this name in another namespace: that is mapping-service-wrong-namespace',
    'a name that an endpoint resolver cuts off after its second part: that is lb-endpoint-fqdn',
    'Services of namespaces that could not be read, and of other clusters (clusterset.local)',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: crat.shop }
---
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ port: 80 }] }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop }
---
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ port: 80 }] }
`,
  },

  run({ cluster, report }) {
    for (const { mapping, upstream, traffic } of targetsOf(cluster)) {
      const { namespace, name, address } = upstream;
      if (!cluster.lacks('Service', namespace, name) || namesakes(cluster, name).length > 0) continue;

      const candidate = nearestService(cluster, namespace, name);
      const host = candidate && (address.host.includes('.') ? `${candidate}.${namespace}` : candidate);
      const right = host && serviceText(address, { host });
      report({
        on: mapping,
        severity: lossOf(traffic),
        data: {
          mapping,
          service: `${name}.${namespace}`,
          hint: words(candidate ? ` The nearest name is ${candidate}.` : ''),
          note: trafficNote(traffic),
          candidate: words(right ? ` to ${right}` : ''),
        },
        evidence: [{ at: mapping, path: 'spec.service', value: address.written }],
        command: patch(mapping, { spec: { service: right ?? serviceText(address, { host: 'SERVICE.NAMESPACE' }) } }),
      });
    }
  },
});
