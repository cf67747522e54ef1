import { adminPortOf, gatewayPartsOf, podPath } from '../../cluster/gateway-parts.ts';
import { installationKinds } from '../../cluster/installations.ts';
import { httpProbeOf } from '../../cluster/probes.ts';
import { isReady } from '../../cluster/workloads.ts';
import { defineCheck } from '../../engine/check.ts';
import { patchContainer } from '../../engine/kubectl.ts';

export const gatewayProbeMismatch = defineCheck({
  code: 'GWY032',
  name: 'gateway-probe-mismatch',
  area: 'gateway',
  title: 'A probe of a gateway asks where nobody answers',
  severity: 'error',
  reads: ['Pod'],
  alsoReads: installationKinds,
  explains: ['gateway-pods-unhealthy'],
  message: 'The {probe} of {gateway} asks {asked}, and the gateway answers {expected}.',
  why: 'Kubernetes takes the gateway’s Pods for broken: they get no traffic, or are restarted again and again.',
  fix: 'Set path and port of the {probe} to {expected}.',
  silent: ['gateways with a Pod that is ready: the probe works', 'probes that do not use HTTP'],
  example: {
    bad: `
kind: Pod
metadata: { name: gateway-1, namespace: emissary }
spec:
  containers:
    - name: emissary
      image: ghcr.io/emissary-ingress/emissary:4.0.1
      readinessProbe: { httpGet: { path: /ambassador/v0/check_ready, port: 8878 } }
status: { phase: Running, conditions: [{ type: Ready, status: "False" }] }
`,
    good: `
kind: Pod
metadata: { name: gateway-1, namespace: emissary }
spec:
  containers:
    - name: emissary
      image: ghcr.io/emissary-ingress/emissary:4.0.1
      readinessProbe: { httpGet: { path: /ambassador/v0/check_ready, port: 8877 } }
status: { phase: Running, conditions: [{ type: Ready, status: "False" }] }
`,
  },

  run({ cluster, report }) {
    for (const part of gatewayPartsOf(cluster)) {
      const { on, container, pods } = part;
      if (pods.length === 0 || pods.some(isReady)) continue;
      const port = adminPortOf(part);
      for (const probe of ['readinessProbe', 'livenessProbe'] as const) {
        const asked = httpProbeOf(container, probe);
        if (!asked || (asked.number === port && PATHS.includes(asked.path))) continue;
        // Only what is meant for the gateway's own answer can miss it.
        if (asked.number !== port && !PATHS.includes(asked.path)) continue;

        const right = probe === 'readinessProbe' ? '/ambassador/v0/check_ready' : '/ambassador/v0/check_alive';
        report({
          on,
          key: probe,
          data: {
            probe,
            gateway: on,
            asked: `${asked.path} at port ${asked.port}`,
            expected: `${right} at port ${port}`,
          },
          evidence: [
            {
              at: on,
              path: podPath(part, `spec.containers[${container.name}].${probe}.httpGet`),
              value: `${asked.path} ${asked.port}`,
            },
          ],
          related: pods,
          command: patchContainer(on, { name: container.name, [probe]: { httpGet: { path: right, port } } }),
        });
      }
    }
  },
});

const PATHS: readonly string[] = ['/ambassador/v0/check_ready', '/ambassador/v0/check_alive'];
