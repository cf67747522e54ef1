import { describe, expect, it } from 'vitest';
import { metricsChecks } from '../../../src/checks/metrics/index.ts';
import { runChecks } from '../../../src/engine/run.ts';
import { NOW, snapshotOf } from '../../support/check-tester.ts';
import {
  deployment,
  EXPORTER,
  pod,
  podMonitor,
  prometheus,
  service,
  serviceMonitor,
  TO_SIDECAR,
  workload,
} from './given.ts';

const MAIN = { app: 'emissary', profile: 'main' };
const CANARY = { app: 'emissary', profile: 'canary' };
const UP = prometheus({ status: { availableReplicas: 1 } });
const HEALTHY = [deployment(), pod(), service(), serviceMonitor(), UP];
const SENDING = { STATSD_ENABLED: 'true' };
const WITH = { env: TO_SIDECAR, sidecars: [EXPORTER] };
const OF_EXPORTER = podMonitor({ spec: { podMetricsEndpoints: [{ port: 'metrics' }] } });

function sending(
  env: Readonly<Record<string, string>>,
  sidecars: readonly (typeof EXPORTER)[] = [],
): readonly string[] {
  return [deployment({ env, sidecars }), pod({ env, sidecars }), UP];
}
function sink(facts: object = {}): string {
  return service({
    name: 'statsd-sink',
    labels: {},
    selector: { app: 'statsd' },
    ports: [{ port: 8125, protocol: 'UDP' }],
    ...facts,
  });
}

/** What each fault, alone in a cluster that is whole otherwise, may be called. */
const FAULTS: Readonly<Record<string, { readonly given: readonly string[]; readonly codes: readonly string[] }>> = {
  'nothing is wrong': { given: HEALTHY, codes: [] },
  'nothing gathers metrics': { given: [deployment(), pod(), service(), UP], codes: ['MET001'] },
  'a PodMonitor misses the canary': {
    given: [
      pod({ labels: MAIN }),
      pod({ name: 'emissary-canary-abc-1', labels: CANARY }),
      podMonitor({ selector: MAIN }),
      UP,
    ],
    codes: ['MET002'],
  },
  'a ServiceMonitor without a Service': { given: [deployment(), pod(), serviceMonitor(), UP], codes: ['MET003'] },
  'the admin Service misses the canary': {
    given: [
      pod({ labels: MAIN }),
      pod({ name: 'emissary-canary-abc-1', labels: CANARY }),
      service({ selector: MAIN }),
      serviceMonitor(),
      UP,
    ],
    codes: ['MET004'],
  },
  'the ServiceMonitor names a wrong port': {
    given: [deployment(), pod(), service(), serviceMonitor({ spec: { endpoints: [{ port: 'admin' }] } }), UP],
    codes: ['MET005'],
  },
  'the ServiceMonitor selects nothing': {
    given: [deployment(), pod(), service(), serviceMonitor({ selector: { service: 'admin' } }), UP],
    codes: ['MET006'],
  },
  'the ServiceMonitor looks into the wrong namespace': {
    given: [deployment(), pod(), service(), serviceMonitor({ namespace: 'monitoring' }), UP],
    codes: ['MET007'],
  },
  'no Prometheus follows the ServiceMonitor': {
    given: [
      deployment(),
      pod(),
      service(),
      serviceMonitor(),
      prometheus({ spec: { serviceMonitorSelector: { matchLabels: { release: 'x' } } } }),
    ],
    codes: ['MET008'],
  },
  'the path is wrong': {
    given: [
      deployment(),
      pod(),
      service(),
      serviceMonitor({ spec: { endpoints: [{ port: 'ambassador-admin', path: '/stats' }] } }),
      UP,
    ],
    codes: ['MET009'],
  },
  'an annotation names a wrong port': {
    given: [deployment({ annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9102' } })],
    codes: ['MET010'],
  },
  'Prometheus is down': {
    given: [deployment(), pod(), service(), serviceMonitor(), prometheus({ status: { availableReplicas: 0 } })],
    codes: ['MET012'],
  },
  'statsd is not switched on': { given: sending({ STATSD_HOST: 'statsd', STATSD_ENABLED: '1' }), codes: ['MET014'] },
  'the statsd host does not exist': { given: sending({ ...SENDING, STATSD_HOST: 'statsd' }), codes: ['MET015'] },
  'the statsd Service is newer than the Pods': {
    given: [
      pod({ env: SENDING, status: { startTime: '2025-12-01T00:00:00Z' } }),
      sink({ created: '2025-12-20T00:00:00Z' }),
      UP,
    ],
    codes: ['MET016'],
  },
  'the statsd Service has another port': {
    given: [...sending(SENDING), sink({ ports: [{ port: 9125, protocol: 'UDP' }] })],
    codes: ['MET017'],
  },
  'the statsd Service and the exporter behind it have another port': {
    given: [
      ...sending(SENDING),
      sink({ ports: [{ port: 9125, protocol: 'UDP' }] }),
      workload('Deployment', 'statsd', 'prom/statsd-exporter:v0.26.0', { namespace: 'emissary' }),
    ],
    codes: ['MET017'],
  },
  'Prometheus asks one Pod at random': {
    given: [
      deployment(),
      pod(),
      pod({ name: 'emissary-ingress-abc-2' }),
      service(),
      workload('Deployment', 'prometheus-server', 'prom/prometheus:v3', { status: { readyReplicas: 1 } }),
      `
kind: ConfigMap
metadata: { name: prometheus-server, namespace: monitoring }
data:
  prometheus.yml: |
    scrape_configs:
      - job_name: emissary
        static_configs: [{ targets: ["emissary-ingress-admin.emissary:8877"] }]
`,
    ],
    codes: ['MET011'],
  },
  'STATSD_PORT and a sidecar that listens there': {
    given: [
      ...sending({ ...TO_SIDECAR, STATSD_PORT: '9125' }, [{ ...EXPORTER, args: ['--statsd.listen-udp=:9125'] }]),
      OF_EXPORTER,
    ],
    codes: ['MET017'],
  },
  'the sidecar listens on its default port': {
    given: [...sending(TO_SIDECAR, [{ ...EXPORTER, args: [] }]), OF_EXPORTER],
    codes: ['MET018'],
  },
  'the statsd Service is TCP': {
    given: [...sending(SENDING), sink({ ports: [{ port: 8125 }] })],
    codes: ['MET018'],
  },
  'the sidecar is missing everywhere': { given: sending(TO_SIDECAR), codes: ['MET019'] },
  'the sidecar is missing in the canary': {
    given: [
      deployment(WITH),
      deployment({ name: 'emissary-canary', labels: { ...CANARY } }),
      pod(WITH),
      pod({ name: 'emissary-canary-abc-1', labels: CANARY }),
      OF_EXPORTER,
      UP,
    ],
    codes: ['MET020'],
  },
  'the sidecar crashes': {
    given: [
      deployment(WITH),
      pod({
        ...WITH,
        status: {
          containerStatuses: [
            { name: 'emissary', ready: true },
            { name: EXPORTER.name, ready: false, restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } },
          ],
        },
      }),
      OF_EXPORTER,
      UP,
    ],
    codes: ['MET021'],
  },
  'nothing asks the sidecar': { given: [deployment(WITH), pod(WITH), UP], codes: ['MET022'] },
};

describe('one cause is one finding', () => {
  it.each(Object.entries(FAULTS))('%s', (_, { given, codes }) => {
    const { findings } = runChecks(snapshotOf({ given }), metricsChecks, { now: NOW });
    expect(findings.map(({ code }) => code)).toEqual(codes);
  });
});
