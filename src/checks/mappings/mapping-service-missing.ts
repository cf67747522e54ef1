import { nearest } from '../../cluster/names.ts';
import { serviceText, targetAlsoReads, targetsOf } from '../../cluster/targets.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const mappingServiceMissing = defineCheck({
  code: 'MAP001',
  name: 'mapping-service-missing',
  area: 'mappings',
  title: 'A Mapping points at a Service that does not exist',
  severity: 'error',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  message: '{mapping} sends traffic to {service}, and there is no such Service.{hint}',
  why: 'The gateway answers every request of this Mapping with 503.',
  fix: '{advice}',
  silent: [
    'names outside the cluster, IP addresses, localhost, Consul, and the target of a redirect',
    'a Service that exists under this name in another namespace: that is mapping-service-wrong-namespace',
    'Services of namespaces that could not be read',
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
    for (const { mapping, upstream } of targetsOf(cluster)) {
      const { namespace, name } = upstream;
      if (!cluster.lacks('Service', namespace, name)) continue;
      if (cluster.all('Service').some((service) => service.metadata.name === name)) continue;

      const candidate = nearest(
        name,
        cluster.in('Service', namespace).map((service) => service.metadata.name),
      );
      const service = `${name}.${namespace}`;
      const beside = (other: string) => (upstream.address.host.includes('.') ? `${other}.${namespace}` : other);
      report({
        on: mapping,
        data: {
          mapping,
          service,
          hint: candidate ? ` The nearest name is ${candidate}.` : '',
          advice: candidate
            ? `Write ${candidate} in spec.service, or create the Service ${service}.`
            : `Create the Service ${service}, or correct spec.service.`,
        },
        evidence: [{ at: mapping, path: 'spec.service', value: upstream.address.written }],
        command:
          candidate &&
          patch(mapping, { spec: { service: serviceText(upstream.address, { host: beside(candidate) }) } }),
      });
    }
  },
});
