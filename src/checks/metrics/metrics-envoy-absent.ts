import { byInstallation, gatewayMetricsOf, type Observed } from '../../cluster/gateway-observations.ts';
import { installationKinds } from '../../cluster/installations.ts';
import type { GatewayMetrics } from '../../cluster/observed.ts';
import { isReady } from '../../cluster/pods.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';

const POD = `
kind: Pod
metadata: { name: emissary-1, namespace: emissary }
spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
---
kind: GatewayMetrics
metadata: { name: emissary-1, namespace: emissary }
diagnosticsErrors: 0
`;

export const metricsEnvoyAbsent = defineCheck({
  code: 'MET023',
  name: 'metrics-envoy-absent',
  area: 'metrics',
  title: 'A gateway’s metrics hold nothing of Envoy',
  severity: 'error',
  reads: ['GatewayMetrics'],
  alsoReads: installationKinds,
  options: { minutes: 10 },
  message: '/metrics of {pods}{whole} of {gateway} answers without a single line of Envoy.',
  why: 'Prometheus finds its target up, and has no numbers of requests, errors, latencies and certificates.',
  fix: 'Read the Pod’s log: Emissary asks Envoy on 127.0.0.1:8001 and goes on in silence when that does not answer. Start the Pod anew if its Envoy serves, but does not answer there.',
  silent: [
    'Pods that are not ready, or started within the last ten minutes: before its first configuration Envoy has nothing to say',
  ],
  example: { bad: `${POD}envoyLines: 0\n`, good: `${POD}envoyLines: 2140\n` },

  run({ cluster, now, options, report }) {
    const isSettled = ({ object, startedAt = 0 }: Observed<GatewayMetrics>) =>
      (object === undefined || isReady(object)) && now.getTime() - startedAt > options.minutes * 60_000;

    for (const [, all] of byInstallation(gatewayMetricsOf(cluster))) {
      const settled = all.filter(isSettled);
      const silent = settled.filter(({ said }) => said.envoyLines === 0);
      const [first] = silent;
      if (!first) continue;
      report({
        on: first.gateway,
        data: {
          gateway: first.gateway,
          pods: silent.map(({ pod }) => pod),
          whole: words(silent.length < settled.length ? ` (${silent.length} of ${settled.length})` : ''),
        },
        evidence: silent.slice(0, 3).map(({ pod }) => ({ at: pod, path: '/metrics, lines of envoy_', value: 0 })),
        related: silent.map(({ pod }) => pod),
        command: kubectl('describe', first.pod),
      });
    }
  },
});
