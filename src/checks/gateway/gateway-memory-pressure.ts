import { gatewayPartsOf, podPath } from '../../cluster/gateway-parts.ts';
import { installationKinds } from '../../cluster/installations.ts';
import type { Pod } from '../../cluster/objects.ts';
import { bytesOf } from '../../cluster/quantities.ts';
import { troubleOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';
import { count } from '../../engine/text.ts';
import { MEBIBYTE, raiseMemory } from './memory-limit.ts';

export const gatewayMemoryPressure = defineCheck({
  code: 'GWY034',
  name: 'gateway-memory-pressure',
  area: 'gateway',
  title: 'A gateway may use little memory',
  severity: 'warning',
  reads: [],
  alsoReads: installationKinds,
  options: { leastMebibytes: 400 },
  message: 'The memory limit of {gateway} is {limit}, less than a gateway with many routes needs{events}.',
  why: 'From half of the limit on, a gateway takes new configuration over later and later; at the limit its Pod is killed, and the requests on it are lost.',
  fix: 'Raise the memory limit of container {container} to 600Mi, as the chart has it, or more.',
  silent: [
    'containers without a limit',
    'Pods that run out of memory again and again at this moment: that is gateway-pods-unhealthy',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: ghcr.io/emissary-ingress/emissary:4.0.1
          resources: { limits: { memory: 256Mi } }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: ghcr.io/emissary-ingress/emissary:4.0.1
          resources: { limits: { memory: 600Mi } }
`,
  },

  run({ cluster, now, options, report }) {
    for (const part of gatewayPartsOf(cluster)) {
      const { on, container, pods } = part;
      const limit = container.resources?.limits?.['memory'];
      const bytes = bytesOf(limit);
      if (limit === undefined || bytes === undefined || bytes >= options.leastMebibytes * MEBIBYTE) continue;
      if (pods.some((pod) => troubleOf(pod, now)?.reason === 'OOMKilled')) continue;

      const killed = pods.filter((pod) => hasRunOut(pod, container.name));
      report({
        on,
        // While nothing has happened, it may be enough for what this gateway does.
        severity: killed.length > 0 ? 'warning' : 'info',
        data: {
          gateway: on,
          limit,
          container: container.name,
          events: words(killed.length > 0 ? `, and ${count(killed.length, 'Pod')} ran out of it` : ''),
        },
        evidence: [
          { at: on, path: podPath(part, `spec.containers[${container.name}].resources.limits.memory`), value: limit },
          ...killed.slice(0, 3).map((at) => ({
            at,
            path: `status.containerStatuses[${container.name}].lastState.terminated.reason`,
            value: 'OOMKilled',
          })),
        ],
        related: killed.filter((pod) => pod !== on),
        command: raiseMemory(part, container.name) ?? kubectl('describe', on),
      });
    }
  },
});

function hasRunOut({ status }: Pod, container: string): boolean {
  const own = status?.containerStatuses?.find(({ name }) => name === container);
  return own?.lastState?.terminated?.reason === 'OOMKilled';
}
