import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { hostnamePath, unattached, writtenAs } from '../../cluster/unattached.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const routeHostnameMissing = defineCheck({
  code: 'RTE002',
  name: 'route-hostname-missing',
  area: 'routing',
  title: 'A Mapping has no hostname',
  severity: 'error',
  reads: ['Mapping', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['route-nr-in-logs'],
  message: '{mapping} has no hostname, and no Host asks for its labels, so no Host takes it.',
  why: 'No request reaches this Mapping, and Emissary says nothing about it. In v3alpha1 no hostname does not mean every hostname.',
  fix: 'Write spec.hostname: the name clients use, or "*" for every name.',
  silent: ['Mappings of v2, where no host means every host', 'Mappings that a Host finds by their labels'],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { prefix: /cart/, service: cart }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart }
`,
  },

  run({ cluster, report }) {
    for (const { routing, cause, mappings } of unattached(cluster)) {
      if (cause.kind !== 'no-hostname') continue;

      const [mapping, ...others] = mappings;
      // With several Hosts only its author knows which one is meant.
      const names = new Set(routing.hosts.filter(({ active }) => active).map(({ hostname }) => hostname));
      const [hostname] = names;
      report({
        on: writtenAs(mapping),
        data: { mapping: writtenAs(mapping) },
        evidence: [
          { at: writtenAs(mapping), path: hostnamePath(mapping) },
          { at: writtenAs(mapping), path: 'spec.prefix', value: mapping.spec.prefix },
        ],
        related: others.map(writtenAs),
        command: patch(mapping, { spec: { hostname: names.size === 1 ? hostname : 'HOSTNAME' } }),
      });
    }
  },
});
