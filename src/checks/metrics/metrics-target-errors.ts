import { byInstallation, diagnosticsOf, gatewayMetricsOf } from '../../cluster/gateway-observations.ts';
import { installationKinds } from '../../cluster/installations.ts';
import { defineCheck, words } from '../../engine/check.ts';

const POD = `
kind: Pod
metadata: { name: emissary-1, namespace: emissary }
spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
---
kind: GatewayMetrics
metadata: { name: emissary-1, namespace: emissary }
envoyLines: 2140
`;

export const metricsTargetErrors = defineCheck({
  code: 'MET024',
  name: 'metrics-target-errors',
  area: 'metrics',
  title: 'A gateway’s metrics count errors in its configuration',
  severity: 'warning',
  reads: ['GatewayMetrics'],
  alsoReads: [...installationKinds, 'Diagnostics'],
  message: 'The metrics of {gateway} count {errors} in its configuration.',
  why: 'Emissary does not use what it posts an error for, or not all of it: a Mapping, Host or Listener can be missing for it.',
  fix: 'Open the diagnostics, where the errors stand. That also brings the number up to date: it is as of the last time that somebody looked at them.',
  silent: ['gateways whose diagnostics were read: there the errors themselves are findings (gateway-diag-errors)'],
  example: { bad: `${POD}diagnosticsErrors: 2\n`, good: `${POD}diagnosticsErrors: 0\n` },

  run({ cluster, report }) {
    const diagnosed = new Set(diagnosticsOf(cluster).map(({ installation }) => installation));
    for (const [installation, all] of byInstallation(gatewayMetricsOf(cluster))) {
      const most = all.toSorted((a, b) => errorsOf(b) - errorsOf(a))[0];
      if (!most || errorsOf(most) === 0 || diagnosed.has(installation)) continue;
      const { gateway, pod } = most;
      const { namespace, name } = pod;
      report({
        on: gateway,
        data: { gateway, errors: words(errorsOf(most) === 1 ? '1 error' : `${errorsOf(most)} errors`) },
        evidence: [{ at: pod, path: 'ambassador_diagnostics_errors', value: errorsOf(most) }],
        related: [pod],
        command: `kubectl get --raw '/api/v1/namespaces/${namespace}/pods/${name}:8877/proxy/ambassador/v0/diag/?json=true&filter=errors'`,
      });
    }
  },
});

function errorsOf({ said }: ReturnType<typeof gatewayMetricsOf>[number]): number {
  return said.diagnosticsErrors ?? 0;
}
