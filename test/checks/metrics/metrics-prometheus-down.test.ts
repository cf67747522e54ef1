import { metricsPrometheusDown } from '../../../src/checks/metrics/metrics-prometheus-down.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, namespace, pod, podMonitor, prometheus, service, serviceMonitor, workload } from './given.ts';

const GATEWAY = [deployment(), pod(), service(), serviceMonitor()];
const DOWN = prometheus({ status: { availableReplicas: 0 } });
const OPERATED = { labels: { 'app.kubernetes.io/managed-by': 'prometheus-operator' } };

testCheck(metricsPrometheusDown, {
  clean: {
    'a replica is available': { given: [...GATEWAY, prometheus({ status: { availableReplicas: 1 } })] },
    'a state that nobody wrote': { given: [...GATEWAY, prometheus()] },
    'it was made a moment ago': {
      given: [...GATEWAY, prometheus({ created: '2025-12-31T23:55:00Z', status: { availableReplicas: 0 } })],
    },
    'it was made a while ago, and is given an hour': {
      given: [...GATEWAY, prometheus({ created: '2025-12-31T23:15:00Z', status: { availableReplicas: 0 } })],
      options: { settlingMinutes: 60 },
    },
    'it became unavailable a moment ago, as in an update': {
      given: [
        ...GATEWAY,
        prometheus({
          status: {
            availableReplicas: 0,
            conditions: [{ type: 'Available', status: 'False', lastTransitionTime: '2025-12-31T23:55:00Z' }],
          },
        }),
      ],
    },
    'a second one follows the same monitor and runs': {
      given: [...GATEWAY, DOWN, prometheus({ name: 'second', status: { availableReplicas: 1 } })],
    },
    'one that follows no monitor of the gateway': {
      given: [
        ...GATEWAY,
        prometheus({ status: { availableReplicas: 1 } }),
        prometheus({
          name: 'other',
          spec: { serviceMonitorSelector: { matchLabels: { x: 'y' } } },
          status: { availableReplicas: 0 },
        }),
      ],
    },
    'a gateway without monitors': { given: [deployment(), pod(), DOWN] },
    'a degraded one with a replica that runs': {
      given: [...GATEWAY, prometheus({ status: { conditions: [{ type: 'Available', status: 'Degraded' }] } })],
    },
    'an agent that may read monitors': { given: [...GATEWAY, DOWN, workload('DaemonSet', 'alloy', 'grafana/alloy:1')] },
    'a status that nobody kept up to date': {
      given: [
        ...GATEWAY,
        DOWN,
        workload('StatefulSet', 'prometheus-main', 'quay.io/prometheus/prometheus:v3', {
          ...OPERATED,
          status: { readyReplicas: 1 },
        }),
      ],
    },
    'a StatefulSet with a ready Pod': {
      given: [
        ...GATEWAY,
        prometheus(),
        workload('StatefulSet', 'prometheus-main', 'quay.io/prometheus/prometheus:v3', {
          ...OPERATED,
          status: { readyReplicas: 1 },
        }),
      ],
    },
    'manifests hold no Prometheus: it is made elsewhere': {
      given: [deployment(), service(), serviceMonitor(), namespace('emissary')],
      gaps: [{ kind: 'Pod', reason: 'not in the input' }],
    },
    'only some namespaces were looked at': { given: GATEWAY, namespaces: ['emissary'] },
    'no Prometheus, and an agent': {
      given: [...GATEWAY, workload('Deployment', 'collector', 'otel/opentelemetry-collector:1')],
    },
    'a Prometheus of the operator that is seen as a Pod only': {
      given: [
        ...GATEWAY,
        workload('StatefulSet', 'prometheus-x', 'quay.io/prometheus/prometheus:v3', OPERATED),
        `
kind: Pod
metadata: { name: prometheus-x-0, namespace: monitoring, labels: { app.kubernetes.io/managed-by: prometheus-operator } }
spec: { containers: [{ name: prometheus, image: "quay.io/prometheus/prometheus:v3" }] }
`,
      ],
    },
    'a Prometheus configured by hand that runs': {
      given: [
        deployment({ annotations: { 'prometheus.io/scrape': 'true' } }),
        workload('Deployment', 'prometheus-server', 'prom/prometheus:v3', { status: { readyReplicas: 1 } }),
      ],
    },
  },
  found: {
    'no replica is available': {
      given: [...GATEWAY, DOWN],
      expect: [
        {
          on: 'Prometheus monitoring/main',
          severity: 'error',
          says: 'Prometheus monitoring/main follows ServiceMonitor emissary/emissary-ingress, and has no Pod that is ready.',
          evidence: ['Prometheus monitoring/main status.availableReplicas'],
          related: ['ServiceMonitor emissary/emissary-ingress'],
        },
      ],
    },
    'its condition says so, and a Pod says why': {
      given: [
        ...GATEWAY,
        prometheus({
          status: { conditions: [{ type: 'Available', status: 'False', lastTransitionTime: '2025-12-30T00:00:00Z' }] },
        }),
        `
kind: Pod
metadata: { name: prometheus-main-0, namespace: monitoring, labels: { operator.prometheus.io/name: main } }
spec: { containers: [{ name: prometheus, image: "quay.io/prometheus/prometheus:v3" }] }
status:
  phase: Running
  containerStatuses:
    - name: prometheus
      ready: false
      restartCount: 9
      state: { waiting: { reason: CrashLoopBackOff } }
      lastState: { terminated: { exitCode: 2, message: "error loading config" } }
`,
      ],
      expect: [
        {
          on: 'Prometheus monitoring/main',
          mentions: [
            'CrashLoopBackOff, exit 2, 9 restarts: error loading config',
            'kubectl -n monitoring logs prometheus-main-0 -c prometheus --previous',
          ],
        },
      ],
    },
    'its StatefulSet has no ready Pod': {
      given: [
        ...GATEWAY,
        prometheus(),
        workload('StatefulSet', 'prometheus-main', 'quay.io/prometheus/prometheus:v3', {
          ...OPERATED,
          status: { replicas: 1 },
        }),
      ],
      expect: [
        { on: 'Prometheus monitoring/main', evidence: ['StatefulSet monitoring/prometheus-main status.readyReplicas'] },
      ],
    },
    'it is scaled to 0': {
      given: [...GATEWAY, prometheus({ spec: { replicas: 0 } })],
      expect: [{ on: 'Prometheus monitoring/main', severity: 'warning', mentions: ['and is scaled to 0'] }],
    },
    'for a PodMonitor as well': {
      given: [deployment(), pod(), podMonitor(), DOWN],
      expect: [{ on: 'Prometheus monitoring/main', mentions: ['PodMonitor emissary/emissary-ingress'] }],
    },
    'no Prometheus and nothing like it runs in the whole cluster': {
      given: GATEWAY,
      expect: [
        {
          on: 'ServiceMonitor emissary/emissary-ingress',
          severity: 'warning',
          says: 'No Prometheus follows ServiceMonitor emissary/emissary-ingress, and nothing else that reads monitors was seen in this cluster.',
        },
      ],
    },
    'a Prometheus configured by hand, without a ready Pod': {
      given: [
        deployment({ annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8877' } }),
        workload('Deployment', 'prometheus-server', 'prom/prometheus:v3', { status: { replicas: 1 } }),
      ],
      expect: [
        {
          on: 'Deployment monitoring/prometheus-server',
          severity: 'error',
          mentions: ['kubectl -n monitoring describe deployment prometheus-server'],
        },
      ],
    },
  },
});
