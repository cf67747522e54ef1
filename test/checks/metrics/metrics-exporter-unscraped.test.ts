import { metricsExporterUnscraped } from '../../../src/checks/metrics/metrics-exporter-unscraped.ts';
import { testCheck } from '../../support/check-tester.ts';
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

const WITH = { env: TO_SIDECAR, sidecars: [EXPORTER] };
const GATEWAY = [deployment(WITH), pod(WITH), prometheus()];
const TO_EXPORTER = podMonitor({ spec: { podMetricsEndpoints: [{ port: 'metrics' }] } });

testCheck(metricsExporterUnscraped, {
  clean: {
    'a PodMonitor for the exporter': { given: [...GATEWAY, TO_EXPORTER] },
    'a ServiceMonitor for the exporter': {
      given: [
        ...GATEWAY,
        service({ labels: { app: 'emissary' }, ports: [{ name: 'metrics', port: 9102 }] }),
        serviceMonitor({ selector: { app: 'emissary' }, spec: { endpoints: [{ port: 'metrics' }] } }),
      ],
    },
    'a monitor with an endpoint for each': {
      given: [...GATEWAY, podMonitor({ spec: { podMetricsEndpoints: [{ port: 'admin' }, { port: 'metrics' }] } })],
    },
    'a monitor that does not work is another matter': {
      given: [...GATEWAY, podMonitor({ spec: { podMetricsEndpoints: [{ port: 'metrix' }] } })],
    },
    'a Service for the exporter, which something may follow': {
      given: [
        ...GATEWAY,
        service({ name: 'exporter', labels: {}, ports: [{ name: 'metrics', port: 80, targetPort: 'metrics' }] }),
      ],
    },
    annotations: {
      given: [
        deployment({ ...WITH, annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9102' } }),
        prometheus(),
      ],
    },
    'no exporter': { given: [deployment(), prometheus()] },
    'an exporter that nothing feeds': { given: [deployment({ sidecars: [EXPORTER] }), prometheus()] },
    'no Prometheus of the operator': { given: [deployment(WITH), pod(WITH)] },
    'an agent that finds it': { given: [...GATEWAY, workload('DaemonSet', 'datadog', 'datadog/agent:7')] },
    'a Prometheus configured by hand': {
      given: [...GATEWAY, workload('Deployment', 'prometheus', 'prom/prometheus:v3')],
    },
    'monitors that could not be read': {
      given: GATEWAY,
      gaps: [{ kind: 'PodMonitor', namespace: 'x', reason: 'forbidden' }],
    },
  },
  found: {
    'nothing leads to the exporter': {
      given: GATEWAY,
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'warning',
          says: 'The statsd-exporter prometheus-exporter of Deployment emissary/emissary-ingress gives metrics on port 9102, and no Service, monitor or annotation leads there.',
          mentions: ['Nobody gathers these metrics'],
          related: ['Pod emissary/emissary-ingress-abc-1'],
        },
      ],
    },
    'once for two workloads': {
      given: [
        ...GATEWAY,
        deployment({ name: 'emissary-canary', ...WITH }),
        pod({ name: 'emissary-canary-def-1', ...WITH }),
      ],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          mentions: ['of Deployment emissary/emissary-ingress, Deployment emissary/emissary-canary gives'],
          related: ['Deployment emissary/emissary-canary'],
        },
      ],
    },
    'only the admin port is asked': {
      given: [...GATEWAY, service(), serviceMonitor()],
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'info', mentions: ['on its admin port'] }],
    },
  },
});
