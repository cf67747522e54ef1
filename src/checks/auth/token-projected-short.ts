import type { Pod, PodSpec } from '../../cluster/objects.ts';
import { isOver, type Workload } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl, patchItems } from '../../engine/kubectl.ts';
import { count } from '../../engine/text.ts';

/** The API server takes nothing shorter (kubernetes/kubernetes, ValidateProjectedVolumeSource). */
const SHORTEST_SECONDS = 600;
const DAY_SECONDS = 86_400;

export const tokenProjectedShort = defineCheck({
  code: 'AUT026',
  name: 'token-projected-short',
  area: 'auth',
  title: 'A Pod asks for a ServiceAccount token that is too short, or far too long',
  severity: 'warning',
  reads: [],
  alsoReads: ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet'],
  options: { maxDays: 366 },
  message: '{object} asks for a ServiceAccount token that is good for {time} (volume {volume}), {problem}.',
  why: '{consequence}',
  fix: 'Set expirationSeconds to an hour (3600): the kubelet renews the token in time, and the program has to read the file again.',
  inGeneral: {
    why: 'The API server refuses an object that asks for less than 10 minutes. Of a token that is good for years, whoever gets hold of it can use it all that time.',
  },
  silent: ['the audience of a token: only its receiver knows which one it has to be', 'Pods that have ended'],
  example: {
    bad: `
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  template:
    spec:
      containers: [{ name: app }]
      volumes: [{ name: token, projected: { sources: [{ serviceAccountToken: { path: token, expirationSeconds: 300 } }] } }]
`,
    good: `
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  template:
    spec:
      containers: [{ name: app }]
      volumes: [{ name: token, projected: { sources: [{ serviceAccountToken: { path: token, expirationSeconds: 600 } }] } }]
`,
  },

  run({ cluster, options, report }) {
    const look = (object: Workload | Pod, spec: PodSpec | undefined, path: string) => {
      for (const [index, { name: volume, projected }] of (spec?.volumes ?? []).entries()) {
        for (const [source, { serviceAccountToken: token }] of (projected?.sources ?? []).entries()) {
          const seconds = token?.expirationSeconds;
          const isShort = seconds !== undefined && seconds < SHORTEST_SECONDS;
          if (seconds === undefined || (!isShort && seconds <= options.maxDays * DAY_SECONDS)) continue;
          report({
            on: object,
            key: volume,
            data: {
              object,
              volume,
              time: words(isShort ? count(seconds, 'second') : count(Math.round(seconds / DAY_SECONDS), 'day')),
              problem: words(isShort ? 'and Kubernetes gives none below 10 minutes' : 'where a few hours would do'),
              consequence: words(
                isShort
                  ? 'The API server refuses the object, so that no Pod of it starts.'
                  : 'Whoever gets hold of it can use it all that time, unless the API server shortens it.',
              ),
            },
            evidence: [
              {
                at: object,
                path: `${path}.volumes[${volume}].projected.sources[].serviceAccountToken.expirationSeconds`,
                value: seconds,
              },
            ],
            command: setHour(object, volume, `/volumes/${index}`, source),
          });
        }
      }
    };

    for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet'] as const) {
      for (const workload of cluster.all(kind)) look(workload, workload.spec.template?.spec, 'spec.template.spec');
    }
    for (const pod of cluster.all('Pod')) {
      const isMade = pod.metadata.ownerReferences?.some(({ controller }) => controller);
      if (!isMade && !isOver(pod)) look(pod, pod.spec, 'spec');
    }
  },
});

/** Only what a workload makes anew can change; the name makes sure that it is the volume. */
function setHour(object: Workload | Pod, volume: string | undefined, path: string, source: number): string {
  if (object.kind === 'Pod') return kubectl('describe', object);
  const at = `/spec/template/spec${path}`;
  return patchItems(
    object,
    { op: 'test', path: `${at}/name`, value: volume },
    { op: 'replace', path: `${at}/projected/sources/${source}/serviceAccountToken/expirationSeconds`, value: 3600 },
  );
}
