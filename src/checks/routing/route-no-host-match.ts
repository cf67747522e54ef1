import { nearestAmong } from '../../cluster/name-index.ts';
import { perRouting } from '../../cluster/per-routing.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { hostnamePath, unattached, writtenAs } from '../../cluster/unattached.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';
import { count } from '../../engine/text.ts';

export const routeNoHostMatch = defineCheck({
  code: 'RTE001',
  name: 'route-no-host-match',
  area: 'routing',
  title: 'No Host has the hostname of a Mapping',
  severity: 'error',
  reads: ['Mapping', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['route-nr-in-logs'],
  message: '{mapping} is for {hostname}{others}, and no Host serves that name{hint}',
  why: 'The gateway answers every request to {hostname} with 404, or another Host’s routes do; nothing reports it.',
  fix: 'Correct the hostname{right}, or add a Host for {hostname}.',
  silent: [
    'gateways without any Host: a default one takes every name',
    'names whose Host Emissary has dropped: what broke that Host is the cause',
    'letter case, ports, labels and stars: those have checks of their own',
  ],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shpo.test, prefix: /cart/, service: cart }
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
    for (const { routing, cause, mappings } of unattached(cluster)) {
      if (cause.kind !== 'no-host') continue;

      const [mapping, ...others] = mappings;
      const { hostname, ingress } = cause;
      const { byName, nearestOf } = activeHosts(routing);
      const meant = nearestOf(hostname);
      const near = byName.get(meant ?? '');
      report({
        on: writtenAs(mapping),
        key: hostname,
        data: {
          mapping: writtenAs(mapping),
          hostname,
          others: words(
            others.length > 0 ? ` (as ${count(others.length, 'other Mapping is', 'other Mappings are')})` : '',
          ),
          hint: words(
            ingress
              ? ` but the one that Ingress ${ingress.namespace}/${ingress.name} becomes, for its own paths.`
              : meant
                ? `; the nearest is ${meant}.`
                : '.',
          ),
          right: words(meant ? ` to ${meant}` : ''),
        },
        evidence: [
          { at: writtenAs(mapping), path: hostnamePath(mapping), value: hostname },
          ...(near ? [{ at: near, path: 'spec.hostname', value: near.spec.hostname }] : []),
        ],
        related: [...others.map(writtenAs), ...(ingress ? [ingress] : [])],
        command: patch(mapping, { spec: { hostname: meant ?? 'HOSTNAME', ...(mapping.spec.host && { host: null }) } }),
      });
    }
  },
});

const activeHosts = perRouting(({ hosts }) => {
  const active = hosts.flatMap(({ host, hostname, active: isActive }) =>
    host && isActive ? [{ host, hostname }] : [],
  );
  return {
    // Of several with one name the first.
    byName: new Map(active.toReversed().map(({ host, hostname }) => [hostname, host])),
    nearestOf: nearestAmong(active.map(({ hostname }) => hostname)),
  };
});
