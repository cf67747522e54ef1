import { gatewayPartsOf, isWorkload } from '../../cluster/gateway-parts.ts';
import { installationKinds } from '../../cluster/installations.ts';
import type { Pod } from '../../cluster/objects.ts';
import { hasOwnAddress, sinkOf, statsdOf } from '../../cluster/statsd.ts';
import { defineCheck } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';
import { timeOf } from '../../engine/time.ts';

export const metricsStatsdStaleIp = defineCheck({
  code: 'MET016',
  name: 'metrics-statsd-stale-ip',
  area: 'metrics',
  title: 'The statsd Service is newer than the gateway Pods that send to it',
  severity: 'warning',
  reads: ['Pod', 'Service'],
  alsoReads: installationKinds,
  message: '{service} was created on {created}, after {pods} had started; what they send does not reach it.',
  why: 'The address is looked up once, when a Pod starts: until it is restarted, its metrics are lost.',
  fix: 'Restart {gateway}.',
  silent: ['headless Services', 'a gateway whose Pods are being replaced at this moment'],
  example: {
    bad: `
kind: Pod
metadata: { name: emissary-1, namespace: emissary }
spec:
  containers:
    - { name: emissary, image: "emissary:4.0.1", env: [{ name: STATSD_ENABLED, value: "true" }] }
status: { phase: Running, startTime: 2025-12-01T08:00:00Z }
---
kind: Service
metadata: { name: statsd-sink, namespace: emissary, creationTimestamp: 2025-12-20T08:00:00Z }
spec: { clusterIP: 10.96.0.7, selector: { app: statsd }, ports: [{ port: 8125, protocol: UDP }] }
`,
    good: `
kind: Pod
metadata: { name: emissary-1, namespace: emissary }
spec:
  containers:
    - { name: emissary, image: "emissary:4.0.1", env: [{ name: STATSD_ENABLED, value: "true" }] }
status: { phase: Running, startTime: 2025-12-21T08:00:00Z }
---
kind: Service
metadata: { name: statsd-sink, namespace: emissary, creationTimestamp: 2025-12-20T08:00:00Z }
spec: { clusterIP: 10.96.0.7, selector: { app: statsd }, ports: [{ port: 8125, protocol: UDP }] }
`,
  },

  run({ cluster, report }) {
    for (const part of gatewayPartsOf(cluster)) {
      const { on, container } = part;
      const statsd = statsdOf(cluster, part);
      const service = sinkOf(cluster, statsd);
      if (statsd.isOn !== true || !service || !hasOwnAddress(service) || part.isRollingOut) continue;

      const created = timeOf(service.metadata.creationTimestamp);
      const older = part.pods.filter((pod) => {
        const started = startOf(pod, container.name);
        return created !== undefined && started !== undefined && started < created;
      });
      const [first] = older;
      if (!created || !first) continue;
      report({
        on,
        data: { gateway: on, service, created, pods: older },
        evidence: [
          { at: service, path: 'metadata.creationTimestamp', value: created },
          { at: first, path: 'status.startTime', value: startOf(first, container.name) },
        ],
        related: [service, ...older],
        command: isWorkload(on) ? kubectl('rollout restart', on) : kubectl('describe', on),
      });
    }
  },
});

/** When the gateway's container started last: Envoy's settings are written anew then. */
function startOf({ status }: Pod, container: string): Date | undefined {
  const state = status?.containerStatuses?.find(({ name }) => name === container)?.state;
  return timeOf(state?.running?.startedAt ?? status?.startTime);
}
