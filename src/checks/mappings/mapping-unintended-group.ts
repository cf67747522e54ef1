import type { Cluster } from '../../cluster/cluster.ts';
import { type RoutingKind, routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { type SharedRoute, sharedRoutes } from '../../cluster/shared-routes.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit } from '../../engine/kubectl.ts';
import { latest, targetText } from './members.ts';

export const mappingUnintendedGroup = defineCheck({
  code: 'MAP017',
  name: 'mapping-unintended-group',
  area: 'mappings',
  title: 'Mappings with the same conditions share requests, and none has a weight',
  severity: 'warning',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{mapping} asks for the same requests as {others}, and none says a weight: {shares}.',
  why: 'Emissary takes them for one route and hands requests out evenly, so the same URL is answered now by one, now by another.',
  fix: 'Change the prefix or hostname of the one that was meant for other requests, set weights, or delete what is no longer needed.',
  silent: [
    'Mappings of which one has a weight: that is a canary',
    'Mappings that all lead to the same Service: that is mapping-redundant',
    'shadows and redirects, and routes that no Host takes',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart.shop }
---
kind: Mapping
metadata: { name: basket, namespace: sales }
spec: { hostname: shop.test, prefix: /cart/, service: basket.sales }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart.shop }
---
kind: Mapping
metadata: { name: basket, namespace: sales }
spec: { hostname: shop.test, prefix: /basket/, service: basket.sales }
`,
  },

  run({ cluster, report }) {
    for (const route of sharedRoutes(cluster)) {
      const members = [route.first, ...route.others] as const;
      if (!isKnown(cluster, route) || members.some(({ weight }) => weight !== undefined)) continue;
      if (new Set(members.map(targetText)).size < 2) continue;

      const { mapping } = latest(members);
      const others = members.map((member) => member.mapping).filter((other) => other !== mapping);
      report({
        on: mapping.madeFrom ?? mapping,
        data: {
          mapping: mapping.madeFrom ?? mapping,
          others: others.map((other) => other.madeFrom ?? other),
          shares: words(members.map((member) => `${targetText(member)} gets ${Math.round(member.share)} %`).join(', ')),
        },
        evidence: members.map((member) => ({
          at: member.mapping.madeFrom ?? member.mapping,
          path: 'spec.prefix',
          value: `${route.group.host ?? ''}${route.group.prefix}`,
        })),
        related: others.map((other) => other.madeFrom ?? other),
        command: edit(mapping),
      });
    }
  },
});

/** Without a hostname the labels that Hosts ask for tell Mappings apart. */
function isKnown(cluster: Cluster<RoutingKind>, { group }: SharedRoute): boolean {
  return group.host !== undefined || cluster.knows('Host');
}
