import { bindingOf, httpListeners, knowsBindings, unlistened } from '../../cluster/host-bindings.ts';
import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { usesHosts } from '../../cluster/unattached.ts';
import { defineCheck } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';

export const routeListenerNoHosts = defineCheck({
  code: 'RTE010',
  name: 'route-listener-no-hosts',
  area: 'routing',
  title: 'A Listener takes no Host',
  severity: 'warning',
  reads: ['Host', 'Listener'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{listener} takes none of the Hosts, so port {port} stays closed.',
  why: 'Whoever connects to that port is refused.',
  fix: 'Set hostBinding.namespace.from to ALL, correct hostBinding.selector, or delete the Listener.',
  silent: [
    'Hosts that need this Listener: that is route-host-unlistened',
    'Listeners for TCP, and Listeners whose Hosts let nothing in',
  ],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test }
---
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Listener
metadata: { name: internal, namespace: emissary }
spec: { port: 8090, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL }, selector: { matchLabels: { zone: internal } } } }
`,
    good: `
kind: Host
metadata: { name: shop, namespace: shop, labels: { zone: internal } }
spec: { hostname: shop.test }
---
kind: Listener
metadata: { name: internal, namespace: emissary }
spec: { port: 8090, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL }, selector: { matchLabels: { zone: internal } } } }
`,
  },

  run({ cluster, report }) {
    const explained = new Set(
      unlistened(cluster).flatMap((cause) => (cause.by === 'namespace' ? cause.listeners : [cause.listener])),
    );
    for (const routing of routingOf(cluster)) {
      const { installation, hosts } = routing;
      if (!usesHosts(installation) || !knowsBindings(cluster, installation)) continue;

      for (const item of httpListeners(routing)) {
        const { listener, emitted } = item;
        if (emitted || explained.has(listener)) continue;
        const active = hosts.filter((host) => host.active);
        const bindings = active.map((host) => bindingOf(item, host, installation));
        if (bindings.some(({ namespace, labels }) => namespace && labels)) continue;
        report({
          on: listener,
          data: { listener, port: item.port },
          evidence: [
            {
              at: listener,
              path: 'spec.hostBinding.namespace.from',
              value: listener.spec.hostBinding?.namespace?.from,
            },
            {
              at: listener,
              path: 'spec.hostBinding.selector.matchLabels',
              value: Object.entries(listener.spec.hostBinding?.selector?.matchLabels ?? {}).map(
                ([key, value]) => `${key}=${value}`,
              ),
            },
          ],
          // Labels that no Host has need a person who knows which Hosts were meant.
          command: bindings.some(({ labels }) => labels)
            ? patch(listener, { spec: { hostBinding: { namespace: { from: 'ALL' } } } })
            : edit(listener),
        });
      }
    }
  },
});
