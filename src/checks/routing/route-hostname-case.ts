import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { hostnamePath, unattached, writtenAs } from '../../cluster/unattached.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const routeHostnameCase = defineCheck({
  code: 'RTE005',
  name: 'route-hostname-case',
  area: 'routing',
  title: 'Letter case keeps a Mapping from its Host',
  severity: 'error',
  reads: ['Mapping', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['route-nr-in-logs'],
  message: '{mapping} is for {hostname} and {host} for {other}: Emissary compares them letter by letter.',
  why: 'No Host takes this Mapping, so every request that is meant for it is answered with 404 or by another route.',
  fix: 'Write both hostnames in small letters, as clients send them.',
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: Shop.test, prefix: /cart/, service: cart }
`,
    good: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart }
`,
  },

  run({ cluster, report }) {
    for (const { cause, mappings } of unattached(cluster)) {
      if (cause.kind !== 'letter-case') continue;

      const [mapping, ...others] = mappings;
      const { hostname, host } = cause;
      const small = hostname.toLowerCase();
      // The one with capitals is to change; the Host, if the Mapping has none.
      const on = small === hostname ? host : writtenAs(mapping);
      report({
        on,
        key: hostname,
        data: { mapping: writtenAs(mapping), hostname, host, other: host.spec.hostname ?? '*' },
        evidence: [
          { at: writtenAs(mapping), path: hostnamePath(mapping), value: hostname },
          { at: host, path: 'spec.hostname', value: host.spec.hostname },
        ],
        related: [writtenAs(mapping), ...others.map(writtenAs), host],
        command:
          on === host
            ? patch(host, { spec: { hostname: host.spec.hostname?.toLowerCase() } })
            : patch(mapping, { spec: { hostname: small } }),
      });
    }
  },
});
