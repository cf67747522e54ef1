import { isEqual } from '../../cluster/equal.ts';
import { type Member, routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { sharedRoutes } from '../../cluster/shared-routes.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, remove } from '../../engine/kubectl.ts';
import { latest, targetText } from './members.ts';

export const mappingRedundant = defineCheck({
  code: 'MAP018',
  name: 'mapping-redundant',
  area: 'mappings',
  title: 'Two Mappings say the same',
  severity: 'info',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{mapping} has the same conditions and the same target as {others}{difference}.',
  why: 'One of them is enough. Where they differ, the same request is treated now in one way, now in the other.',
  fix: 'Delete one of the two.',
  silent: ['Mappings with weights that differ on purpose, like an experiment with a header', 'shadows and redirects'],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart }
---
kind: Mapping
metadata: { name: cart-old, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: "http://cart.shop:80" }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart }
---
kind: Mapping
metadata: { name: cart-old, namespace: shop }
spec: { hostname: shop.test, prefix: /old-cart/, service: "http://cart.shop:80" }
`,
  },

  run({ cluster, report }) {
    for (const { group, first, others } of sharedRoutes(cluster)) {
      // Without a hostname the labels that Hosts ask for tell Mappings apart.
      if (group.host === undefined && !cluster.knows('Host')) continue;
      for (const [one, ...twins] of Map.groupBy([first, ...others], targetText).values()) {
        if (!one || twins.length === 0) continue;
        const same = [one, ...twins] as const;
        const { mapping } = latest(same);
        const kept = same.map((member) => member.mapping).filter((other) => other !== mapping);
        const fields = differences(same);
        const isExperiment = fields.length > 0 && same.some(({ weight }) => weight !== undefined);
        if (mapping.madeFrom || isExperiment) continue;

        report({
          on: mapping,
          severity: fields.length > 0 ? 'warning' : 'info',
          data: {
            mapping,
            others: kept.map((other) => other.madeFrom ?? other),
            difference: words(fields.length > 0 ? `, but another ${fields.join(', ')}` : ''),
          },
          evidence: same.map((member) => ({
            at: member.mapping,
            path: 'spec.service',
            value: member.mapping.spec.service,
          })),
          related: kept,
          command: fields.length === 0 ? remove(mapping) : edit(mapping),
        });
      }
    }
  },
});

// What makes them one route and one target, and what changes nothing in how a request is treated.
const SAME = new Set(['ambassador_id', 'hostname', 'host', 'host_regex', 'prefix', 'service', 'weight', 'precedence']);
const BESIDE = new Set(['docs', 'stats_name', 'cluster_tag', 'headers', 'method', 'query_parameters']);

function differences(members: readonly [Member, ...Member[]]): readonly string[] {
  const [{ mapping: first }, ...others] = members;
  const fields = new Set(members.flatMap(({ mapping }) => Object.keys(mapping.spec)));
  return [...fields].filter(
    (field) =>
      !SAME.has(field) &&
      !BESIDE.has(field) &&
      others.some(({ mapping }) => !isEqual(mapping.spec[field], first.spec[field])),
  );
}
