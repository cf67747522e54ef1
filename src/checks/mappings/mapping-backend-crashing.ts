import { backedServices } from '../../cluster/backing.ts';
import { targetAlsoReads } from '../../cluster/targets.ts';
import { type Trouble, troubleOf } from '../../cluster/workloads.ts';
import { defineCheck } from '../../engine/check.ts';
import { kubectl, logs } from '../../engine/kubectl.ts';
import { count } from '../../engine/text.ts';

export const mappingBackendCrashing = defineCheck({
  code: 'MAP009',
  name: 'mapping-backend-crashing',
  area: 'mappings',
  title: 'Pods behind a Mapping crash or cannot start',
  severity: 'error',
  reads: ['Mapping', 'Service', 'Pod'],
  alsoReads: targetAlsoReads,
  message: '{ready} behind {service} {verb} ready: {pod} {trouble}.',
  why: '{consequence}',
  fix: 'Read why it stops, then mend or roll back {what}.',
  silent: [
    'a Pod that restarted and is ready again',
    'Pods that start for the first time, for five minutes',
    'Pods that end or have done their work',
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
  conditions: [{ type: Ready, status: "False" }]
  containerStatuses:
    - name: app
      ready: false
      restartCount: 14
      state: { waiting: { reason: CrashLoopBackOff } }
      lastState: { terminated: { exitCode: 1, reason: Error, message: missing env DB_URL } }
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
  conditions: [{ type: Ready, status: "True" }]
  containerStatuses: [{ name: app, ready: true, restartCount: 14, state: { running: {} } }]
`,
  },

  run({ cluster, now, report }) {
    for (const { service, mappings, backends } of backedServices(cluster)) {
      const troubles = backends.pods.flatMap((pod) => troubleOf(pod, now) ?? []).filter(isCrash);
      const [first] = troubles;
      if (!first) continue;

      const ready = backends.ready ?? backends.pods.length - troubles.length;
      const pod = first.evidence.at;
      const hasLogs = first.container !== undefined && first.reason !== 'ImagePullBackOff' && (first.restarts ?? 0) > 0;
      const what = backends.workloads[0] ?? service;
      report({
        // One crashing workload is one finding, behind however many Services it stands.
        on: what,
        severity: ready === 0 ? 'error' : 'warning',
        data: {
          service,
          ready: `${ready} of ${count(Math.max(backends.pods.length, ready), 'Pod')}`,
          verb: ready === 1 ? 'is' : 'are',
          pod,
          trouble: first.text,
          what,
          consequence:
            ready === 0
              ? 'No Pod takes requests, so the gateway answers every request of these Mappings with 503.'
              : 'The Pods that are left take all requests; when they fail too, nothing answers.',
        },
        evidence: troubles.slice(0, 3).map(({ evidence }) => evidence),
        related: [...mappings, service, ...troubles.map(({ evidence }) => evidence.at)],
        command: hasLogs && first.container ? logs(pod, first.container, true) : kubectl('describe', pod),
      });
    }
  },
});

// Not ready alone is another finding: nothing crashed.
function isCrash({ reason }: Trouble): boolean {
  return reason !== 'NotReady';
}
