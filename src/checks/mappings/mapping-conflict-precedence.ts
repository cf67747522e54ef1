import type { Matcher } from '../../cluster/matchers.ts';
import { type Group, mappingsOf, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { isMaintenance } from '../../cluster/shadows.ts';
import { defineCheck } from '../../engine/check.ts';
import { edit, remove } from '../../engine/kubectl.ts';
import { targetText } from './members.ts';

export const mappingConflictPrecedence = defineCheck({
  code: 'MAP019',
  name: 'mapping-conflict-precedence',
  area: 'mappings',
  title: 'A Mapping is never reached, because another has its conditions and a higher precedence',
  severity: 'warning',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message:
    'No request reaches {mapping}: {winner} has the same conditions and precedence {high}, and this one has {low}.',
  why: 'Precedence makes two routes of what would be one, and the first takes every request.',
  fix: 'Delete {mapping} if it is no longer needed; to share requests, give both the same precedence, and weights.',
  silent: [
    'a winner whose weights add up to less than 100: the rest does reach the other',
    'a winner that is not on all Hosts of the other',
    'maintenance pages, told by the name of the Mapping or its Service',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart.shop }
---
kind: Mapping
metadata: { name: cart-new, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart-new.shop, precedence: 10 }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart.shop }
---
kind: Mapping
metadata: { name: cart-new, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart-new.shop, weight: 10 }
`,
  },

  run({ cluster, report }) {
    for (const { groups } of routingOf(cluster)) {
      for (const same of Map.groupBy(groups, conditionsOf).values()) {
        for (const [index, loser] of same.entries()) {
          const winner = same.slice(0, index).find((candidate) => takesAllOf(candidate, loser));
          const [mapping, ...more] = writtenObjectsOf(loser);
          const [by] = winner ? writtenObjectsOf(winner) : [];
          if (!winner || !mapping || !by || (loser.host === undefined && !cluster.knows('Host'))) continue;

          const isMeant = leadsElsewhere(loser, winner);
          report({
            on: mapping,
            severity: isMeant ? 'warning' : 'info',
            data: { mapping, winner: by, high: winner.precedence, low: loser.precedence },
            evidence: [
              { at: mapping, path: 'spec.precedence', value: loser.precedence },
              { at: by, path: 'spec.precedence', value: winner.precedence },
            ],
            related: [...more, ...writtenObjectsOf(winner)],
            command: isMeant || mapping.kind === 'Ingress' ? edit(mapping) : remove(mapping),
          });
        }
      }
    }
  },
});

function conditionsOf({ match, prefix, host, hostRegex, method, methodRegex, headers, query }: Group): string {
  const texts = (matchers: readonly Matcher[]) =>
    matchers.map(({ name, value, regex }) => JSON.stringify([name, value, regex])).toSorted();
  return JSON.stringify([match, prefix, host, hostRegex, method, methodRegex, texts(headers), texts(query)]);
}

/** Whether an earlier route with the same conditions leaves nothing of the requests to a later one. */
function takesAllOf(winner: Group, loser: Group): boolean {
  const share = winner.redirect ? 100 : winner.members.reduce((sum, member) => sum + member.share, 0);
  return (
    winner.precedence > loser.precedence &&
    !isMaintenance(winner) &&
    share >= 100 &&
    (!winner.caseSensitive || loser.caseSensitive) &&
    loser.hosts.length > 0 &&
    loser.hosts.every((host) => winner.hosts.includes(host))
  );
}

function writtenObjectsOf(group: Group) {
  return mappingsOf(group).map((mapping) => mapping.madeFrom ?? mapping);
}

function leadsElsewhere(loser: Group, winner: Group): boolean {
  const targets = new Set(winner.members.map(targetText));
  return loser.redirect !== undefined || loser.members.some((member) => !targets.has(targetText(member)));
}
