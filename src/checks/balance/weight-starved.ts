import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { sharedRoutes } from '../../cluster/shared-routes.ts';
import { defineCheck } from '../../engine/check.ts';
import { remove } from '../../engine/kubectl.ts';

export const weightStarved = defineCheck({
  code: 'BAL005',
  name: 'weight-starved',
  area: 'balance',
  title: 'A Mapping without weight gets nothing, because the others take all',
  severity: 'info',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{mapping} has no weight, and the other Mappings of {route} take all 100 %.',
  why: 'It gets no request. That is right at the end of a rollout, and a surprise otherwise.',
  fix: 'Delete {mapping}, or lower the weight of another one.',
  example: {
    bad: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /shop/, service: web }
---
kind: Mapping
metadata: { name: web-next, namespace: shop }
spec: { hostname: "*", prefix: /shop/, service: web-next, weight: 100 }
`,
    good: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /shop/, service: web }
---
kind: Mapping
metadata: { name: web-next, namespace: shop }
spec: { hostname: "*", prefix: /shop/, service: web-next, weight: 90 }
`,
  },

  run({ cluster, report }) {
    for (const { group } of sharedRoutes(cluster)) {
      const { members, prefix } = group;
      if (members.reduce((total, { weight = 0 }) => total + weight, 0) !== 100) continue;
      for (const { mapping, weight } of members) {
        if (weight !== undefined) continue;
        report({
          on: mapping,
          data: { mapping, route: prefix },
          evidence: members.map((member) => ({ at: member.mapping, path: 'spec.weight', value: member.weight })),
          related: members.map((member) => member.mapping),
          command: remove(mapping),
        });
      }
    }
  },
});
