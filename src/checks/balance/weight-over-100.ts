import type { Mapping, TCPMapping } from '../../cluster/objects.ts';
import { type Member, routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { sharedRoutes } from '../../cluster/shared-routes.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patchAll } from './patches.ts';
import { describeShares, weightOf } from './shares.ts';

export const weightOver100 = defineCheck({
  code: 'BAL002',
  name: 'weight-over-100',
  area: 'balance',
  title: 'The weights of a route add up to more than 100',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: 'The weights of {route} add up to {sum}; what requests really get is {shares}.',
  why: 'The last members get less than they should, or nothing.',
  fix: 'Lower the weights until they add up to 100, or leave one out: it gets the rest.',
  silent: ['the weight of a Mapping that is alone in its route: it gets everything, whatever it says'],
  example: {
    bad: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /, service: web, weight: 80 }
---
kind: Mapping
metadata: { name: web-next, namespace: shop }
spec: { hostname: "*", prefix: /, service: web-next, weight: 30 }
`,
    good: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /, service: web, weight: 70 }
---
kind: Mapping
metadata: { name: web-next, namespace: shop }
spec: { hostname: "*", prefix: /, service: web-next, weight: 30 }
`,
  },

  run({ cluster, report }) {
    for (const { group, first, others } of sharedRoutes(cluster)) {
      const { members, prefix } = group;
      const sum = members.reduce((total, member) => total + weightOf(member), 0);
      if (sum <= 100) continue;
      // Nothing for anybody is a finding of its own.
      if (members.every(({ share }) => share === 0)) continue;

      report({
        on: first.mapping,
        data: { route: prefix, sum, shares: words(describeShares(members)) },
        evidence: members.map(({ mapping, weight }) => ({ at: mapping, path: 'spec.weight', value: weight })),
        related: others.map(({ mapping }) => mapping),
        command: scaleDown(members, sum),
      });
    }
  },
});

/** The same proportions, with 100 as their sum: each running total is rounded, so that no percent is lost. */
function scaleDown(members: readonly Member[], sum: number): string {
  let total = 0;
  const weights = new Map(
    members.map(({ mapping, weight }) => {
      const before = Math.round((total * 100) / sum);
      total += weight ?? 0;
      return [mapping as Mapping | TCPMapping, Math.round((total * 100) / sum) - before];
    }),
  );
  const weighted = members.filter(({ weight }) => weight !== undefined).map(({ mapping }) => mapping);
  return patchAll(weighted, (mapping) => ({ weight: weights.get(mapping) }));
}
