import { unlistened } from '../../cluster/host-bindings.ts';
import type { Listener } from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl, patch, quote } from '../../engine/kubectl.ts';

export const routeHostUnlistened = defineCheck({
  code: 'RTE009',
  name: 'route-host-unlistened',
  area: 'routing',
  title: 'No Listener takes a Host',
  severity: 'error',
  reads: ['Host', 'Listener'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-log-errors', 'route-nr-in-logs'],
  message: 'No Listener serves {hosts}: {reason}.',
  why: 'Every request to these names is answered with 404, or the TLS handshake is refused; Emissary says nothing about it.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Set hostBinding.namespace.from of the Listener to ALL, or move the Hosts beside it. If the Listener asks for labels, put them on the Host.',
  },
  silent: [
    'Hosts that some Listener takes, whatever they then do',
    'gateways without Listeners: that is route-no-listener',
    'Hosts that are made of Ingresses',
  ],
  example: {
    bad: `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: SELF } } }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test }
`,
    good: `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test }
`,
  },

  run({ cluster, report }) {
    for (const cause of unlistened(cluster)) {
      const severity = cause.isAll ? 'critical' : 'error';
      if (cause.by === 'namespace') {
        const [listener, ...others] = cause.listeners;
        report({
          on: listener,
          severity,
          data: {
            hosts: cause.hosts,
            reason: words(`${nameOf(listener)} takes Hosts of its own namespace only`),
            advice: words('Set hostBinding.namespace.from of the Listener to ALL, or move the Hosts beside it.'),
          },
          evidence: [
            {
              at: listener,
              path: 'spec.hostBinding.namespace.from',
              value: listener.spec.hostBinding?.namespace?.from,
            },
            ...cause.hosts.slice(0, 3).map((host) => ({
              at: host,
              path: 'metadata.namespace',
              value: host.metadata.namespace,
            })),
          ],
          related: [...cause.hosts, ...others],
          command: cause.listeners
            .flatMap((item) => patch(item, { spec: { hostBinding: { namespace: { from: 'ALL' } } } }) ?? [])
            .join('\n'),
        });
        continue;
      }
      const { host, listener } = cause;
      const wanted = Object.entries(listener.spec.hostBinding?.selector?.matchLabels ?? {}).map(
        ([key, value]) => `${key}=${value}`,
      );
      report({
        on: host,
        severity,
        data: {
          hosts: host,
          reason: words(`it lacks the labels they ask for, ${wanted.join(', ')} for ${nameOf(listener)}`),
          advice: words(`Put the labels ${wanted.join(', ')} on the Host.`),
        },
        evidence: [
          ...Object.keys(listener.spec.hostBinding?.selector?.matchLabels ?? {}).map((key) => ({
            at: host,
            path: `metadata.labels[${key}]`,
            value: host.metadata.labels?.[key],
          })),
          { at: listener, path: 'spec.hostBinding.selector.matchLabels', value: wanted },
        ],
        related: [listener],
        command: kubectl('label', host, ...wanted.map(quote), '--overwrite'),
      });
    }
  },
});

function nameOf({ metadata }: Listener): string {
  return `Listener ${metadata.namespace}/${metadata.name}`;
}
