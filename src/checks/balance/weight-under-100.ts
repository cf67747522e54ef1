import { nextRoute } from '../../cluster/fallthrough.ts';
import { type Group, routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { sharedRoutes } from '../../cluster/shared-routes.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';
import { describeShares, percent, weightOf } from './shares.ts';

export const weightUnder100 = defineCheck({
  code: 'BAL003',
  name: 'weight-under-100',
  area: 'balance',
  title: 'The weights of a route add up to less than 100',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['route-nr-in-logs'],
  message: 'The weights of {route} add up to {sum}: {shares}. The other {missing} of the requests {destination}.',
  why: 'Emissary does not scale weights: what is missing to 100 goes on to the next route that matches, or is answered with 404.',
  fix: 'Raise a weight by {gap}, or leave one out: that Mapping then gets the rest.',
  silent: [
    'a Mapping that is alone in its route: its weight is ignored',
    'routes with a member that has no weight: it gets the rest',
    'weights that are all 0: that is weight-all-zero',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /shop/, service: web, weight: 80 }
---
kind: Mapping
metadata: { name: web-next, namespace: shop }
spec: { hostname: "*", prefix: /shop/, service: web-next, weight: 10 }
`,
    good: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /shop/, service: web }
---
kind: Mapping
metadata: { name: web-next, namespace: shop }
spec: { hostname: "*", prefix: /shop/, service: web-next, weight: 10 }
`,
  },

  run({ cluster, report }) {
    for (const { routing, group, first, others } of sharedRoutes(cluster)) {
      const { members, prefix } = group;
      const total = members.reduce((sum, { share }) => sum + share, 0);
      if (total === 0 || total >= 100) continue;
      // Emissary stops counting at such a weight: that is weight-over-100.
      if (members.some((member) => weightOf(member) > 100)) continue;

      const next = nextRoute(routing, group);
      const missing = 100 - total;
      const heaviest = members.reduce((most, member) => (member.share > most.share ? member : most));
      report({
        on: first.mapping,
        severity: next && hasSameUpstreams(next, group) ? 'warning' : 'error',
        data: {
          route: prefix,
          sum: members.reduce((sum, member) => sum + weightOf(member), 0),
          shares: words(describeShares(members)),
          missing: words(percent(missing)),
          gap: missing,
          destination: words(next ? `go on to ${describeRoute(next)}` : 'are answered with 404'),
        },
        evidence: members.map(({ mapping, weight }) => ({ at: mapping, path: 'spec.weight', value: weight })),
        related: [...others, ...(next?.members ?? [])].map(({ mapping }) => mapping),
        command: patch(heaviest.mapping, { spec: { weight: weightOf(heaviest) + missing } }),
      });
    }
  },
});

function hasSameUpstreams(next: Group, group: Group): boolean {
  const own = new Set(group.members.map(({ upstream }) => upstream.service));
  return next.members.length > 0 && next.members.every(({ upstream }) => own.has(upstream.service));
}

function describeRoute({ prefix, members, redirect }: Group): string {
  const mapping = redirect ?? members[0]?.mapping;
  return mapping ? `${prefix} of Mapping ${mapping.metadata.namespace}/${mapping.metadata.name}` : prefix;
}
