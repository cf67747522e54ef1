import { metricsNoSource } from '../../../src/checks/metrics/metrics-no-source.ts';
import type { AnyObject } from '../../../src/cluster/objects.ts';
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

// Sources keep only the fields that objects.ts names; this one is not among them yet.
const WITH_JOBS = {
  kind: 'Prometheus',
  metadata: { name: 'main', namespace: 'monitoring' },
  spec: { serviceMonitorSelector: {}, additionalScrapeConfigs: { name: 'more', key: 'jobs.yaml' } },
} as unknown as AnyObject;
const BARE = [deployment(), pod(), prometheus()];

testCheck(metricsNoSource, {
  clean: {
    'a cluster without any Prometheus of the operator': { given: [deployment(), pod()] },
    'a ServiceMonitor that works': { given: [...BARE, service(), serviceMonitor()] },
    'a ServiceMonitor, and Services that could not be read': {
      given: [...BARE, serviceMonitor()],
      gaps: [{ kind: 'Service', reason: 'not in the input' }],
    },
    'a PodMonitor that works': { given: [...BARE, podMonitor()] },
    'a ServiceMonitor with a wrong port has its own check': {
      given: [...BARE, service(), serviceMonitor({ spec: { endpoints: [{ port: 'admin' }] } })],
    },
    'a ServiceMonitor that selects nothing has its own check': {
      given: [...BARE, service(), serviceMonitor({ selector: { app: 'other' } })],
    },
    'a monitor that no Prometheus follows has its own check': {
      given: [
        deployment(),
        pod(),
        service(),
        serviceMonitor(),
        prometheus({ spec: { serviceMonitorSelector: { matchLabels: { release: 'x' } } } }),
      ],
    },
    'statsd to a host outside the cluster': {
      given: [deployment({ env: { STATSD_ENABLED: 'true', STATSD_HOST: 'statsd.example.com' } }), prometheus()],
    },
    'dogstatsd to the node': {
      given: [
        deployment({ env: { STATSD_ENABLED: 'true', DOGSTATSD: 'true', STATSD_HOST: '$(HOST_IP)' } }),
        prometheus(),
      ],
    },
    'an exporter that nothing asks has its own check': {
      given: [deployment({ env: TO_SIDECAR, sidecars: [EXPORTER] }), prometheus()],
    },
    'metrics sent over gRPC': {
      given: [deployment({ env: { AMBASSADOR_GRPC_METRICS_SINK: 'collector:9000' } }), prometheus()],
    },
    'a Datadog agent on every node': { given: [...BARE, workload('DaemonSet', 'datadog', 'gcr.io/datadoghq/agent:7')] },
    'an OpenTelemetry collector': {
      given: [...BARE, workload('Deployment', 'collector', 'otel/opentelemetry-collector:0.100.0')],
    },
    'Grafana Alloy': { given: [...BARE, workload('DaemonSet', 'alloy', 'grafana/alloy:v1.0.0')] },
    Dynatrace: { given: [...BARE, workload('DaemonSet', 'dynakube-oneagent', 'registry/one:1')] },
    'New Relic': { given: [...BARE, workload('Deployment', 'nri-prometheus', 'newrelic/nri-prometheus:2')] },
    'an agent that is seen as a Pod only': {
      given: [
        ...BARE,
        JSON.stringify({
          kind: 'Pod',
          metadata: { name: 'x-1', namespace: 'ops' },
          spec: { containers: [{ name: 'a', image: 'datadog/agent:7' }] },
        }),
      ],
    },
    'a Prometheus that somebody configured by hand': {
      given: [...BARE, workload('Deployment', 'prometheus-server', 'prom/prometheus:v3.0.0')],
    },
    'a Prometheus with jobs in a Secret': { given: [deployment(), WITH_JOBS] },
    'a Prometheus without selectors': {
      given: [
        deployment(),
        JSON.stringify({ kind: 'Prometheus', metadata: { name: 'main', namespace: 'monitoring' }, spec: {} }),
      ],
    },
    'Pods with an annotation for an agent': {
      given: [deployment({ annotations: { 'ad.datadoghq.com/emissary.checks': '{}' } }), prometheus()],
    },
    'Pods with prometheus.io annotations, which an unseen job may read': {
      given: [
        deployment({ annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8877' } }),
        prometheus(),
      ],
    },
    'PodMonitors that could not be read in one namespace': {
      given: BARE,
      gaps: [{ kind: 'PodMonitor', namespace: 'emissary', reason: 'forbidden' }],
    },
    'DaemonSets and Pods that could not be read, where an agent may run': {
      given: [deployment(), prometheus()],
      gaps: [
        { kind: 'DaemonSet', reason: 'forbidden' },
        { kind: 'Pod', reason: 'forbidden' },
      ],
    },
    'only some namespaces were looked at': { given: BARE, namespaces: ['emissary', 'monitoring'] },
    'no gateway at all, only its API extension': {
      given: [deployment({ name: 'emissary-apiext', namespace: 'emissary-system' }), prometheus()],
    },
    'a gateway that is scaled to 0': { given: [deployment({ replicas: 0 }), prometheus()] },
    'a fixed target in a scrape configuration': {
      given: [
        ...BARE,
        service(),
        `
kind: ConfigMap
metadata: { name: prometheus, namespace: monitoring }
data:
  prometheus.yml: |
    scrape_configs:
      - job_name: emissary
        static_configs: [{ targets: ["emissary-ingress-admin.emissary.svc:8877"] }]
`,
      ],
    },
  },
  found: {
    'a Prometheus runs and nothing covers the gateway': {
      given: [...BARE, service()],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'info',
          says: 'Prometheus monitoring/main runs here, and no monitor, annotation, scrape configuration or statsd setting covers Deployment emissary/emissary-ingress.',
          mentions: ['Service emissary/emissary-ingress-admin', '(1 Pod)'],
          related: ['Pod emissary/emissary-ingress-abc-1'],
        },
      ],
    },
    'a monitor of another application covers nothing': {
      given: [
        deployment(),
        prometheus({ spec: { serviceMonitorSelector: { matchLabels: { release: 'stack' } } } }),
        service({ name: 'cart', namespace: 'shop', labels: { app: 'cart' } }),
        serviceMonitor({ name: 'cart', namespace: 'shop', selector: { app: 'cart' } }),
      ],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['release=stack', 'PodMonitor'] }],
    },
    'an application whose name only sounds like an agent': {
      given: [...BARE, workload('Deployment', 'hotel-booking', 'corp/hotel-booking:1')],
      expect: [{ on: 'Deployment emissary/emissary-ingress' }],
    },
    'one of two gateways is covered': {
      given: [
        ...BARE,
        service(),
        serviceMonitor(),
        deployment({ name: 'internal', namespace: 'internal' }),
        pod({ name: 'internal-abc-1', namespace: 'internal' }),
      ],
      expect: [{ on: 'Deployment internal/internal' }],
    },
    'a Prometheus whose own StatefulSet runs Prometheus, as it does': {
      given: [...BARE, workload('StatefulSet', 'prometheus-main', 'quay.io/prometheus/prometheus:v3.0.0')],
      expect: [{ on: 'Deployment emissary/emissary-ingress' }],
    },
  },
});
