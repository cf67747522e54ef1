import { httpListeners, knowsBindings } from '../../cluster/host-bindings.ts';
import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { usesHosts } from '../../cluster/unattached.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { createListener, edit } from '../../engine/kubectl.ts';

const GATEWAY = `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart }
`;

export const routeNoListener = defineCheck({
  code: 'RTE008',
  name: 'route-no-listener',
  area: 'routing',
  title: 'The gateway has no Listener',
  severity: 'critical',
  reads: ['Mapping', 'Listener', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{gateway} has no Listener that it can use for HTTP{faulty}, so it opens no port.',
  why: 'Nobody can connect: every request to the gateway is refused, for all hosts and paths.',
  fix: 'Add a Listener for each port that the gateway’s Service leads to (8080 and 8443 in the chart), with hostBinding.namespace.from ALL.',
  silent: [
    'gateways without any Mapping, which have nothing to serve yet',
    'Ambassador 1, which needs no Listener',
    'objects whose gateway was not found',
  ],
  example: {
    bad: GATEWAY,
    good: `${GATEWAY}---
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
`,
  },

  run({ cluster, report }) {
    for (const routing of routingOf(cluster)) {
      const { installation, groups, listeners } = routing;
      const gateway = installation.workloads[0] ?? installation.pods[0];
      if (!gateway || !usesHosts(installation) || groups.length === 0) continue;
      if (!knowsBindings(cluster, installation) || httpListeners(routing).length > 0) continue;

      const faulty = listeners.flatMap(({ listener, fault }) => (listener && fault ? [listener] : []));
      report({
        on: gateway,
        data: {
          gateway,
          faulty: words(faulty.length > 0 ? ' (there are some, and Emissary refuses them)' : ''),
        },
        evidence: [
          { at: gateway, path: 'Listeners that it can use', value: 0 },
          ...faulty.map((listener) => ({ at: listener, path: 'spec', value: listener.spec.protocol ?? 'no protocol' })),
        ],
        related: faulty,
        command: (faulty.length > 0
          ? faulty.map(edit)
          : [createListener(installation, 8080, 'HTTP'), createListener(installation, 8443, 'HTTPS')]
        ).join('\n'),
      });
    }
  },
});
