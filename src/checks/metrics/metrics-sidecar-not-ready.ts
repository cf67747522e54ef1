import type { Cluster } from '../../cluster/cluster.ts';
import { gatewayPartsOf } from '../../cluster/gateway-parts.ts';
import { type InstallationKind, installationKinds } from '../../cluster/installations.ts';
import type { Pod } from '../../cluster/objects.ts';
import { exporterIn } from '../../cluster/statsd.ts';
import { PATIENCE, type Patience, type Trouble, troubleOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl, logs } from '../../engine/kubectl.ts';

export const metricsSidecarNotReady = defineCheck({
  code: 'MET021',
  name: 'metrics-sidecar-not-ready',
  area: 'metrics',
  title: 'The metrics sidecar of gateway Pods does not run',
  severity: 'error',
  reads: ['Pod'],
  alsoReads: [...installationKinds, 'ConfigMap'],
  options: PATIENCE,
  message: 'Container {container} of {pods} does not run: {reason}.',
  why: 'These Pods give no metrics; and as a Pod is ready only with all its containers, they get no traffic either.',
  fix: '{advice}',
  inGeneral: {
    fix: 'See its last log and its events: most often an argument or the mapping file is wrong, or the image. If a ConfigMap is missing, create it (the chart writes one when prometheusExporter is on), or take the volume away.',
  },
  silent: ['Pods that start (five minutes), end or have ended', 'sidecars that run again after a crash'],
  example: {
    bad: `
kind: Pod
metadata: { name: emissary-1, namespace: emissary }
spec:
  containers:
    - { name: emissary, image: "emissary:4.0.1" }
    - { name: exporter, image: "prom/statsd-exporter:v0.26.0" }
status:
  phase: Running
  containerStatuses:
    - { name: emissary, ready: true, state: { running: {} } }
    - { name: exporter, ready: false, restartCount: 12, state: { waiting: { reason: CrashLoopBackOff } } }
`,
    good: `
kind: Pod
metadata: { name: emissary-1, namespace: emissary }
spec:
  containers:
    - { name: emissary, image: "emissary:4.0.1" }
    - { name: exporter, image: "prom/statsd-exporter:v0.26.0" }
status:
  phase: Running
  containerStatuses:
    - { name: emissary, ready: true, state: { running: {} } }
    - { name: exporter, ready: true, restartCount: 1, state: { running: {} } }
`,
  },

  run({ cluster, now, options, report }) {
    for (const part of gatewayPartsOf(cluster)) {
      const troubled = part.pods.flatMap((pod) => {
        const trouble = sidecarTrouble(pod, now, options);
        return trouble ? [{ pod, trouble }] : [];
      });
      const [first] = troubled;
      if (!first) continue;

      const { pod, trouble } = first;
      const lost = trouble.reason === 'ContainerCreating' ? missingConfigMap(cluster, pod) : undefined;
      const isCrash = (trouble.restarts ?? 0) > 0;
      report({
        on: part.on,
        data: {
          container: trouble.container ?? '',
          pods: troubled.map((one) => one.pod),
          reason: words(lost ? `ConfigMap ${lost}, which the Pod mounts, does not exist` : trouble.text),
          advice: words(
            lost
              ? `Create ConfigMap ${lost} (the chart writes one when prometheusExporter is on), or take the volume away.`
              : isCrash
                ? 'See its last log: most often an argument or the mapping file is wrong.'
                : 'See what Kubernetes says of it: most often the image, or a volume that does not exist.',
          ),
        },
        evidence: [
          { ...trouble.evidence, at: pod },
          ...(lost ? [{ at: pod, path: 'spec.volumes.configMap.name', value: lost }] : []),
        ],
        related: troubled.map((one) => one.pod),
        command: isCrash ? logs(pod, trouble.container ?? '', true) : kubectl('describe', pod),
      });
    }
  },
});

/** What keeps the exporter of a Pod from running, whatever the other containers do. */
function sidecarTrouble(pod: Pod, now: Date, patience: Patience): Trouble | undefined {
  const exporter = exporterIn(pod.spec);
  const { status } = pod;
  if (!exporter || !status) return undefined;
  const isIts = ({ name }: { readonly name: string }) => name === exporter.name;
  const containerStatuses = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].filter(
    isIts,
  );
  if (containerStatuses.length === 0) return undefined;
  return troubleOf(
    { ...pod, status: { ...status, conditions: [], containerStatuses, initContainerStatuses: [] } },
    now,
    patience,
  );
}

function missingConfigMap(
  cluster: Cluster<InstallationKind | 'ConfigMap'>,
  { metadata, spec }: Pod,
): string | undefined {
  return (spec.volumes ?? [])
    .flatMap(({ configMap }) => (configMap && !('optional' in configMap) ? (configMap.name ?? []) : []))
    .find((name) => cluster.lacks('ConfigMap', metadata.namespace, name));
}
