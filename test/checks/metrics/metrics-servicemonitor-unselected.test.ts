import { metricsServiceMonitorUnselected } from '../../../src/checks/metrics/metrics-servicemonitor-unselected.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, namespace, pod, podMonitor, prometheus, service, serviceMonitor, workload } from './given.ts';

const RELEASE = { matchLabels: { release: 'stack' } };
const PICKY = prometheus({ spec: { serviceMonitorSelector: RELEASE } });
const GATEWAY = [deployment(), pod(), service()];

testCheck(metricsServiceMonitorUnselected, {
  clean: {
    'an empty selector takes all': { given: [...GATEWAY, serviceMonitor(), prometheus()] },
    'the label is there': { given: [...GATEWAY, serviceMonitor({ labels: { release: 'stack' } }), PICKY] },
    'another Prometheus takes it': { given: [...GATEWAY, serviceMonitor(), PICKY, prometheus({ name: 'second' })] },
    'no Prometheus object at all': { given: [...GATEWAY, serviceMonitor()] },
    'a Prometheus whose configuration is written by hand': {
      given: [...GATEWAY, serviceMonitor(), '{ kind: Prometheus, metadata: { name: x, namespace: m }, spec: {} }'],
    },
    'one that asks, and another that is configured by hand': {
      given: [
        ...GATEWAY,
        serviceMonitor(),
        PICKY,
        '{ kind: Prometheus, metadata: { name: x, namespace: m }, spec: {} }',
      ],
    },
    'Grafana Alloy may read it': {
      given: [...GATEWAY, serviceMonitor(), PICKY, workload('DaemonSet', 'alloy', 'grafana/alloy:1')],
    },
    'vmagent may read it': {
      given: [...GATEWAY, serviceMonitor(), PICKY, workload('Deployment', 'vmagent-main', 'victoriametrics/vmagent:1')],
    },
    'a Prometheus in agent mode may read it': {
      given: [
        ...GATEWAY,
        serviceMonitor(),
        PICKY,
        workload('StatefulSet', 'prom-agent-main', 'quay.io/prometheus/prometheus:v3'),
      ],
    },
    'a monitor of another application': {
      given: [
        ...GATEWAY,
        service({
          name: 'cart',
          labels: { app: 'cart' },
          selector: { app: 'cart' },
          ports: [{ name: 'http', port: 80 }],
        }),
        serviceMonitor({ name: 'cart', selector: { app: 'cart' }, spec: { endpoints: [{ port: 'http' }] } }),
        podMonitor({ name: 'cart', selector: { app: 'cart' } }),
        prometheus({ spec: { serviceMonitorSelector: RELEASE, podMonitorSelector: RELEASE } }),
      ],
    },
    'its own namespace, where a Prometheus without namespace selector looks': {
      given: [
        ...GATEWAY,
        serviceMonitor(),
        '{ kind: Prometheus, metadata: { name: x, namespace: emissary }, spec: { serviceMonitorSelector: {} } }',
      ],
    },
    'namespace labels that fit': {
      given: [
        ...GATEWAY,
        namespace('emissary', { monitored: 'yes' }),
        serviceMonitor(),
        prometheus({ spec: { serviceMonitorNamespaceSelector: { matchLabels: { monitored: 'yes' } } } }),
      ],
    },
    'namespace labels that could not be read': {
      given: [
        ...GATEWAY,
        serviceMonitor(),
        prometheus({ spec: { serviceMonitorNamespaceSelector: { matchLabels: { monitored: 'yes' } } } }),
      ],
    },
    'the name of the namespace is a label that every namespace has': {
      given: [
        ...GATEWAY,
        serviceMonitor(),
        prometheus({
          spec: { serviceMonitorNamespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'emissary' } } },
        }),
      ],
    },
    'Prometheus objects of one namespace could not be read': {
      given: [...GATEWAY, serviceMonitor(), PICKY],
      gaps: [{ kind: 'Prometheus', namespace: 'other', reason: 'forbidden' }],
    },
  },
  found: {
    'a label is missing': {
      given: [...GATEWAY, serviceMonitor({ labels: { app: 'emissary' } }), PICKY],
      expect: [
        {
          on: 'ServiceMonitor emissary/emissary-ingress',
          severity: 'error',
          says: 'ServiceMonitor emissary/emissary-ingress is followed by no Prometheus: Prometheus monitoring/main asks for monitors with the label release=stack.',
          mentions: ['kubectl -n emissary label servicemonitor emissary-ingress release=stack'],
          evidence: [
            'Prometheus monitoring/main spec.serviceMonitorSelector',
            'ServiceMonitor emissary/emissary-ingress metadata.labels',
          ],
          related: ['Prometheus monitoring/main', 'Pod emissary/emissary-ingress-abc-1'],
        },
      ],
    },
    'a label has another value': {
      given: [...GATEWAY, serviceMonitor({ labels: { release: 'stak' } }), PICKY],
      expect: [{ on: 'ServiceMonitor emissary/emissary-ingress', mentions: ['release=stack --overwrite'] }],
    },
    'of two the one that asks for less is named': {
      given: [
        ...GATEWAY,
        serviceMonitor({ labels: { team: 'edge' } }),
        prometheus({ name: 'a', spec: { serviceMonitorSelector: { matchLabels: { x: '1', y: '2' } } } }),
        prometheus({ name: 'b', spec: { serviceMonitorSelector: { matchLabels: { team: 'edge', z: '3' } } } }),
      ],
      expect: [
        {
          on: 'ServiceMonitor emissary/emissary-ingress',
          mentions: ['Prometheus monitoring/b asks for monitors with the label z=3'],
        },
      ],
    },
    'the namespace lacks a label': {
      given: [
        ...GATEWAY,
        namespace('emissary'),
        serviceMonitor(),
        prometheus({ spec: { serviceMonitorNamespaceSelector: { matchLabels: { monitored: 'yes' } } } }),
      ],
      expect: [
        {
          on: 'ServiceMonitor emissary/emissary-ingress',
          mentions: ['in namespaces with the label monitored=yes', 'kubectl label namespace emissary monitored=yes'],
        },
      ],
    },
    'the Prometheus looks into its own namespace only': {
      given: [
        ...GATEWAY,
        serviceMonitor(),
        '{ kind: Prometheus, metadata: { name: x, namespace: monitoring }, spec: { serviceMonitorSelector: {} } }',
      ],
      expect: [
        { on: 'ServiceMonitor emissary/emissary-ingress', mentions: ['takes monitors of its own namespace only'] },
      ],
    },
    'the Prometheus has a selector for PodMonitors only': {
      given: [
        ...GATEWAY,
        serviceMonitor(),
        '{ kind: Prometheus, metadata: { name: x, namespace: monitoring }, spec: { podMonitorSelector: {} } }',
      ],
      expect: [{ on: 'ServiceMonitor emissary/emissary-ingress', mentions: ['has no selector for such monitors'] }],
    },
    'an expression': {
      given: [
        ...GATEWAY,
        serviceMonitor(),
        prometheus({
          spec: { serviceMonitorSelector: { matchExpressions: [{ key: 'release', operator: 'Exists' }] } },
        }),
      ],
      expect: [{ on: 'ServiceMonitor emissary/emissary-ingress', mentions: ['labels that fit release Exists'] }],
    },
    'a PodMonitor': {
      given: [deployment(), pod(), podMonitor(), prometheus({ spec: { podMonitorSelector: RELEASE } })],
      expect: [{ on: 'PodMonitor emissary/emissary-ingress', severity: 'error' }],
    },
    'another monitor is followed and reaches the Pods': {
      given: [...GATEWAY, serviceMonitor(), podMonitor(), PICKY],
      expect: [{ on: 'ServiceMonitor emissary/emissary-ingress', severity: 'warning' }],
    },
    'not everything that runs could be read, so an agent may follow it': {
      given: [...GATEWAY, serviceMonitor(), PICKY],
      gaps: [
        { kind: 'DaemonSet', reason: 'forbidden' },
        { kind: 'Pod', namespace: 'kube-system', reason: 'forbidden' },
      ],
      expect: [{ on: 'ServiceMonitor emissary/emissary-ingress', severity: 'warning' }],
    },
  },
});
