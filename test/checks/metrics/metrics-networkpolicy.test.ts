import { metricsNetworkPolicy } from '../../../src/checks/metrics/metrics-networkpolicy.ts';
import { testCheck } from '../../support/check-tester.ts';
import {
  deployment,
  EXPORTER,
  namespace,
  pod,
  podMonitor,
  prometheus,
  service,
  serviceMonitor,
  TO_SIDECAR,
  workload,
} from './given.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A policy for the gateway's Pods, with these rules. */
function policy(
  ingress: readonly Fields[],
  { name = 'gateway', spec = {} }: { name?: string; spec?: Fields } = {},
): string {
  const podSelector = { matchLabels: { app: 'emissary' } };
  return JSON.stringify({
    kind: 'NetworkPolicy',
    metadata: { name, namespace: 'emissary' },
    spec: { podSelector, ingress, ...spec },
  });
}

const WEB = { ports: [{ port: 8080 }, { port: 8443 }] };
const DENY = policy([], { name: 'deny', spec: { podSelector: {}, policyTypes: ['Ingress'] } });
const from = (...peers: readonly Fields[]) => ({ from: peers });
const MONITORING = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } };
const SERVER_LABELS = { 'app.kubernetes.io/name': 'prometheus', prometheus: 'main' };
const server = (spec: Fields = {}) =>
  pod({ name: 'prometheus-main-0', namespace: 'monitoring', labels: SERVER_LABELS, image: 'prom/prometheus', spec });
const GATEWAY = [deployment(), pod()];
const WATCHED = [...GATEWAY, service(), serviceMonitor(), prometheus()];
const shut = (more: Fields = {}) => [...WATCHED, policy([{ ...WEB, ...more }])];
const DEPLOYMENT = 'Deployment emissary/emissary-ingress';
const POLICY = 'NetworkPolicy emissary/gateway';

