import { metricsStatsdStaleIp } from '../../../src/checks/metrics/metrics-statsd-stale-ip.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, pod, service } from './given.ts';

const ON = { STATSD_ENABLED: 'true' };
const BEFORE = '2025-12-01T08:00:00Z';
const MADE = '2025-12-20T08:00:00Z';
const AFTER = '2025-12-21T08:00:00Z';

function sink(facts: object = {}): string {
  return service({
    name: 'statsd-sink',
    labels: {},
    created: MADE,
    ports: [{ port: 8125, protocol: 'UDP' }],
    ...facts,
  });
}
function started(at: string, facts: object = {}): string {
  return pod({ env: ON, status: { startTime: at }, ...facts });
}

testCheck(metricsStatsdStaleIp, {
  clean: {
    'Pods that started later': { given: [started(AFTER), sink()] },
    'Pods that started at the same time': { given: [started(MADE), sink()] },
    'a container that was restarted since': {
      given: [
        started(BEFORE, {
          status: {
            startTime: BEFORE,
            containerStatuses: [{ name: 'emissary', ready: true, state: { running: { startedAt: AFTER } } }],
          },
        }),
        sink(),
      ],
    },
    'a headless Service': { given: [started(BEFORE), sink({ spec: { clusterIP: 'None' } })] },
    'an ExternalName': {
      given: [started(BEFORE), sink({ spec: { type: 'ExternalName', externalName: 'x.example.com' } })],
    },
    'times that nobody knows': { given: [pod({ env: ON }), sink()] },
    'statsd is off': { given: [pod({ status: { startTime: BEFORE } }), sink()] },
    'Pods that are being replaced': {
      given: [
        started(BEFORE, { name: 'emissary-ingress-abc-1' }),
        deployment({ env: ON, replicas: 2, status: { replicas: 3, updatedReplicas: 1 } }),
        sink(),
      ],
    },
    'a Pod that has ended': { given: [started(BEFORE, { status: { phase: 'Succeeded', startTime: BEFORE } }), sink()] },
  },
  found: {
    'a Service that was made anew': {
      given: [deployment({ env: ON }), started(BEFORE), started(AFTER, { name: 'emissary-ingress-abc-2' }), sink()],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'warning',
          says: 'Service emissary/statsd-sink was created on 2025-12-20, after Pod emissary/emissary-ingress-abc-1 had started; what they send does not reach it.',
          mentions: ['kubectl -n emissary rollout restart deployment emissary-ingress'],
          evidence: [
            'Service emissary/statsd-sink metadata.creationTimestamp',
            'Pod emissary/emissary-ingress-abc-1 status.startTime',
          ],
        },
      ],
    },
  },
});
