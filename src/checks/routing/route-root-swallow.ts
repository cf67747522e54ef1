import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { isRootSwallow, shadows } from '../../cluster/shadows.ts';
import { writtenAs } from '../../cluster/unattached.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const routeRootSwallow = defineCheck({
  code: 'RTE016',
  name: 'route-root-swallow',
  area: 'routing',
  title: 'A Mapping of / with a precedence takes the requests of all others',
  severity: 'warning',
  reads: ['Mapping', 'Host', 'Listener'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{mapping} has prefix / and precedence {precedence}, so {number} other routes get no request any more.',
  why: 'Precedence comes before the length of the prefix: whatever clients ask for, this Mapping answers.',
  fix: 'Take precedence off {mapping}, or delete it if its time is over.',
  silent: [
    'a / that conditions on headers or weights keep from taking everything',
    'maintenance pages, told by the name of the Mapping or its Service',
  ],
  example: {
    bad: `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Mapping
metadata: { name: front, namespace: shop }
spec: { hostname: "*", prefix: /, service: front, precedence: 1 }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart }
---
kind: Mapping
metadata: { name: pay, namespace: shop }
spec: { hostname: "*", prefix: /pay/, service: pay }
`,
    good: `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Mapping
metadata: { name: front, namespace: shop }
spec: { hostname: "*", prefix: /, service: front }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart }
---
kind: Mapping
metadata: { name: pay, namespace: shop }
spec: { hostname: "*", prefix: /pay/, service: pay }
`,
  },

  run({ cluster, report }) {
    for (const shadow of shadows(cluster)) {
      const { winner, losers } = shadow;
      const mapping = winner.redirect ?? winner.members[0]?.mapping;
      if (!mapping || !isRootSwallow(shadow)) continue;

      report({
        on: writtenAs(mapping),
        data: { mapping: writtenAs(mapping), precedence: winner.precedence, number: losers.length },
        evidence: [
          { at: writtenAs(mapping), path: 'spec.precedence', value: winner.precedence },
          { at: writtenAs(mapping), path: 'spec.prefix', value: winner.prefix },
        ],
        related: losers
          .flatMap(({ group }) => group.redirect ?? group.members.map((member) => member.mapping))
          .map(writtenAs),
        command: patch(mapping, { spec: { precedence: null } }),
      });
    }
  },
});
