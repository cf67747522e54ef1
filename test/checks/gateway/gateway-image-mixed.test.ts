import { gatewayImageMixed } from '../../../src/checks/gateway/gateway-image-mixed.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, gatewayPod } from './given.ts';

const OLD = 'ghcr.io/emissary-ingress/emissary:4.0.0';
const NEW = 'ghcr.io/emissary-ingress/emissary:4.0.1';
const pods = [gatewayPod({ name: 'a', image: OLD }), gatewayPod({ name: 'b', image: NEW })];
const progressing = (status: string, reason: string) =>
  `{ conditions: [{ type: Progressing, status: "${status}", reason: ${reason} }] }`;

testCheck(gatewayImageMixed, {
  clean: {
    'one version': { given: [gateway(), gatewayPod({ name: 'a' }), gatewayPod({ name: 'b' })] },
    'a rollout': { given: [gateway({ status: progressing('True', 'ReplicaSetUpdated') }), ...pods] },
    'a rollout that somebody has paused': {
      given: [gateway({ status: progressing('Unknown', 'DeploymentPaused') }), ...pods],
    },
    'a canary beside the main one': {
      given: [
        gateway(),
        gateway({ name: 'emissary-ingress-canary', version: '4.1.0' }),
        gatewayPod({ name: 'a' }),
        gatewayPod({ name: 'b', app: 'emissary-ingress-canary', image: 'ghcr.io/emissary-ingress/emissary:4.1.0' }),
      ],
    },
    'the same tag from a mirror': {
      given: [
        gateway(),
        gatewayPod({ name: 'a' }),
        gatewayPod({ name: 'b', image: 'mirror.example.com/emissary:4.0.1' }),
      ],
    },
    'two gateways': {
      given: [
        gateway(),
        gateway({ name: 'inner', namespace: 'inner', version: '3.9.1' }),
        gatewayPod({ name: 'a' }),
        gatewayPod({ name: 'b', namespace: 'inner', app: 'inner', image: 'ghcr.io/emissary-ingress/emissary:3.9.1' }),
      ],
    },
  },
  found: {
    'a rollout that took too long': {
      given: [gateway({ status: progressing('False', 'ProgressDeadlineExceeded') }), ...pods],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'warning',
          says: 'Pods of Deployment emissary/emissary-ingress run different versions: 4.0.0, 4.0.1.',
          evidence: ['Pod emissary/a spec.containers[].image', 'Pod emissary/b spec.containers[].image'],
          mentions: ['kubectl -n emissary rollout status deployment emissary-ingress'],
        },
      ],
    },
  },
});
