import { mappingsOf, routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { isRootSwallow, shadows } from '../../cluster/shadows.ts';
import { writtenAs } from '../../cluster/unattached.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const routeShadowed = defineCheck({
  code: 'RTE015',
  name: 'route-shadowed',
  area: 'routing',
  title: 'A Mapping never gets a request because another one takes them all',
  severity: 'warning',
  reads: ['Mapping', 'Host', 'Listener'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{loser} never gets a request: {winner} is tried first and takes them all{more}, {request} for one.',
  why: 'What should answer for {prefix} is never asked; {winner} answers in its place.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Take precedence off the Mapping that wins: the longer prefix then comes first. If it has none, give the one that never gets anything a higher precedence, or narrow the other. Or delete the one that is no longer needed.',
  },
  silent: [
    'routes whose weights leave something over',
    'the same conditions with another precedence: that is mapping-conflict-precedence',
    'a / with precedence that takes several: that is route-root-swallow',
    'pairs for which no request could be shown',
    'maintenance pages, told by the name of the Mapping or its Service',
  ],
  example: {
    bad: `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Mapping
metadata: { name: api, namespace: shop }
spec: { hostname: "*", prefix: /api/, service: api, precedence: 10 }
---
kind: Mapping
metadata: { name: users, namespace: shop }
spec: { hostname: "*", prefix: /api/users/, service: users }
`,
    good: `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Mapping
metadata: { name: api, namespace: shop }
spec: { hostname: "*", prefix: /api/, service: api }
---
kind: Mapping
metadata: { name: users, namespace: shop }
spec: { hostname: "*", prefix: /api/users/, service: users }
`,
  },

  run({ cluster, report }) {
    for (const shadow of shadows(cluster)) {
      const { winner, losers } = shadow;
      const [by] = mappingsOf(winner);
      const [{ group, request }, ...more] = losers;
      const [loser] = mappingsOf(group);
      if (!by || !loser || isRootSwallow(shadow)) continue;

      // On the winner: one change there frees all of them.
      const hasPrecedence = winner.precedence > group.precedence;
      const field = hasPrecedence ? 'precedence' : 'prefix';
      report({
        on: writtenAs(by),
        data: {
          winner: writtenAs(by),
          loser: writtenAs(loser),
          prefix: group.prefix,
          more: words(more.length > 0 ? ` (and those of ${more.length} more)` : ''),
          request: `${request.method} ${request.host}${request.path}`,
          advice: words(hasPrecedence ? LOWER : NARROW),
        },
        evidence: [
          { at: writtenAs(by), path: `spec.${field}`, value: by.spec[field] },
          { at: writtenAs(loser), path: `spec.${field}`, value: loser.spec[field] },
          { at: writtenAs(loser), path: 'spec.prefix', value: loser.spec.prefix },
        ],
        related: losers.flatMap((one) => mappingsOf(one.group)).map(writtenAs),
        command: hasPrecedence
          ? mappingsOf(winner)
              .map((mapping) => patch(mapping, { spec: { precedence: null } }))
              .join('\n')
          : patch(loser, { spec: { precedence: 'NUMBER' } }),
      });
    }
  },
});

const LOWER =
  'Take precedence off the Mapping that wins: the longer prefix then comes first. Or delete the one that never gets anything.';
const NARROW =
  'Give the Mapping that never gets anything a higher precedence, narrow the other one, or delete it if it is no longer needed.';
