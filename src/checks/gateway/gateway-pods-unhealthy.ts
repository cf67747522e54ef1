import { type GatewayPart, gatewayPartsOf } from '../../cluster/gateway-parts.ts';
import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import type { Pod } from '../../cluster/objects.ts';
import {
  comesAndGoes,
  desiredPods,
  isReady,
  PATIENCE,
  type Trouble,
  troubleOf,
  type Workload,
} from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl, logs } from '../../engine/kubectl.ts';
import { raiseMemory } from './memory-limit.ts';

export const gatewayPodsUnhealthy = defineCheck({
  code: 'GWY002',
  name: 'gateway-pods-unhealthy',
  area: 'gateway',
  title: 'Pods of a gateway do not run',
  severity: 'error',
  reads: ['Pod'],
  alsoReads: installationKinds,
  options: PATIENCE,
  message: '{gateway} {problem}.',
  why: '{consequence}',
  fix: '{advice}',
  inGeneral: {
    why: 'When no Pod is ready, nobody answers any request. While some are, fewer Pods than meant take all requests, and those on a Pod that stops are lost.',
    fix: 'Read the log of a Pod that stops or never gets ready; if it began with a rollout, undo that. Else its events tell: too little memory, no room in the cluster, an image that cannot be pulled. Scale up what is at 0 replicas.',
  },
  silent: [
    'rollouts in progress while another Pod serves, and Pods that start for the first time',
    'Pods that restarted and are ready again',
    'a gateway that is scaled to zero while another one runs, or that is switched off by the hour',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  replicas: 1
  selector: { matchLabels: { app: gateway } }
  template:
    metadata: { labels: { app: gateway } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Pod
metadata: { name: emissary-ingress-1, namespace: emissary, labels: { app: gateway } }
spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
status:
  phase: Running
  conditions: [{ type: Ready, status: "False" }]
  containerStatuses:
    - name: emissary
      ready: false
      restartCount: 9
      state: { waiting: { reason: CrashLoopBackOff } }
      lastState: { terminated: { exitCode: 137, reason: OOMKilled } }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  replicas: 1
  selector: { matchLabels: { app: gateway } }
  template:
    metadata: { labels: { app: gateway } }
    spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
---
kind: Pod
metadata: { name: emissary-ingress-1, namespace: emissary, labels: { app: gateway } }
spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
`,
  },

  run({ cluster, now, options, report }) {
    const installations = installationsOf(cluster).filter(({ isAssumed }) => !isAssumed);
    for (const { workloads, pods } of installations) {
      const [workload] = workloads;
      // Standing by while another gateway runs is a way to use one.
      if (!workload || installations.length > 1 || pods.length > 0 || !workloads.every(isZero)) continue;
      if (workloads.some(comesAndGoes)) continue;
      report({
        on: workload,
        severity: 'critical',
        data: {
          gateway: workload,
          problem: words('is scaled to 0 replicas, and there is no other gateway'),
          consequence: words('Nobody answers any request.'),
          advice: words('Scale it up.'),
        },
        evidence: [{ at: workload, path: 'spec.replicas', value: 0 }],
        command: kubectl('scale', workload, '--replicas=3'),
      });
    }

    const parts = gatewayPartsOf(cluster).filter(({ namespace }) => cluster.knows('Pod', namespace));
    for (const part of parts) {
      const { on, pods } = part;
      const desired = desiredOf(part);
      const ready = pods.filter(isReady).length;
      const troubles = pods.flatMap((pod) => troubleOf(pod, now, options) ?? []);
      const [trouble] = troubles;
      const refused = refusal(part);
      if (ready >= desired || (!trouble && !refused) || (part.isRollingOut && ready > 0)) continue;

      const others = parts.filter(({ installation }) => installation === part.installation);
      const isDown = others.every((other) => !other.pods.some(isReady));
      report({
        on,
        severity: isDown ? 'critical' : trouble && isCrash(trouble) ? 'error' : 'warning',
        data: {
          gateway: on,
          problem: words(
            `has ${ready} of ${desired} Pods ready: ${trouble ? `${nameOf(trouble)} ${trouble.text}` : refused}`,
          ),
          consequence: words(
            isDown
              ? 'Nobody answers any request.'
              : 'Fewer Pods than meant take all requests; those on a Pod that stops are lost.',
          ),
          advice: words(adviceFor(trouble)),
        },
        evidence: [
          ...troubles.slice(0, 3).map(({ evidence }) => evidence),
          ...(troubles.length === 0
            ? [{ at: on, path: 'status.conditions[ReplicaFailure]', value: refused ?? '' }]
            : []),
        ],
        related: troubles.map(({ evidence }) => evidence.at),
        command: trouble ? commandFor(part, trouble) : kubectl('describe', on),
      });
    }
  },
});

function isZero(workload: Workload): boolean {
  return workload.kind !== 'DaemonSet' && workload.spec.replicas === 0;
}

function desiredOf({ on, pods }: GatewayPart): number {
  return 'spec' in on && on.kind !== 'Pod' ? (desiredPods(on) ?? pods.length) : pods.length;
}

/** Why no Pod can be made: a quota, a policy. */
function refusal({ on }: GatewayPart): string | undefined {
  if (!('spec' in on) || on.kind === 'Pod') return undefined;
  const failure = on.status?.conditions?.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  return failure && (failure.message ?? failure.reason ?? 'its Pods are refused');
}

function nameOf({ evidence }: Trouble): string {
  const pod: Pod = evidence.at;
  return pod.metadata.name;
}

function isCrash({ reason }: Trouble): boolean {
  return reason === 'CrashLoopBackOff' || reason === 'OOMKilled' || reason === 'Error';
}

function adviceFor(trouble: Trouble | undefined): string {
  switch (trouble?.reason) {
    case 'OOMKilled':
      return 'Raise the memory limit of the gateway’s container.';
    case 'ImagePullBackOff':
      return 'Look at the name of the image and at the login for its registry.';
    case 'Unschedulable':
      return 'Give the cluster room, or ask for less: requests, node selectors and anti-affinity decide.';
    case 'CrashLoopBackOff':
    case 'Error':
      return 'Read why it stops; if it began with a rollout, undo that.';
    case 'NotReady':
      return 'Read its log: a gateway that never gets ready often has a configuration that Envoy refuses.';
    default:
      return 'Look at its events.';
  }
}

function commandFor(part: GatewayPart, trouble: Trouble): string {
  const { container, reason, evidence } = trouble;
  const raise = container && reason === 'OOMKilled' ? raiseMemory(part, container) : undefined;
  if (raise) return raise;
  if (container && isCrash(trouble)) return logs(evidence.at, container, true);
  return container && reason === 'NotReady' ? logs(evidence.at, container) : kubectl('describe', evidence.at);
}
