import { failingBackends } from '../../cluster/backing.ts';
import { targetAlsoReads } from '../../cluster/targets.ts';
import { PATIENCE } from '../../cluster/workloads.ts';
import { defineCheck } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';
import { failureOf } from './sentence-parts.ts';

export const mappingBackendNotReady = defineCheck({
  code: 'MAP010',
  name: 'mapping-backend-not-ready',
  area: 'mappings',
  title: 'Pods behind a Mapping run but are not ready',
  severity: 'warning',
  reads: ['Mapping', 'Service', 'Pod'],
  alsoReads: targetAlsoReads,
  options: { startingMinutes: PATIENCE.startingMinutes },
  explains: ['gateway-access-log-flags'],
  message: '{ready} ready behind {service} ({pod}: {trouble}).{note}',
  why: 'The Pods that are ready take all requests; when none is, the gateway answers every request of these Mappings with 503.',
  fix: 'Look at the readiness probe of {what} and at what it asks.',
  silent: [
    'Pods that crash or cannot start: that is mapping-backend-crashing',
    'Pods that have been unready for less than five minutes',
    'rollouts in progress, as long as some Pod is ready',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: checkout, namespace: shop }
spec: { hostname: "*", prefix: /checkout/, service: checkout.shop }
---
kind: Service
metadata: { name: checkout, namespace: shop }
spec: { selector: { app: checkout }, ports: [{ port: 80, targetPort: 8080 }] }
---
kind: Pod
metadata: { name: checkout-1, namespace: shop, labels: { app: checkout } }
spec: { containers: [{ name: app }] }
status:
  phase: Running
  conditions: [{ type: Ready, status: "False", lastTransitionTime: "2025-12-31T20:00:00Z" }]
  containerStatuses: [{ name: app, ready: false, restartCount: 0, state: { running: { startedAt: "2025-12-31T19:00:00Z" } } }]
`,
    good: `
kind: Mapping
metadata: { name: checkout, namespace: shop }
spec: { hostname: "*", prefix: /checkout/, service: checkout.shop }
---
kind: Service
metadata: { name: checkout, namespace: shop }
spec: { selector: { app: checkout }, ports: [{ port: 80, targetPort: 8080 }] }
---
kind: Pod
metadata: { name: checkout-1, namespace: shop, labels: { app: checkout } }
spec: { containers: [{ name: app }] }
status:
  phase: Running
  conditions: [{ type: Ready, status: "True", lastTransitionTime: "2025-12-31T20:00:00Z" }]
  containerStatuses: [{ name: app, ready: true, restartCount: 0, state: { running: { startedAt: "2025-12-31T19:00:00Z" } } }]
`,
  },

  run({ cluster, now, options, report }) {
    for (const backend of failingBackends(cluster, 'not-ready', now, options)) {
      const [{ evidence }] = backend.troubles;
      report({ ...failureOf(backend), command: kubectl('describe', evidence.at) });
    }
  },
});
