import { isEqual } from '../../cluster/equal.ts';
import type { Mapping } from '../../cluster/objects.ts';
import { type Group, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';

export const weightSingleIgnored = defineCheck({
  code: 'BAL006',
  name: 'weight-single-ignored',
  area: 'balance',
  title: 'A weight is ignored, because the Mapping it should share with is another route',
  severity: 'warning',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message:
    '{mapping} asks for {weight} % and gets everything: {partner} is no part of its route, because {difference}.',
  why: 'Mappings share requests by weight only when they ask for the same host, path, method, headers and precedence.',
  fix: 'Make both Mappings ask for the same; or take the weight out, if this one should get everything.',
  silent: [
    'a weight of a Mapping that nothing else comes near: a canary that has ended',
    'a weight of 100',
    'another precedence: mapping-conflict-precedence says who is never reached',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: shop.test, prefix: /, service: web }
---
kind: Mapping
metadata: { name: web-canary, namespace: shop }
spec: { hostname: "*", prefix: /, service: web-canary, weight: 10 }
`,
    good: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: shop.test, prefix: /, service: web }
---
kind: Mapping
metadata: { name: web-canary, namespace: shop }
spec: { hostname: shop.test, prefix: /, service: web-canary, weight: 10 }
`,
  },

  run({ cluster, report }) {
    for (const { groups } of routingOf(cluster)) {
      const byPath = Map.groupBy(groups, ({ match, prefix }) => `${match} ${prefix}`);
      for (const group of groups) {
        const [lone, second] = group.members;
        if (!lone || second || lone.weight === undefined || lone.weight <= 0 || lone.weight >= 100) continue;
        const neighbours = byPath.get(`${group.match} ${group.prefix}`) ?? [];
        const near = neighbours.flatMap((other) => nearly(group, other) ?? [])[0];
        if (!near) continue;

        const { mapping, weight } = lone;
        report({
          on: mapping,
          data: { mapping, weight, partner: near.partner, difference: words(near.difference) },
          evidence: [
            { at: mapping, path: 'spec.weight', value: weight },
            { at: mapping, path: near.path, value: near.own },
            { at: near.partner, path: near.path, value: near.other },
          ],
          related: [near.partner],
          command: makeAlike(mapping, near.partner, near.path),
        });
      }
    }
  },
});

/** A Mapping that was evidently meant as the partner: only its method or its hostname differs, and a Host serves both. */
function nearly(group: Group, other: Group) {
  const [first] = other.members;
  if (!first || !group.hosts.some((host) => other.hosts.includes(host))) return undefined;
  // Headers choose a version by themselves: whoever asks for one gets it, and the weight is a left-over.
  const choosesByItself = ({ precedence, headers, query }: Group) => [precedence, headers, query];
  if (!isEqual(choosesByItself(group), choosesByItself(other))) return undefined;

  const [one, second] = [
    { field: 'method', own: group.method ?? 'none', theirs: other.method ?? 'none' },
    { field: 'hostname', own: group.host ?? 'none', theirs: other.host ?? 'none' },
  ].filter(({ own, theirs }) => own !== theirs);
  if (!one || second) return undefined;
  const { field, own, theirs } = one;
  return {
    partner: first.mapping,
    path: `spec.${field}`,
    own,
    other: theirs,
    difference: `their ${field} differs (${own}, ${theirs})`,
  };
}

function makeAlike(mapping: Mapping, { spec }: Mapping, path: string): string {
  const { method = null, method_regex = null, hostname, host } = spec;
  if (path === 'spec.method') return patch(mapping, { spec: { method, method_regex } });
  return hostname && !host && !mapping.spec.host ? patch(mapping, { spec: { hostname } }) : edit(mapping);
}
