import { metricsAdminSelector } from '../../../src/checks/metrics/metrics-admin-selector.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, pod, podMonitor, service, serviceMonitor } from './given.ts';

const MAIN = { app: 'emissary', profile: 'main' };
const CANARY = { app: 'emissary', profile: 'canary' };
const TWO = [
  deployment({ labels: MAIN }),
  deployment({ name: 'emissary-canary', labels: CANARY }),
  pod({ name: 'emissary-ingress-abc-1', labels: MAIN }),
  pod({ name: 'emissary-canary-def-1', labels: CANARY }),
];

testCheck(metricsAdminSelector, {
  clean: {
    'a selector that both workloads fulfil': { given: [...TWO, service(), serviceMonitor()] },
    'a second Service with a ServiceMonitor for the canary': {
      given: [
        ...TWO,
        service({ selector: MAIN }),
        service({ name: 'emissary-canary-admin', selector: CANARY }),
        serviceMonitor(),
      ],
    },
    'a second Service without the label is another matter': {
      given: [
        ...TWO,
        service({ selector: MAIN }),
        service({ name: 'emissary-canary-admin', selector: CANARY, labels: {} }),
        serviceMonitor(),
      ],
    },
    'a PodMonitor reaches the canary': {
      given: [...TWO, service({ selector: MAIN }), serviceMonitor(), podMonitor({ selector: CANARY })],
    },
    'an admin Service that no monitor follows': { given: [...TWO, service({ selector: MAIN })] },
    'the canary has no Pods': {
      given: [
        deployment({ labels: MAIN }),
        deployment({ name: 'emissary-canary', labels: CANARY, replicas: 0 }),
        pod({ labels: MAIN }),
        service({ selector: MAIN }),
        serviceMonitor(),
      ],
    },
    'the Pods of the canary are going away': {
      given: [
        pod({ labels: MAIN }),
        pod({ name: 'emissary-canary-def-1', labels: CANARY, status: { phase: 'Succeeded' } }),
        service({ selector: MAIN }),
        serviceMonitor(),
      ],
    },
    'a second gateway in the same namespace': {
      given: [
        deployment({ labels: MAIN }),
        deployment({ name: 'internal', labels: { app: 'internal' }, env: { AMBASSADOR_ID: 'internal' } }),
        service({ selector: MAIN }),
        serviceMonitor(),
      ],
    },
    'a gateway in another namespace': {
      given: [
        deployment({ labels: MAIN }),
        deployment({ name: 'emissary', namespace: 'edge', labels: CANARY }),
        service({ selector: MAIN }),
        serviceMonitor(),
      ],
    },
    'Pods that are being replaced': {
      given: [
        deployment({ labels: MAIN, replicas: 2, status: { replicas: 3, updatedReplicas: 1 } }),
        pod({ name: 'emissary-ingress-abc-1', labels: { app: 'emissary' } }),
        pod({ name: 'emissary-ingress-def-1', labels: MAIN }),
        service({ selector: MAIN }),
        serviceMonitor(),
      ],
    },
    'a wrong port is another matter': {
      given: [...TWO, service({ selector: MAIN }), serviceMonitor({ spec: { endpoints: [{ port: 'admin' }] } })],
    },
  },
  found: {
    'the selector holds a label of the main workload': {
      given: [...TWO, service({ selector: MAIN }), serviceMonitor()],
      expect: [
        {
          on: 'Service emissary/emissary-ingress-admin',
          severity: 'error',
          says: 'Service emissary/emissary-ingress-admin selects 1 of 2 gateway Pods and misses Pod emissary/emissary-canary-def-1: profile=canary instead of profile=main.',
          mentions: [
            `kubectl -n emissary patch service emissary-ingress-admin --type=merge -p '{"spec":{"selector":{"profile":null}}}'`,
          ],
          evidence: [
            'Service emissary/emissary-ingress-admin spec.selector.profile',
            'Pod emissary/emissary-canary-def-1 metadata.labels.profile',
          ],
          related: ['Deployment emissary/emissary-canary', 'ServiceMonitor emissary/emissary-ingress'],
        },
      ],
    },
    'a shorter selector would pick something else too, so no command is offered': {
      given: [
        ...TWO,
        `
kind: Pod
metadata: { name: redis-1, namespace: emissary, labels: { app: emissary } }
spec: { containers: [{ name: redis, image: "redis:7" }] }
status: { phase: Running }
`,
        service({ selector: MAIN }),
        serviceMonitor(),
      ],
      expect: [{ on: 'Service emissary/emissary-ingress-admin', mentions: ['1 of 2'] }],
    },
    'a DaemonSet beside the Deployment, from manifests': {
      given: [
        deployment({ labels: MAIN }),
        deployment({ kind: 'DaemonSet', name: 'emissary-edge', labels: { app: 'edge' } }),
        service({ selector: MAIN }),
        serviceMonitor(),
      ],
      expect: [
        {
          on: 'Service emissary/emissary-ingress-admin',
          mentions: [
            'selects 1 of 2 gateway workloads and misses DaemonSet emissary/emissary-edge: app=edge instead of app=emissary',
          ],
        },
      ],
    },
    'a selector that fits no Pod': {
      given: [pod(), service({ selector: { app: 'emisary' } }), serviceMonitor()],
      expect: [
        {
          on: 'Service emissary/emissary-ingress-admin',
          mentions: [
            'selects 0 of 1 gateway Pod',
            `kubectl -n emissary patch service emissary-ingress-admin --type=merge -p '{"spec":{"selector":{"app":"emissary"}}}'`,
          ],
        },
      ],
    },
  },
});