testCheck(metricsNetworkPolicy, {
  clean: {
    'no policies': { given: WATCHED },
    'a policy for other Pods': {
      given: [...WATCHED, policy([], { spec: { podSelector: { matchLabels: { app: 'x' } } } })],
    },
    'a policy for what goes out': { given: [...WATCHED, policy([], { spec: { policyTypes: ['Egress'] } })] },
    'everything may come to the web ports and 8877': {
      given: [...WATCHED, policy([WEB, { ports: [{ port: 8877, protocol: 'TCP' }] }])],
    },
    'the port by its name': { given: [...WATCHED, policy([{ ports: [{ port: 'admin' }] }])] },
    'a range of ports': { given: [...WATCHED, policy([{ ports: [{ port: 8000, endPort: 8877 }] }])] },
    'a rule without ports': { given: [...WATCHED, policy([from(MONITORING)])] },
    'a rule for everything': { given: [...WATCHED, policy([{}])] },
    'all is closed, and another policy opens it': { given: [...WATCHED, DENY, policy([from(MONITORING)])] },
    'all namespaces': { given: [...WATCHED, policy([from({ namespaceSelector: {} })])] },
    'the namespace by a label of its own': {
      given: [
        ...WATCHED,
        namespace('monitoring', { team: 'ops' }),
        policy([from({ namespaceSelector: { matchLabels: { team: 'ops' } } })]),
      ],
    },
    'the namespace by labels that are not known': {
      given: [...WATCHED, policy([from({ namespaceSelector: { matchLabels: { team: 'ops' } } })])],
    },
    'Pods of Prometheus by their labels': {
      given: [
        ...WATCHED,
        server(),
        policy([from({ ...MONITORING, podSelector: { matchLabels: { prometheus: 'main' } } })]),
      ],
    },
    'Pods by labels, and those of Prometheus are not known': {
      given: [...WATCHED, policy([from({ ...MONITORING, podSelector: { matchLabels: { app: 'prom' } } })])],
    },
    addresses: { given: [...WATCHED, policy([from({ ipBlock: { cidr: '10.0.0.0/8' } })])] },
    'Prometheus runs on the network of its node': {
      given: [...WATCHED, server({ hostNetwork: true }), policy([from({ podSelector: {} })])],
    },
    'the gateway runs on the network of its node': {
      given: [
        deployment({ spec: { hostNetwork: true } }),
        pod({ spec: { hostNetwork: true } }),
        service(),
        serviceMonitor(),
        prometheus(),
        DENY,
      ],
    },
    'nothing asks for metrics': { given: [...GATEWAY, service(), prometheus(), DENY] },
    'no Prometheus follows the monitor: that is another finding': {
      given: [...GATEWAY, service(), serviceMonitor(), DENY],
    },
    'metrics are sent elsewhere too': {
      given: [
        deployment({ env: { STATSD_ENABLED: 'true', STATSD_HOST: '10.9.9.9' } }),
        service(),
        serviceMonitor(),
        prometheus(),
        DENY,
      ],
    },
    'flannel alone enforces nothing': {
      given: [...shut(), workload('DaemonSet', 'kube-flannel-ds', 'flannel/flannel', { namespace: 'kube-flannel' })],
    },
    'policies of the namespace could not be read': {
      given: shut(),
      gaps: [{ kind: 'NetworkPolicy', namespace: 'emissary', reason: 'forbidden' }],
    },
  },
  found: {
    'only the web ports are open': {
      given: [...shut(), DENY],
      expect: [
        {
          on: POLICY,
          severity: 'warning',
          says: `${POLICY} lets nothing from namespace monitoring to port 8877 of ${DEPLOYMENT}, where Prometheus monitoring/main asks for metrics.`,
          mentions: [
            `kubectl -n emissary patch networkpolicy gateway --type=json -p '[{"op":"add","path":"/spec/ingress/-","value":{"from":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"monitoring"}}}],"ports":[{"port":8877,"protocol":"TCP"}]}}]'`,
          ],
          evidence: [`${POLICY} spec.ingress`],
          related: [DEPLOYMENT, 'NetworkPolicy emissary/deny', 'ServiceMonitor emissary/emissary-ingress'],
        },
      ],
    },
    'all is closed': {
      given: [...WATCHED, DENY],
      expect: [{ on: 'NetworkPolicy emissary/deny', mentions: ['"path":"/spec/ingress","value":[{"from"'] }],
    },
    'another namespace may come': {
      given: [
        ...WATCHED,
        policy([from({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'prometheus' } } })]),
      ],
      expect: [{ on: POLICY }],
    },
    'Pods of its own namespace may come': {
      given: [...WATCHED, policy([from({ podSelector: {} })])],
      expect: [{ on: POLICY }],
    },
    'other Pods of the right namespace may come': {
      given: [
        ...WATCHED,
        server(),
        policy([from({ ...MONITORING, podSelector: { matchLabels: { app: 'grafana' } } })]),
      ],
      expect: [{ on: POLICY }],
    },
    'the port, over UDP': {
      given: [...WATCHED, policy([{ ports: [{ port: 8877, protocol: 'UDP' }] }])],
      expect: [{ on: POLICY }],
    },
    'a canary is shut off too, once': {
      given: [
        ...shut(),
        deployment({ name: 'emissary-ingress-canary', labels: { app: 'emissary', profile: 'canary' } }),
        pod({ name: 'emissary-ingress-canary-abc-1', labels: { app: 'emissary', profile: 'canary' } }),
      ],
      expect: [
        { on: POLICY, mentions: [`port 8877 of ${DEPLOYMENT}, Deployment emissary/emissary-ingress-canary, where`] },
      ],
    },
    'the exporter behind a PodMonitor': {
      given: [
        deployment({ env: TO_SIDECAR, sidecars: [EXPORTER] }),
        pod({ env: TO_SIDECAR, sidecars: [EXPORTER] }),
        podMonitor({ spec: { podMetricsEndpoints: [{ port: 'metrics' }] } }),
        prometheus(),
        policy([{ ports: [{ port: 8877 }] }]),
      ],
      expect: [{ on: POLICY, mentions: ['to port 9102 of'] }],
    },
    'a server with a fixed target': {
      given: [
        ...GATEWAY,
        service(),
        workload('Deployment', 'prometheus', 'prom/prometheus:v3.0.0'),
        JSON.stringify({
          kind: 'ConfigMap',
          metadata: { name: 'prometheus', namespace: 'monitoring' },
          data: {
            'prometheus.yml':
              'scrape_configs:\n  - job_name: emissary\n    static_configs:\n      - targets: ["emissary-ingress-admin.emissary:8877"]\n',
          },
        }),
        policy([WEB]),
      ],
      expect: [{ on: POLICY, mentions: ['where Deployment monitoring/prometheus asks'] }],
    },
    'a server that follows annotations': {
      given: [
        deployment({ annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8877' } }),
        workload('Deployment', 'prometheus', 'prom/prometheus:v3.0.0'),
        policy([WEB]),
      ],
      expect: [{ on: POLICY, mentions: ['where Deployment monitoring/prometheus asks'] }],
    },
  },
});
