import { metricsClusterIpTarget } from '../../../src/checks/metrics/metrics-clusterip-target.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, pod, podMonitor, service } from './given.ts';

const TWO = [deployment(), pod(), pod({ name: 'emissary-ingress-abc-2' })];

function config(job: string): string {
  const lines = job
    .trim()
    .split('\n')
    .map((line) => `        ${line}`);
  return `
kind: ConfigMap
metadata: { name: prometheus-server, namespace: monitoring }
data:
  alerts.yml: "groups: []"
  prometheus.yml: |
    global: { scrape_interval: 30s }
    scrape_configs:
      - job_name: prometheus
        static_configs: [{ targets: ["localhost:9090"] }]
      - job_name: emissary
${lines.join('\n')}
`;
}

const FIXED = config('static_configs:\n  - targets:\n      - emissary-ingress-admin.emissary.svc.cluster.local:8877');

const discovery = (rules: string, role = 'service') =>
  config(
    `kubernetes_sd_configs:\n  - role: ${role}\nrelabel_configs:\n${rules}\nmetric_relabel_configs:\n  - source_labels: [__name__]\n    action: drop\n    regex: go_.*`,
  );
const BY_LABEL =
  '  - source_labels: [__meta_kubernetes_service_label_service]\n    action: keep\n    regex: ambassador-admin';

testCheck(metricsClusterIpTarget, {
  clean: {
    'discovery of endpoints by label': { given: [...TWO, service(), discovery(BY_LABEL, 'endpoints')] },
    'discovery of other Services': {
      given: [...TWO, service(), discovery(BY_LABEL.replace('ambassador-admin', 'cart|web'))],
    },
    'discovery of Services without a rule that keeps some': {
      given: [
        ...TWO,
        service(),
        discovery('  - source_labels: [__meta_kubernetes_namespace]\n    target_label: namespace'),
      ],
    },
    'discovery of Services by something unknown': {
      given: [...TWO, service(), discovery(BY_LABEL.replace('label_service', 'uid'))],
    },
    'discovery of Services through a probe': {
      given: [
        ...TWO,
        service(),
        discovery(`${BY_LABEL}\n  - source_labels: [__address__]\n    target_label: __param_target`),
      ],
    },
    'discovery that rewrites the address': {
      given: [
        ...TWO,
        service(),
        discovery(`${BY_LABEL}\n  - target_label: __address__\n    replacement: "gateway:8877"`),
      ],
    },
    'discovery that drops the admin port': {
      given: [
        ...TWO,
        service(),
        discovery(
          `${BY_LABEL}\n  - source_labels: [__meta_kubernetes_service_port_name]\n    action: drop\n    regex: ambassador-.*`,
        ),
      ],
    },
    'discovery by a regex that is none': {
      given: [...TWO, service(), discovery(BY_LABEL.replace('ambassador-admin', '"("'))],
    },
    'a single Pod': { given: [deployment(), pod(), service(), FIXED] },
    'a headless Service': { given: [...TWO, service({ spec: { clusterIP: 'None' } }), FIXED] },
    'a PodMonitor reaches the Pods one by one': { given: [...TWO, service(), FIXED, podMonitor()] },
    'a probe of whether it answers': {
      given: [
        ...TWO,
        service(),
        config(
          'metrics_path: /probe\nparams: { module: [http_2xx] }\nstatic_configs:\n  - targets: ["emissary-ingress-admin.emissary:8877"]',
        ),
      ],
    },
    'discovery of endpoints': { given: [...TWO, service(), config('kubernetes_sd_configs:\n  - role: endpoints')] },
    'the port for traffic': {
      given: [
        ...TWO,
        service({ name: 'emissary-ingress', ports: [{ name: 'http', port: 80, targetPort: 8080 }] }),
        config('static_configs: [{ targets: ["emissary-ingress.emissary:80"] }]'),
      ],
    },
    'another Service': { given: [...TWO, service(), config('static_configs: [{ targets: ["cart.shop:8877"] }]')] },
    'a configuration whose text was not kept': {
      given: [
        ...TWO,
        service(),
        '{ kind: ConfigMap, metadata: { name: prometheus-server, namespace: monitoring }, data: { prometheus.yml: "" } }',
      ],
    },
    'a ConfigMap without data': {
      given: [...TWO, service(), '{ kind: ConfigMap, metadata: { name: x, namespace: monitoring } }'],
    },
  },
  found: {
    'discovery of Services by label': {
      given: [...TWO, service(), discovery(BY_LABEL)],
      expect: [
        {
          on: 'ConfigMap monitoring/prometheus-server',
          says: 'Job emissary in ConfigMap monitoring/prometheus-server asks, by role: service, for emissary-ingress-admin.emissary:8877; behind it stand 2 Pods, and each time one of them answers.',
          evidence: ['ConfigMap monitoring/prometheus-server scrape_configs[emissary].kubernetes_sd_configs.role'],
        },
      ],
    },
    'discovery of Services by namespace, name and port, written in other ways': {
      given: [
        ...TWO,
        service(),
        discovery(
          "  - action: keep\n    source_labels:\n      - __meta_kubernetes_namespace\n      - __meta_kubernetes_service_name\n    separator: '/'\n    regex: 'emissary/emissary-.*'\n  - { source_labels: [__meta_kubernetes_service_port_number], regex: 8877, action: keep }\n  - source_labels: [__meta_kubernetes_service_annotationpresent_ignore]\n    regex: \"true\"\n    action: drop",
        ),
      ],
      expect: [{ on: 'ConfigMap monitoring/prometheus-server' }],
    },
    'a fixed target in front of two Pods': {
      given: [...TWO, service(), FIXED],
      expect: [
        {
          on: 'ConfigMap monitoring/prometheus-server',
          severity: 'warning',
          says: 'Job emissary in ConfigMap monitoring/prometheus-server has the fixed target emissary-ingress-admin.emissary.svc.cluster.local:8877; behind it stand 2 Pods, and each time one of them answers.',
          related: ['Service emissary/emissary-ingress-admin', 'Pod emissary/emissary-ingress-abc-2'],
        },
      ],
    },
    'a bare name in the same namespace': {
      given: [
        ...TWO,
        service(),
        FIXED.replace('namespace: monitoring', 'namespace: emissary').replace('.emissary.svc.cluster.local', ''),
      ],
      expect: [{ on: 'ConfigMap emissary/prometheus-server' }],
    },
  },
});
