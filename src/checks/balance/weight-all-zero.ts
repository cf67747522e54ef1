import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { sharedRoutes } from '../../cluster/shared-routes.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patchAll } from './patches.ts';

export const weightAllZero = defineCheck({
  code: 'BAL004',
  name: 'weight-all-zero',
  area: 'balance',
  title: 'No member of a route gets any request',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: 'No Mapping of {route} gets a single request: {reason}.',
  why: 'Every request goes on to the next route that matches, or is answered with 404.',
  fix: 'Give the Mappings weights that add up to 100.',
  example: {
    bad: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /shop/, service: web, weight: 0 }
---
kind: Mapping
metadata: { name: web-next, namespace: shop }
spec: { hostname: "*", prefix: /shop/, service: web-next, weight: 0 }
`,
    good: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /shop/, service: web, weight: 100 }
---
kind: Mapping
metadata: { name: web-next, namespace: shop }
spec: { hostname: "*", prefix: /shop/, service: web-next, weight: 0 }
`,
  },

  run({ cluster, report }) {
    for (const { group, first, others } of sharedRoutes(cluster)) {
      const { members, prefix } = group;
      if (members.some(({ share }) => share > 0)) continue;

      const over = members.find(({ weight = 0 }) => weight > 100);
      report({
        on: first.mapping,
        data: {
          route: prefix,
          // Emissary stops counting at a weight above 100 (ir/irbasemappinggroup.py).
          reason: words(
            over
              ? `the weight ${over.weight} of ${over.mapping.metadata.name} is above 100, and Emissary gives up there`
              : 'all weights are 0',
          ),
        },
        evidence: members.map(({ mapping, weight }) => ({ at: mapping, path: 'spec.weight', value: weight })),
        related: others.map(({ mapping }) => mapping),
        command: patchAll(
          members.map(({ mapping }) => mapping),
          () => ({ weight: 'WEIGHT' }),
        ),
      });
    }
  },
});
