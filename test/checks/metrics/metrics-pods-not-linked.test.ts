import { metricsPodsNotLinked } from '../../../src/checks/metrics/metrics-pods-not-linked.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, pod, podMonitor, prometheus, service, serviceMonitor, workload } from './given.ts';

const MAIN = { app: 'emissary', profile: 'main' };
const CANARY = { app: 'emissary', profile: 'canary' };
const TWO = [
  deployment({ labels: MAIN }),
  deployment({ name: 'emissary-canary', labels: CANARY }),
  pod({ name: 'emissary-ingress-abc-1', labels: MAIN }),
  pod({ name: 'emissary-ingress-abc-2', labels: MAIN }),
  pod({ name: 'emissary-canary-def-1', labels: CANARY }),
  pod({ name: 'emissary-canary-def-2', labels: CANARY }),
];
const OF_MAIN = podMonitor({ selector: MAIN });
const OTHER_PORT = [{ name: 'management', containerPort: 8877 }];

testCheck(metricsPodsNotLinked, {
  clean: {
    'a PodMonitor that reaches all': { given: [...TWO, podMonitor()] },
    'a second PodMonitor reaches the rest': {
      given: [...TWO, OF_MAIN, podMonitor({ name: 'canary', selector: CANARY })],
    },
    'a ServiceMonitor reaches the rest': { given: [...TWO, OF_MAIN, service(), serviceMonitor()] },
    'Pods that end, have ended or have not started': {
      given: [
        pod({ name: 'emissary-ingress-abc-1', labels: MAIN }),
        pod({ name: 'emissary-canary-def-1', labels: CANARY, status: { phase: 'Succeeded' } }),
        pod({ name: 'emissary-canary-def-2', labels: CANARY, status: { phase: 'Pending' } }),
        `
kind: Pod
metadata: { name: emissary-canary-def-3, namespace: emissary, labels: { profile: canary }, deletionTimestamp: 2026-01-01T00:00:00Z }
spec: { containers: [{ name: emissary, image: "emissary:4.0.1" }] }
`,
        OF_MAIN,
      ],
    },
    'a Pod that is not ready is asked nevertheless': {
      given: [
        pod({ name: 'emissary-ingress-abc-1', status: { conditions: [{ type: 'Ready', status: 'False' }] } }),
        podMonitor(),
      ],
    },
    'the API extension is no gateway': {
      given: [
        pod(),
        deployment({ name: 'emissary-apiext', labels: { app: 'apiext' } }),
        pod({ name: 'emissary-apiext-abc-1', labels: { app: 'apiext' } }),
        podMonitor(),
      ],
    },
    'the selector of the admin Service has its own check': {
      given: [...TWO, service({ selector: MAIN }), serviceMonitor()],
    },
    'the port of a ServiceMonitor has its own check': {
      given: [...TWO, service(), serviceMonitor({ spec: { endpoints: [{ port: 'admin' }] } })],
    },
    'a PodMonitor that no Prometheus follows has its own check': {
      given: [...TWO, podMonitor(), prometheus({ spec: { podMonitorSelector: { matchLabels: { release: 'x' } } } })],
    },
    'a PodMonitor of another application that shares a label': {
      given: [
        pod({ labels: { app: 'emissary', team: 'platform' } }),
        podMonitor({
          name: 'apps',
          selector: { team: 'platform' },
          spec: { podMetricsEndpoints: [{ port: 'metrics' }] },
        }),
      ],
    },
    'a PodMonitor in the namespace of another application': {
      given: [pod(), podMonitor({ name: 'cart', namespace: 'shop', selector: { app: 'cart' } })],
    },
    'templates without Pods: nobody knows how many there are': {
      given: [deployment({ labels: CANARY }), OF_MAIN],
      gaps: [{ kind: 'Pod', reason: 'forbidden', namespace: 'emissary' }],
    },
    'prometheus.io annotations that an agent follows': {
      given: [
        pod({ labels: CANARY, annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8877' } }),
        OF_MAIN,
        workload('DaemonSet', 'datadog', 'datadog/agent:7'),
      ],
    },
    'Pods that are being replaced': {
      given: [
        deployment({ labels: MAIN, replicas: 2, status: { replicas: 3, updatedReplicas: 1 } }),
        pod({ name: 'emissary-ingress-abc-1', labels: { app: 'emissary' } }),
        pod({ name: 'emissary-ingress-def-1', labels: MAIN }),
        OF_MAIN,
      ],
    },
    'a port by number': { given: [pod(), podMonitor({ spec: { podMetricsEndpoints: [{ targetPort: 8877 }] } })] },
    'a second gateway that nobody monitors is a matter of metrics-no-source': {
      given: [
        pod({ env: { AMBASSADOR_NAMESPACE: 'emissary' } }),
        podMonitor(),
        pod({
          name: 'internal-abc-1',
          namespace: 'internal',
          labels: { app: 'internal' },
          env: { AMBASSADOR_NAMESPACE: 'internal' },
        }),
      ],
    },
    'a PodMonitor whose endpoint leads through a Mapping': {
      given: [
        pod({ ports: [{ name: 'http', containerPort: 8080 }] }),
        podMonitor({ spec: { podMetricsEndpoints: [{ port: 'http' }] } }),
        `
kind: Mapping
metadata: { name: metrics, namespace: emissary }
spec: { hostname: "*", prefix: /metrics, rewrite: /metrics, service: "localhost:8877" }
`,
      ],
    },
  },
  found: {
    'a PodMonitor asks for a label that half of the Pods lack': {
      given: [...TWO, OF_MAIN],
      expect: [
        {
          on: 'PodMonitor emissary/emissary-ingress',
          severity: 'error',
          says: 'PodMonitor emissary/emissary-ingress reaches 2 of 4 gateway Pods and misses Pod emissary/emissary-canary-def-1, Pod emissary/emissary-canary-def-2: profile=canary instead of profile=main.',
          mentions: [
            `kubectl -n emissary patch podmonitor emissary-ingress --type=merge -p '{"spec":{"selector":{"matchLabels":{"profile":null}}}}'`,
          ],
          evidence: [
            'PodMonitor emissary/emissary-ingress spec.selector.matchLabels.profile',
            'Pod emissary/emissary-canary-def-1 metadata.labels.profile',
          ],
          related: ['Pod emissary/emissary-canary-def-2'],
        },
      ],
    },
    'a label that is not there at all': {
      given: [pod(), podMonitor({ selector: { app: 'emissary', scrape: 'yes' } })],
      expect: [
        {
          on: 'PodMonitor emissary/emissary-ingress',
          says: 'PodMonitor emissary/emissary-ingress reaches 0 of 1 gateway Pod and misses Pod emissary/emissary-ingress-abc-1: no label scrape=yes.',
        },
      ],
    },
    'a PodMonitor that looks into its own namespace only': {
      given: [pod(), podMonitor({ namespace: 'monitoring' })],
      expect: [
        {
          on: 'PodMonitor monitoring/emissary-ingress',
          mentions: [
            'namespace emissary instead of monitoring',
            `'{"spec":{"namespaceSelector":{"matchNames":["emissary"]}}}'`,
          ],
        },
      ],
    },
    'a port name that no container has': {
      given: [pod(), podMonitor({ spec: { podMetricsEndpoints: [{ port: 'ambassador-admin' }] } })],
      expect: [
        {
          on: 'PodMonitor emissary/emissary-ingress',
          mentions: [
            'no port ambassador-admin with metrics, but admin',
            `kubectl -n emissary patch podmonitor emissary-ingress --type=json -p '[{"op":"replace","path":"/spec/podMetricsEndpoints/0/port","value":"admin"}]'`,
          ],
        },
      ],
    },
    'a port name that half of the Pods lack: their workload is to change': {
      given: [
        deployment(),
        deployment({ name: 'emissary-canary', ports: OTHER_PORT }),
        pod(),
        pod({ name: 'emissary-canary-def-1', ports: OTHER_PORT }),
        podMonitor(),
      ],
      expect: [
        {
          on: 'Deployment emissary/emissary-canary',
          mentions: [
            'reaches 1 of 2 gateway Pods and misses Pod emissary/emissary-canary-def-1: no port admin with metrics, but management',
          ],
        },
      ],
    },
    'the Service leads to a port name that half of the Pods lack': {
      given: [
        deployment(),
        deployment({ name: 'emissary-canary', ports: OTHER_PORT }),
        pod(),
        pod({ name: 'emissary-canary-def-1', ports: OTHER_PORT }),
        service(),
        serviceMonitor(),
      ],
      expect: [{ on: 'Deployment emissary/emissary-canary', mentions: ['1 of 2', 'management'] }],
    },
    'the Service leads to the traffic port': {
      given: [
        pod({
          ports: [
            { name: 'http', containerPort: 8080 },
            { name: 'admin', containerPort: 8877 },
          ],
        }),
        service({ ports: [{ name: 'ambassador-admin', port: 8877, targetPort: 8080 }] }),
        serviceMonitor(),
      ],
      expect: [{ on: 'Service emissary/emissary-ingress-admin', mentions: ['no port 8080 with metrics, but 8877'] }],
    },
    'the Service of half of the Pods lacks the label that the ServiceMonitor asks for': {
      given: [
        ...TWO,
        service({ selector: MAIN }),
        service({ name: 'emissary-canary-admin', selector: CANARY, labels: { app: 'emissary' } }),
        serviceMonitor(),
      ],
      expect: [
        {
          on: 'Service emissary/emissary-canary-admin',
          mentions: [
            'ServiceMonitor emissary/emissary-ingress reaches 2 of 4 gateway Pods',
            'their Service has no label service=ambassador-admin',
            'kubectl -n emissary label service emissary-canary-admin service=ambassador-admin',
          ],
        },
      ],
    },
  },
});
