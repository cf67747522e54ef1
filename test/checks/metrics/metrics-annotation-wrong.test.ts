import { metricsAnnotationWrong } from '../../../src/checks/metrics/metrics-annotation-wrong.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, EXPORTER, pod, prometheus, service, serviceMonitor, workload } from './given.ts';

const SCRAPE = { 'prometheus.io/scrape': 'true' };

function annotated(annotations: Readonly<Record<string, string>>, facts: object = {}): string {
  return deployment({ annotations: { ...SCRAPE, ...annotations }, ...facts });
}

testCheck(metricsAnnotationWrong, {
  clean: {
    'the admin port': { given: annotated({ 'prometheus.io/port': '8877' }) },
    'the admin port and its path': {
      given: annotated({ 'prometheus.io/port': '8877', 'prometheus.io/path': '/metrics' }),
    },
    'no port: every declared port is asked': { given: annotated({}) },
    'the port of a statsd-exporter': { given: annotated({ 'prometheus.io/port': '9102' }, { sidecars: [EXPORTER] }) },
    'the port of a statsd-exporter that is set by an argument': {
      given: annotated(
        { 'prometheus.io/port': '9900' },
        { sidecars: [{ name: 'x', image: 'prom/statsd-exporter:v1', args: ['--web.listen-address=:9900'] }] },
      ),
    },
    'the port of another sidecar': {
      given: annotated(
        { 'prometheus.io/port': '9999', 'prometheus.io/path': '/x' },
        { sidecars: [{ name: 'x', image: 'corp/x:1', ports: [{ containerPort: 9999 }] }] },
      ),
    },
    'a sidecar that does not say on which ports it listens': {
      given: annotated({ 'prometheus.io/port': '9999' }, { sidecars: [{ name: 'x', image: 'corp/x:1' }] }),
    },
    'what Istio writes': {
      given: annotated({ 'prometheus.io/port': '15020', 'prometheus.io/path': '/stats/prometheus' }),
    },
    'an admin port that was moved': {
      given: annotated({ 'prometheus.io/port': '9000' }, { env: { AMBASSADOR_HEALTHCHECK_BIND_PORT: '9000' } }),
    },
    'scrape is false: somebody decided so': {
      given: deployment({ annotations: { 'prometheus.io/scrape': 'false', 'prometheus.io/port': '1' } }),
    },
    'no annotations at all': { given: deployment() },
    'a ServiceMonitor gathers the metrics': {
      given: [annotated({ 'prometheus.io/port': '9102' }), service(), serviceMonitor()],
    },
    'only a Prometheus of the operator runs, which reads no annotations': {
      given: [annotated({ 'prometheus.io/port': '9102' }), prometheus()],
    },
    'metrics that a Mapping leads to the admin port': {
      given: [
        annotated({ 'prometheus.io/port': '8080' }, { ports: [{ name: 'http', containerPort: 8080 }] }),
        `
kind: Mapping
metadata: { name: metrics, namespace: emissary }
spec: { hostname: "*", prefix: /metrics, rewrite: /metrics, service: "127.0.0.1:8877" }
`,
      ],
    },
    'Edge Stack, which has more ports': {
      given: annotated({ 'prometheus.io/port': '8500' }, { image: 'docker.io/datawire/aes:3.9.0' }),
    },
    'a Service for the admin port carries the annotation': {
      given: [deployment(), service({ annotations: { ...SCRAPE, 'prometheus.io/port': '8877' } })],
    },
    'the API extension': {
      given: deployment({ name: 'emissary-apiext', annotations: { ...SCRAPE, 'prometheus.io/port': '1' } }),
    },
    'another workload of the gateway is scraped by a monitor': {
      given: [
        annotated({ 'prometheus.io/port': '8877' }),
        deployment({ name: 'canary', labels: { app: 'canary' } }),
        service({ selector: { app: 'canary' } }),
        serviceMonitor(),
      ],
    },
  },
  found: {
    'the port of an exporter that is not there': {
      given: [
        annotated({ 'prometheus.io/port': '9102' }),
        pod({ annotations: { ...SCRAPE, 'prometheus.io/port': '9102' } }),
      ],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'warning',
          says: 'Deployment emissary/emissary-ingress has prometheus.io/port: "9102", and nothing gives metrics on that port.',
          mentions: [`'{"spec":{"template":{"metadata":{"annotations":{"prometheus.io/port":"8877"}}}}}'`],
          evidence: ['Deployment emissary/emissary-ingress spec.template.metadata.annotations[prometheus.io/port]'],
          related: ['Pod emissary/emissary-ingress-abc-1'],
        },
      ],
    },
    'the port for traffic': {
      given: annotated(
        { 'prometheus.io/port': '8080' },
        {
          ports: [
            { name: 'http', containerPort: 8080 },
            { name: 'admin', containerPort: 8877 },
          ],
        },
      ),
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['8877'] }],
    },
    'a wrong port beside an exporter': {
      given: annotated({ 'prometheus.io/port': '9125' }, { sidecars: [EXPORTER] }),
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['prometheus.io/port: "9102"'] }],
    },
    'a wrong path': {
      given: annotated({ 'prometheus.io/port': '8877', 'prometheus.io/path': '/stats/prometheus' }),
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          mentions: ['under another path', 'prometheus.io/path: "/metrics"'],
        },
      ],
    },
    'a word that is not understood': {
      given: deployment({ annotations: { 'prometheus.io/scrape': 'yes', 'prometheus.io/port': '8877' } }),
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['and only "true" is understood'] }],
    },
    'a part of the gateway lacks the annotation': {
      given: [annotated({ 'prometheus.io/port': '8877' }), deployment({ name: 'canary' })],
      expect: [
        {
          on: 'Deployment emissary/canary',
          mentions: ['lacks prometheus.io/scrape, which other Pods of this gateway have'],
        },
      ],
    },
    'a Service with a wrong port': {
      given: [deployment(), service({ annotations: { ...SCRAPE, 'prometheus.io/port': '80' } })],
      expect: [
        {
          on: 'Service emissary/emissary-ingress-admin',
          mentions: [
            `patch service emissary-ingress-admin --type=merge -p '{"metadata":{"annotations":{"prometheus.io/port":"8877"}}}'`,
          ],
        },
      ],
    },
    'a bare Pod': {
      given: pod({ name: 'emissary', annotations: { ...SCRAPE, 'prometheus.io/port': '9102' } }),
      expect: [
        { on: 'Pod emissary/emissary', evidence: ['Pod emissary/emissary metadata.annotations[prometheus.io/port]'] },
      ],
    },
    'an operator runs, and a scrape configuration that follows annotations': {
      given: [
        annotated({ 'prometheus.io/port': '9102' }),
        prometheus(),
        workload('Deployment', 'prometheus-server', 'prom/prometheus:v3.0.0'),
        `
kind: ConfigMap
metadata: { name: prometheus-server, namespace: monitoring }
data:
  prometheus.yml: |
    scrape_configs:
      - job_name: kubernetes-pods
        kubernetes_sd_configs: [{ role: pod }]
        relabel_configs:
          - source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape]
`,
      ],
      expect: [{ on: 'Deployment emissary/emissary-ingress' }],
    },
  },
});
