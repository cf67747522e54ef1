import { backedServices } from '../../cluster/backing.ts';
import { targetAlsoReads } from '../../cluster/targets.ts';
import { troubleOf } from '../../cluster/workloads.ts';
import { defineCheck } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';
import { count } from '../../engine/text.ts';

export const mappingBackendNotReady = defineCheck({
  code: 'MAP010',
  name: 'mapping-backend-not-ready',
  area: 'mappings',
  title: 'Pods behind a Mapping run but are not ready',
  severity: 'warning',
  reads: ['Mapping', 'Service', 'Pod'],
  alsoReads: targetAlsoReads,
  message: '{ready} behind {service} {verb} ready: {pod} {trouble}.',
  why: '{consequence}',
  fix: 'Look at the readiness probe of {what} and at what it asks.',
  silent: [
    'Pods that crash or cannot start: that is mapping-backend-crashing',
    'Pods that have been unready for less than five minutes, and rollouts in progress',
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

  run({ cluster, now, report }) {
    for (const { service, mappings, backends } of backedServices(cluster)) {
      const troubles = backends.pods.flatMap((pod) => troubleOf(pod, now) ?? []);
      const [first] = troubles;
      if (!first || troubles.some(({ reason }) => reason !== 'NotReady') || backends.isRollingOut) continue;

      const ready = backends.ready ?? backends.pods.length - troubles.length;
      const what = backends.workloads[0] ?? service;
      report({
        // One crashing workload is one finding, behind however many Services it stands.
        on: what,
        severity: ready === 0 ? 'error' : 'warning',
        data: {
          service,
          ready: `${ready} of ${count(Math.max(backends.pods.length, ready), 'Pod')}`,
          verb: ready === 1 ? 'is' : 'are',
          pod: first.evidence.at,
          trouble: first.text,
          what,
          consequence:
            ready === 0
              ? 'No Pod takes requests, so the gateway answers every request of these Mappings with 503.'
              : 'Fewer Pods than meant take the requests.',
        },
        evidence: troubles.slice(0, 3).map(({ evidence }) => evidence),
        related: [...mappings, service, ...troubles.map(({ evidence }) => evidence.at)],
        command: kubectl('describe', first.evidence.at),
      });
    }
  },
});
