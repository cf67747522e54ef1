import { failingBackends } from '../../cluster/backing.ts';
import { targetAlsoReads } from '../../cluster/targets.ts';
import { PATIENCE, type Trouble } from '../../cluster/workloads.ts';
import { defineCheck } from '../../engine/check.ts';
import { kubectl, logs } from '../../engine/kubectl.ts';
import { failureOf } from './sentence-parts.ts';

export const mappingBackendCrashing = defineCheck({
  code: 'MAP009',
  name: 'mapping-backend-crashing',
  area: 'mappings',
  title: 'Pods behind a Mapping crash or cannot start',
  severity: 'error',
  reads: ['Mapping', 'Service', 'Pod'],
  alsoReads: [...targetAlsoReads, 'ContainerLog'],
  options: PATIENCE,
  explains: ['route-leads-nowhere', 'lb-service-broken', 'gateway-access-log-flags'],
  message: '{ready} ready behind {service} ({pod}: {trouble}).{note}',
  why: 'The Pods that are ready take all requests; when none is, the gateway answers every request of these Mappings with 503.',
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

  run({ cluster, now, options, report }) {
    for (const backend of failingBackends(cluster, 'crashing', now, options)) {
      const { troubles } = backend;
      report({
        ...failureOf(backend),
        evidence: troubles.slice(0, 3).flatMap(({ evidence, container }) => {
          const { namespace, name } = evidence.at.metadata;
          const log =
            container === undefined
              ? undefined
              : cluster
                  .in('ContainerLog', namespace)
                  .find((log) => log.metadata.name === name && log.container === container);
          const last = log?.lines.at(-1);
          return last ? [evidence, { at: evidence.at, path: `log of ${container}`, value: last }] : [evidence];
        }),
        command: commandOf(troubles[0]),
      });
    }
  },
});

/** What shows why it stops: the log of its last life, when it had one. */
function commandOf({ evidence, container, restarts = 0 }: Trouble): string {
  return container !== undefined && restarts > 0
    ? logs(evidence.at, container, true)
    : kubectl('describe', evidence.at);
}
