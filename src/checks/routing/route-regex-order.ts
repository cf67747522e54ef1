import { lengthOf } from '../../cluster/order.ts';
import { regexOrders } from '../../cluster/regex-order.ts';
import { mappingsOf, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { writtenAs } from '../../cluster/unattached.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const routeRegexOrder = defineCheck({
  code: 'RTE017',
  name: 'route-regex-order',
  area: 'routing',
  title: 'A regex takes the requests of a Mapping that says more of the path',
  severity: 'warning',
  reads: ['Mapping', 'Host', 'Listener'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{request} goes to {winner}, a regex, though {loser} says more of the path{more}.',
  why: 'Emissary tries the longer text first, and a regex counts as it is written: {long} characters against {short} of {prefix}. {consequence}',
  fix: 'Give {loser} a higher precedence than {winner} has, and what is below {prefix} with it; or narrow the regex, so that it leaves {prefix} out.',
  inGeneral: {
    why: 'Emissary tries the longer text first, and a regex counts as it is written: its brackets and braces too.',
    fix: 'Give the Mapping that says more of the path a higher precedence, and what is below its prefix with it; or narrow the regex.',
  },
  silent: [
    'regexes that spell out as much of the path as the other route does',
    'routes to the same Service',
    'different precedences: somebody has decided',
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
metadata: { name: items, namespace: shop }
spec: { hostname: "*", prefix: "/api/[a-z]{1,20}/.*", prefix_regex: true, rewrite: "", service: items }
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
metadata: { name: items, namespace: shop }
spec: { hostname: "*", prefix: "/api/[a-z]{1,20}/.*", prefix_regex: true, rewrite: "", service: items }
---
kind: Mapping
metadata: { name: users, namespace: shop }
spec: { hostname: "*", prefix: /api/users/, service: users, precedence: 1 }
`,
  },

  run({ cluster, report }) {
    for (const { regex, losers } of routingOf(cluster).flatMap(regexOrders)) {
      const { group, request, isUsual } = losers.find((one) => one.isUsual) ?? losers[0];
      const [winner] = mappingsOf(regex);
      const [loser] = mappingsOf(group);
      if (!winner || !loser) continue;

      report({
        on: writtenAs(winner),
        severity: isUsual ? 'warning' : 'info',
        data: {
          winner: writtenAs(winner),
          loser: writtenAs(loser),
          request: `${request.method} ${request.host}${request.path}`,
          more: words(losers.length > 1 ? ` (and so for ${losers.length - 1} more)` : ''),
          prefix: group.prefix,
          long: lengthOf(regex.prefix),
          short: lengthOf(group.prefix),
          consequence: words(
            isUsual
              ? 'What should answer there is not asked.'
              : 'What should answer there is not asked for such paths.',
          ),
        },
        evidence: [
          { at: writtenAs(winner), path: 'spec.prefix', value: regex.prefix },
          { at: writtenAs(loser), path: 'spec.prefix', value: group.prefix },
        ],
        related: losers.flatMap((one) => mappingsOf(one.group)).map(writtenAs),
        command: mappingsOf(group)
          .map((mapping) => patch(mapping, { spec: { precedence: 'NUMBER' } }))
          .join('\n'),
      });
    }
  },
});
