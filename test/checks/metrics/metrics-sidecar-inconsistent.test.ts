import { metricsSidecarInconsistent } from '../../../src/checks/metrics/metrics-sidecar-inconsistent.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, EXPORTER, pod, service, serviceMonitor, TO_SIDECAR } from './given.ts';

const WITH = { env: TO_SIDECAR, sidecars: [EXPORTER] };
const MAIN = deployment(WITH);

function canary(facts: object = {}): string {
  return deployment({ name: 'emissary-canary', labels: { app: 'emissary', profile: 'canary' }, ...facts });
}

testCheck(metricsSidecarInconsistent, {
  clean: {
    'all alike': { given: [MAIN, canary(WITH), pod(WITH), pod({ name: 'emissary-ingress-abc-2', ...WITH })] },
    'nobody has statsd': { given: [deployment(), canary()] },
    'one workload alone': { given: MAIN },
    'another gateway': { given: [MAIN, canary({ env: { AMBASSADOR_ID: 'internal' } })] },
    'a workload that is scaled to 0': { given: [MAIN, canary({ replicas: 0 })] },
    'a missing sidecar has its own check': { given: [MAIN, canary({ env: TO_SIDECAR })] },
    'a STATSD_ENABLED that is not true has its own check': {
      given: [MAIN, canary({ env: { ...TO_SIDECAR, STATSD_ENABLED: '1' }, sidecars: [EXPORTER] })],
    },
    'a sidecar that nothing feeds has its own check': { given: [MAIN, canary({ sidecars: [EXPORTER] })] },
    'switched off for the canary on purpose': { given: [MAIN, canary({ env: { STATSD_ENABLED: 'false' } })] },
    'another host that works': { given: [MAIN, canary({ env: { STATSD_ENABLED: 'true', STATSD_HOST: '10.0.0.9' } })] },
    'settings from elsewhere': { given: [MAIN, canary({ env: { STATSD_ENABLED: '$(ON)' } })] },
    'Pods that are being replaced': {
      given: [
        deployment({ ...WITH, replicas: 2, status: { replicas: 3, updatedReplicas: 1 } }),
        pod(WITH),
        pod({ name: 'emissary-ingress-def-1' }),
      ],
    },
    'Pods of two generations, without their Deployment': {
      given: [
        pod({ ...WITH, labels: { app: 'emissary', 'pod-template-hash': 'abc' } }),
        pod({ name: 'emissary-ingress-def-1', labels: { app: 'emissary', 'pod-template-hash': 'def' } }),
      ],
      gaps: [{ kind: 'Deployment', reason: 'not in the input' }],
    },
    'a Pod without it that has ended': {
      given: [MAIN, pod(WITH), pod({ name: 'emissary-ingress-abc-2', status: { phase: 'Succeeded' } })],
    },
    'the API extension': { given: [MAIN, deployment({ name: 'emissary-apiext' })] },
  },
  found: {
    'the canary has neither statsd nor the sidecar': {
      given: [MAIN, canary()],
      expect: [
        {
          on: 'Deployment emissary/emissary-canary',
          severity: 'warning',
          says: 'Deployment emissary/emissary-canary has neither statsd nor its sidecar, unlike Deployment emissary/emissary-ingress.',
          evidence: [
            'Deployment emissary/emissary-canary spec.template.spec.containers[emissary].env[STATSD_ENABLED]',
            'Deployment emissary/emissary-ingress spec.template.spec.containers[emissary].env[STATSD_ENABLED]',
          ],
          related: ['Deployment emissary/emissary-ingress'],
        },
      ],
    },
    'the canary sends nothing to the sink of the others': {
      given: [deployment({ env: { STATSD_ENABLED: 'true', STATSD_HOST: '10.0.0.9' } }), canary()],
      expect: [
        {
          on: 'Deployment emissary/emissary-canary',
          severity: 'error',
          mentions: ['sends no statsd metrics, unlike'],
        },
      ],
    },
    'a ServiceMonitor gathers the metrics of both': {
      given: [MAIN, canary(), service(), serviceMonitor()],
      expect: [{ on: 'Deployment emissary/emissary-canary', severity: 'info' }],
    },
    'another version of the exporter': {
      given: [MAIN, canary({ ...WITH, sidecars: [{ ...EXPORTER, image: 'prom/statsd-exporter:v0.26.0' }] })],
      expect: [{ on: 'Deployment emissary/emissary-canary', severity: 'info', mentions: ['v0.26.0'] }],
    },
    'a sidecar is injected into half of the Pods': {
      given: [deployment({ env: TO_SIDECAR }), pod(WITH), pod({ name: 'emissary-ingress-abc-2', env: TO_SIDECAR })],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'warning',
          says: 'Deployment emissary/emissary-ingress has 1 of 2 Pods without the statsd-exporter that the others have: Pod emissary/emissary-ingress-abc-2.',
          related: ['Pod emissary/emissary-ingress-abc-2'],
        },
      ],
    },
  },
});
