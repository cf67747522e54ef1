import { gatewayPodsUnhealthy } from '../../../src/checks/gateway/gateway-pods-unhealthy.ts';
import { testCheck } from '../../support/check-tester.ts';
import { CRASHING, gateway, gatewayPod } from './given.ts';

const rolling = (reason: string, status = 'True') =>
  `{ conditions: [{ type: Progressing, status: "${status}", reason: ${reason} }] }`;
const PENDING = `
  phase: Pending
  conditions:
    - { type: PodScheduled, status: "False", reason: Unschedulable, message: 0/3 nodes are available, lastTransitionTime: "2025-12-31T23:00:00Z" }`;

const OUT_OF_MEMORY = CRASHING.replace('name: app', 'name: emissary-ingress').replace(
  'reason: Error',
  'reason: OOMKilled',
);

testCheck(gatewayPodsUnhealthy, {
  clean: {
    'all are ready': { given: [gateway(), gatewayPod({ name: 'a' }), gatewayPod({ name: 'b' })] },
    'manifests say nothing of Pods': { given: gateway() },
    'one starts': {
      given: [gateway(), gatewayPod({ name: 'a' }), gatewayPod({ name: 'b', status: '{ phase: Pending }' })],
    },
    'no room for one yet, in a cluster that gets its nodes slowly': {
      given: [gateway(), gatewayPod({ name: 'a' }), gatewayPod({ name: 'b', status: PENDING })],
      options: { startingMinutes: 90 },
    },
    'a new one crashes in a rollout while an old one serves': {
      given: [
        gateway({ status: rolling('ReplicaSetUpdated') }),
        gatewayPod({ name: 'a' }),
        gatewayPod({ name: 'b', status: CRASHING }),
      ],
    },
    'one stands by without replicas': {
      given: [
        gateway({ name: 'standby', namespace: 'standby', replicas: 0 }),
        gateway({ replicas: 1 }),
        gatewayPod({ name: 'a' }),
      ],
    },
    'switched off for the night': {
      given: gateway({ replicas: 0, metadata: 'annotations: { downscaler/original-replicas: "2" }' }),
    },
    'no gateway': { given: 'kind: Host\nmetadata: { name: shop, namespace: shop }\nspec: {}' },
    'its namespace was not looked at': {
      given: [gateway(), gatewayPod({ name: 'a', status: CRASHING })],
      namespaces: ['shop'],
    },
  },
  found: {
    'all crash': {
      given: [gateway(), gatewayPod({ name: 'a', status: CRASHING }), gatewayPod({ name: 'b', status: CRASHING })],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'critical',
          says: 'Deployment emissary/emissary-ingress has 0 of 2 Pods ready: a CrashLoopBackOff, exit 1, 14 restarts: missing env DB_URL.',
          mentions: ['Nobody answers any request.', 'kubectl -n emissary logs a -c app --previous'],
          evidence: ['Pod emissary/a status.containerStatuses[app].state.waiting.reason'],
          related: ['Pod emissary/b'],
        },
      ],
    },
    'all run out of memory': {
      given: [
        gateway({ replicas: 1, container: 'resources: { limits: { memory: 256Mi } }' }),
        gatewayPod({ name: 'a', status: OUT_OF_MEMORY }),
      ],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          mentions: [
            'kubectl -n emissary set resources deployment emissary-ingress -c emissary-ingress --limits=memory=600Mi',
          ],
        },
      ],
    },
    'all run out of much memory': {
      given: [
        gateway({ replicas: 1, container: 'resources: { limits: { memory: 1Gi } }' }),
        gatewayPod({ name: 'a', status: OUT_OF_MEMORY }),
      ],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['--limits=memory=2048Mi'] }],
    },
    'a Pod runs out of memory that nothing limits': {
      given: [gateway({ replicas: 1 }), gatewayPod({ name: 'a', status: OUT_OF_MEMORY })],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          mentions: ['kubectl -n emissary logs a -c emissary-ingress --previous'],
        },
      ],
    },
    'all crash in a rollout': {
      given: [
        gateway({ replicas: 1, status: rolling('ReplicaSetUpdated') }),
        gatewayPod({ name: 'a', status: CRASHING }),
      ],
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'critical' }],
    },
    'one crashes in a rollout that took too long': {
      given: [
        gateway({ status: rolling('ProgressDeadlineExceeded', 'False') }),
        gatewayPod({ name: 'a' }),
        gatewayPod({ name: 'b', status: CRASHING }),
      ],
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'error', mentions: ['has 1 of 2 Pods ready'] }],
    },
    'no room for one': {
      given: [gateway(), gatewayPod({ name: 'a' }), gatewayPod({ name: 'b', status: PENDING })],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'warning',
          mentions: [
            'b fits on no node (Unschedulable): 0/3 nodes are available',
            'kubectl -n emissary describe pod b',
          ],
        },
      ],
    },
    'its Pods are refused': {
      given: gateway({
        status: '{ conditions: [{ type: ReplicaFailure, status: "True", message: exceeded quota }] }',
      }),
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'critical',
          says: 'Deployment emissary/emissary-ingress has 0 of 2 Pods ready: exceeded quota.',
          evidence: ['Deployment emissary/emissary-ingress status.conditions[ReplicaFailure]'],
        },
      ],
    },
    'scaled to nothing, and it is the only one': {
      given: gateway({ replicas: 0 }),
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'critical',
          mentions: ['is scaled to 0 replicas', 'kubectl -n emissary scale deployment emissary-ingress --replicas=3'],
        },
      ],
    },
    'a Pod that nothing makes': {
      given: gatewayPod({ name: 'g', status: CRASHING }),
      expect: [{ on: 'Pod emissary/g', severity: 'critical' }],
    },
  },
});
