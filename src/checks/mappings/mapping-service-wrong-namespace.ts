import { nearest } from '../../cluster/names.ts';
import type { Service } from '../../cluster/objects.ts';
import { namesakes, serviceText, type Target, targetAlsoReads, targetsOf } from '../../cluster/targets.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';
import { lossOf, trafficNote } from './sentence-parts.ts';

export const mappingServiceWrongNamespace = defineCheck({
  code: 'MAP002',
  name: 'mapping-service-wrong-namespace',
  area: 'mappings',
  title: 'A Mapping looks for its Service in the wrong namespace',
  severity: 'error',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  explains: ['route-leads-nowhere', 'lb-service-broken', 'gateway-access-log-flags'],
  message: '{mapping} sends traffic to {service}, but the Service {name} is in namespace {elsewhere}.{note}',
  why: 'The gateway finds no such Service and answers every request of this Mapping with 503.',
  fix: 'Write the right namespace into spec.service of {mapping}: {right}. Or create the Service {service}.',
  silent: [
    'a namespace that could not be read: the Service may be there',
    'a host of two parts whose second is no namespace, and near to none that has such a Service: that is a name outside',
  ],
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
    for (const target of targetsOf(cluster)) {
      const { mapping, upstream, traffic } = target;
      const { namespace, name, address } = upstream;
      const others = cluster.lacks('Service', namespace, name) ? namesakes(cluster, name) : [];
      const [meant, ...alternatives] = likeliest(target, others);
      if (!meant) continue;

      const certain = alternatives.length === 0;
      const text = ({ metadata }: Service) => serviceText(address, { host: `${name}.${metadata.namespace}` });
      report({
        on: mapping,
        severity: lossOf(traffic),
        data: {
          mapping,
          service: `${name}.${namespace}`,
          name,
          elsewhere: others.map(({ metadata }) => metadata.namespace),
          note: trafficNote(traffic),
          right: words((certain ? [meant] : others.slice(0, 3)).map(text).join(' or ')),
        },
        evidence: [
          { at: mapping, path: 'spec.service', value: address.written },
          { at: meant, path: 'metadata.namespace', value: meant.metadata.namespace },
        ],
        related: others,
        command: patch(mapping, {
          spec: { service: certain ? text(meant) : serviceText(address, { host: `${name}.NAMESPACE` }) },
        }),
      });
    }
  },
});

/** Of several namesakes the one beside the Mapping, else the one whose namespace is misspelled by a letter. */
function likeliest({ mapping, upstream }: Target, others: readonly Service[]): readonly Service[] {
  const homes = others.map(({ metadata }) => metadata.namespace);
  const home =
    homes.find((candidate) => candidate === mapping.metadata.namespace) ?? nearest(upstream.namespace, homes);
  const best = others.filter(({ metadata }) => metadata.namespace === home);
  return best.length > 0 ? best : others;
}
