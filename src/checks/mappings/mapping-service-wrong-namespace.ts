import { serviceText, targetAlsoReads, targetsOf } from '../../cluster/targets.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const mappingServiceWrongNamespace = defineCheck({
  code: 'MAP002',
  name: 'mapping-service-wrong-namespace',
  area: 'mappings',
  title: 'A Mapping looks for its Service in the wrong namespace',
  severity: 'error',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  message: '{mapping} sends traffic to {service}, but the Service {name} is in namespace {elsewhere}.',
  why: 'The gateway finds no such Service and answers every request of this Mapping with 503.',
  fix: 'Write the namespace into spec.service: {right}.',
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart }
---
kind: Service
metadata: { name: cart, namespace: carts }
spec: { ports: [{ port: 80 }] }
---
kind: Service
metadata: { name: front, namespace: shop }
spec: { ports: [{ port: 80 }] }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.carts }
---
kind: Service
metadata: { name: cart, namespace: carts }
spec: { ports: [{ port: 80 }] }
`,
  },

  run({ cluster, report }) {
    for (const { mapping, upstream } of targetsOf(cluster)) {
      const { namespace, name } = upstream;
      if (!cluster.lacks('Service', namespace, name)) continue;
      const others = cluster.all('Service').filter((service) => service.metadata.name === name);
      // A namesake beside the Mapping is the likeliest one that was meant.
      const home = mapping.metadata.namespace;
      const meant = others.find((service) => service.metadata.namespace === home) ?? others[0];
      if (!meant) continue;

      const right = serviceText(upstream.address, { host: `${name}.${meant.metadata.namespace}` });
      report({
        on: mapping,
        data: {
          mapping,
          service: `${name}.${namespace}`,
          name,
          elsewhere: others.map((service) => service.metadata.namespace),
          right,
        },
        evidence: [
          { at: mapping, path: 'spec.service', value: upstream.address.written },
          { at: meant, path: 'metadata.namespace', value: meant.metadata.namespace },
        ],
        command: patch(mapping, { spec: { service: right } }),
      });
    }
  },
});
