import { isEqual } from '../../cluster/equal.ts';
import type { ListenerSpec } from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch, remove } from '../../engine/kubectl.ts';

export const routeListenerDuplicate = defineCheck({
  code: 'RTE013',
  name: 'route-listener-duplicate',
  area: 'routing',
  title: 'Two Listeners on one port',
  severity: 'error',
  reads: ['Listener'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{listener} wants port {port}, which {first} has already, so it does not exist for the gateway.',
  why: 'Hosts that only this Listener would take are not served, and its protocol and security model have no effect.',
  fix: 'Delete one of the two, or give it a port of its own.',
  silent: ['TCP and UDP on one port', 'Listeners of different installations'],
  example: {
    bad: `
kind: Listener
metadata: { name: a, namespace: emissary }
spec: { port: 8443, protocol: HTTPS, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Listener
metadata: { name: b, namespace: emissary }
spec: { port: 8443, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
`,
    good: `
kind: Listener
metadata: { name: a, namespace: emissary }
spec: { port: 8443, protocol: HTTPS, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Listener
metadata: { name: b, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
`,
  },

  run({ cluster, report }) {
    for (const { listeners, installation } of routingOf(cluster)) {
      for (const { listener, fault, port } of listeners) {
        if (!listener || fault !== 'duplicate') continue;
        const first = listeners.find(
          (other) =>
            !other.fault && other.port === port && transportOf(other.listener?.spec) === transportOf(listener.spec),
        )?.listener;
        if (!first || !installation.sees(first)) continue;

        const isSame = isEqual(settingsOf(listener.spec), settingsOf(first.spec));
        report({
          on: listener,
          // The same once more takes nothing from anybody.
          severity: isSame ? 'info' : 'error',
          data: { listener, port, first },
          evidence: [
            { at: listener, path: 'spec.port', value: listener.spec.port },
            { at: first, path: 'spec.port', value: first.spec.port },
          ],
          related: [first],
          command: isSame ? remove(listener) : patch(listener, { spec: { port: 'PORT' } }),
        });
      }
    }
  },
});

function transportOf(spec: ListenerSpec | undefined): 'UDP' | 'TCP' {
  return spec?.protocolStack?.at(-1) === 'UDP' ? 'UDP' : 'TCP';
}

function settingsOf({ protocol, protocolStack, securityModel, l7Depth = 0, hostBinding }: ListenerSpec): unknown {
  return { protocol: protocolStack ?? protocol, securityModel, l7Depth, hostBinding };
}
