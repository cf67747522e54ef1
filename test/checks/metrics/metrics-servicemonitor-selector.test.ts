import { metricsServiceMonitorSelector } from '../../../src/checks/metrics/metrics-servicemonitor-selector.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, pod, podMonitor, service, serviceMonitor } from './given.ts';

testCheck(metricsServiceMonitorSelector, {
  clean: {
    'a selector that fits': { given: [service(), serviceMonitor()] },
    'an empty selector takes everything': { given: [service(), serviceMonitor({ spec: { selector: {} } })] },
    'a monitor of another application that selects nothing': {
      given: [
        service(),
        serviceMonitor({ name: 'cart', selector: { app: 'cart' }, spec: { endpoints: [{ port: 'http' }] } }),
      ],
    },
    'a monitor of an application that is called after the gateway': {
      given: [
        service(),
        serviceMonitor({
          name: 'ambassador-portal',
          selector: { app: 'ambassador-portal' },
          spec: { endpoints: [{ port: 'http' }] },
        }),
      ],
    },
    'the monitor of the API extension': {
      given: [
        service(),
        serviceMonitor({
          name: 'emissary-apiext',
          selector: { app: 'emissary-apiext' },
          spec: { endpoints: [{ port: 'http' }] },
        }),
      ],
    },
    'it fits in another namespace': { given: [service(), serviceMonitor({ namespace: 'monitoring' })] },
    'there is no Service for metrics at all': {
      given: [
        deployment(),
        service({ name: 'emissary', labels: {}, ports: [{ name: 'http', port: 80 }] }),
        serviceMonitor(),
      ],
    },
    'Services of its namespace could not be read': {
      given: [service(), serviceMonitor({ selector: { app: 'x' } })],
      gaps: [{ kind: 'Service', namespace: 'emissary', reason: 'forbidden' }],
    },
    'its namespace was not looked at': {
      given: [
        service(),
        serviceMonitor({ selector: { app: 'x' }, spec: { namespaceSelector: { matchNames: ['emissary', 'edge'] } } }),
      ],
      namespaces: ['emissary'],
    },
  },
  found: {
    'a value that the Service does not have': {
      given: [deployment(), pod(), service(), serviceMonitor({ selector: { service: 'ambassador-admn' } })],
      expect: [
        {
          on: 'ServiceMonitor emissary/emissary-ingress',
          severity: 'error',
          says: 'ServiceMonitor emissary/emissary-ingress asks for Services with service=ambassador-admn, and there is none; Service emissary/emissary-ingress-admin has service=ambassador-admin.',
          mentions: [
            `kubectl -n emissary patch servicemonitor emissary-ingress --type=merge -p '{"spec":{"selector":{"matchLabels":{"service":"ambassador-admin"}}}}'`,
          ],
          evidence: [
            'ServiceMonitor emissary/emissary-ingress spec.selector.matchLabels.service',
            'Service emissary/emissary-ingress-admin metadata.labels.service',
          ],
        },
      ],
    },
    'a typing mistake is enough to see what is meant': {
      given: [
        service(),
        serviceMonitor({
          name: 'edge',
          selector: { service: 'ambasador-admin' },
          spec: { endpoints: [{ port: 'x' }] },
        }),
      ],
      expect: [{ on: 'ServiceMonitor emissary/edge' }],
    },
    'a label that the Service does not have': {
      given: [service(), serviceMonitor({ selector: { app: 'emissary-ingress' } })],
      expect: [
        {
          on: 'ServiceMonitor emissary/emissary-ingress',
          mentions: ['has no such label', `{"app":null,"service":"ambassador-admin"}`],
        },
      ],
    },
    'an expression': {
      given: [
        service(),
        serviceMonitor({
          spec: { selector: { matchExpressions: [{ key: 'service', operator: 'In', values: ['admin', 'edge'] }] } },
        }),
      ],
      expect: [{ on: 'ServiceMonitor emissary/emissary-ingress', mentions: ['service In (admin, edge)'] }],
    },
    'another monitor reaches the Pods': {
      given: [deployment(), pod(), service(), serviceMonitor({ selector: { app: 'old' } }), podMonitor()],
      expect: [{ on: 'ServiceMonitor emissary/emissary-ingress', severity: 'warning' }],
    },
  },
});
