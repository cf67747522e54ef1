import { type GatewayPart, gatewayPartsOf, podPath, sidecarsOf } from '../../cluster/gateway-parts.ts';
import { installationKinds } from '../../cluster/installations.ts';
import { isReceiver, statsdOf } from '../../cluster/statsd.ts';
import { defineCheck } from '../../engine/check.ts';
import { patchContainer } from '../../engine/kubectl.ts';
import { SIDECAR, sendingGateway } from './sidecar-example.ts';

export const metricsSidecarMissing = defineCheck({
  code: 'MET019',
  name: 'metrics-sidecar-missing',
  area: 'metrics',
  title: 'Gateway Pods send metrics to a sidecar that is not there',
  severity: 'error',
  reads: [],
  alsoReads: installationKinds,
  message: '{gateway} sends its metrics to {host}, and its Pods have no container that takes them.',
  why: 'The metrics are lost inside the Pod without an error; dashboards that are built on them stay empty.',
  fix: 'Add a statsd-exporter container with --statsd.listen-udp=:8125 to {gateway}, or set STATSD_HOST to where one runs.',
  silent: [
    'Pods with any other container that may take statsd: an agent, an exporter under another name',
    'Pods in which a sidecar is injected',
    'Pods on the network of their node, where an agent of the node may listen',
  ],
  example: { bad: sendingGateway(), good: sendingGateway() + SIDECAR },

  run({ cluster, report }) {
    for (const part of gatewayPartsOf(cluster)) {
      const { on, container, spec } = part;
      const { isOn, target, host } = statsdOf(cluster, part);
      if (isOn !== true || target.kind !== 'own-pod' || spec.hostNetwork) continue;
      if (mayTakeMetrics(part)) continue;

      const containers = (spec.containers ?? []).map(({ name }) => name);
      report({
        on,
        data: { gateway: on, host: target.host },
        evidence: [
          { at: on, path: podPath(part, `spec.containers[${container.name}].env[STATSD_HOST]`), value: host.value },
          { at: on, path: podPath(part, 'spec.containers'), value: containers },
        ],
        related: part.pods,
        command: patchContainer(on, {
          name: 'statsd-exporter',
          image: 'prom/statsd-exporter:v0.28.0',
          args: ['--statsd.listen-udp=:8125'],
          ports: [{ name: 'exporter', containerPort: 9102 }],
        }),
      });
    }
  },
});

/** Whether the template, or any Pod made of it, has a container that may take statsd. */
function mayTakeMetrics(part: GatewayPart): boolean {
  return [part.spec, ...part.pods.map((pod) => pod.spec)].some((spec) =>
    sidecarsOf({ ...part, spec }).some(isReceiver),
  );
}
