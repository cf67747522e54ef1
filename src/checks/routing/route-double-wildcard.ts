import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { hostnamePath, unattached, writtenAs } from '../../cluster/unattached.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const routeDoubleWildcard = defineCheck({
  code: 'RTE007',
  name: 'route-double-wildcard',
  area: 'routing',
  title: 'A hostname has a star where none counts',
  severity: 'error',
  reads: ['Mapping', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors', 'route-nr-in-logs'],
  message: '{mapping} is for {hostname}; one star, at the start or at the end, is all that counts.',
  why: 'No Host takes this Mapping, so no request reaches it, and Emissary says nothing about it.',
  fix: 'Write a hostname with one star at its start or end, or a regex in spec.host with host_regex: true.',
  silent: ['such a hostname where a Host "*" takes it all the same', 'regexes'],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: "*.shop.test" }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*.eu.*", prefix: /cart/, service: cart }
`,
    good: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: "*.shop.test" }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*.eu.shop.test", prefix: /cart/, service: cart }
`,
  },

  run({ cluster, report }) {
    for (const { cause, mappings } of unattached(cluster)) {
      if (cause.kind !== 'glob') continue;

      const [mapping, ...others] = mappings;
      report({
        on: writtenAs(mapping),
        key: cause.hostname,
        data: { mapping: writtenAs(mapping), hostname: cause.hostname },
        evidence: [{ at: writtenAs(mapping), path: hostnamePath(mapping), value: cause.hostname }],
        related: others.map(writtenAs),
        command: patch(mapping, { spec: { hostname: 'HOSTNAME', ...(mapping.spec.host && { host: null }) } }),
      });
    }
  },
});
