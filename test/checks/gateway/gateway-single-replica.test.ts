import { gatewaySingleReplica } from '../../../src/checks/gateway/gateway-single-replica.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, service } from './given.ts';

const BALANCER = service('emissary-ingress', { namespace: 'emissary', more: 'type: LoadBalancer' });
const MAPPING =
  'kind: Mapping\nmetadata: { name: shop, namespace: shop }\nspec: { hostname: "*", prefix: /, service: shop }';
const USED = [BALANCER, MAPPING];
const ONE = gateway({ replicas: 1 });
const scaler = (kind: string, name = 'emissary-ingress') => `
kind: ${kind}
metadata: { name: scaler, namespace: emissary }
spec: { scaleTargetRef: { kind: Deployment, name: ${name} } }`;

testCheck(gatewaySingleReplica, {
  clean: {
    'two Pods': { given: [gateway({ replicas: 2 }), ...USED] },
    'an autoscaler': { given: [ONE, scaler('HorizontalPodAutoscaler'), ...USED] },
    'KEDA scales it': { given: [ONE, scaler('ScaledObject'), ...USED] },
    'a canary beside it': {
      given: [ONE, gateway({ name: 'emissary-ingress-canary', replicas: 1 }), ...USED],
    },
    'a second gateway': { given: [ONE, gateway({ namespace: 'internal', replicas: 1 }), ...USED] },
    'a DaemonSet': { given: [ONE.replace('kind: Deployment', 'kind: DaemonSet'), ...USED] },
    'switched off': { given: [gateway({ replicas: 0 }), ...USED] },
    'switched on by the hour': {
      given: [
        gateway({ replicas: 1, metadata: 'annotations: { downscaler/uptime: "Mon-Fri 07:00-20:00 CET" }' }),
        ...USED,
      ],
    },
    'a gateway for development, without a load balancer': {
      given: [ONE, service('emissary-ingress', { namespace: 'emissary', more: 'type: NodePort' }), MAPPING],
    },
    'it serves nothing yet': { given: [ONE, BALANCER] },
    'autoscalers of its namespace could not be read': {
      given: [ONE, ...USED],
      gaps: [{ kind: 'HorizontalPodAutoscaler', namespace: 'emissary', reason: 'forbidden' }],
    },
  },
  found: {
    'one Pod behind a load balancer': {
      given: [ONE, scaler('HorizontalPodAutoscaler', 'shop'), ...USED],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'info',
          says: 'All traffic of Service emissary/emissary-ingress goes through the only Pod of Deployment emissary/emissary-ingress.',
          mentions: ['kubectl -n emissary scale deployment emissary-ingress --replicas=2'],
          evidence: ['Deployment emissary/emissary-ingress spec.replicas'],
          related: ['Service emissary/emissary-ingress'],
        },
      ],
    },
    'a canary that is switched off': {
      given: [ONE, gateway({ name: 'emissary-ingress-canary', replicas: 0 }), ...USED],
      expect: [{ on: 'Deployment emissary/emissary-ingress' }],
    },
  },
});
