import { metricsServiceMonitorNamespace } from '../../../src/checks/metrics/metrics-servicemonitor-namespace.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, pod, podMonitor, service, serviceMonitor } from './given.ts';

function inMonitoring(namespaceSelector: object): string {
  return serviceMonitor({ namespace: 'monitoring', spec: { namespaceSelector } });
}

testCheck(metricsServiceMonitorNamespace, {
  clean: {
    'the same namespace': { given: [service(), serviceMonitor()] },
    'a namespaceSelector that names it': { given: [service(), inMonitoring({ matchNames: ['emissary'] })] },
    'any namespace': { given: [service(), inMonitoring({ any: true })] },
    'a monitor that finds a Service where it looks': {
      given: [service(), service({ namespace: 'edge' }), serviceMonitor({ namespace: 'edge' })],
    },
    'a monitor of another application': {
      given: [service(), serviceMonitor({ name: 'cart', namespace: 'shop', selector: { app: 'cart' } })],
    },
    'an empty selector in a namespace without Services': {
      given: [
        service(),
        serviceMonitor({ name: 'all', namespace: 'shop', spec: { selector: {}, endpoints: [{ port: 'http' }] } }),
      ],
    },
    'Services of its namespace could not be read': {
      given: [service(), serviceMonitor({ namespace: 'monitoring' })],
      gaps: [{ kind: 'Service', namespace: 'monitoring', reason: 'forbidden' }],
    },
    'labels that differ are another matter': { given: [service({ labels: { app: 'x' } }), inMonitoring({})] },
  },
  found: {
    'a monitor in another namespace without a namespaceSelector': {
      given: [deployment(), pod(), service(), serviceMonitor({ namespace: 'monitoring' })],
      expect: [
        {
          on: 'ServiceMonitor monitoring/emissary-ingress',
          severity: 'error',
          says: 'ServiceMonitor monitoring/emissary-ingress looks for Services in monitoring only, and finds none; Service emissary/emissary-ingress-admin is the one it describes.',
          mentions: [`'{"spec":{"namespaceSelector":{"matchNames":["emissary"]}}}'`],
          evidence: [
            'ServiceMonitor monitoring/emissary-ingress spec.namespaceSelector',
            'Service emissary/emissary-ingress-admin metadata.namespace',
          ],
        },
      ],
    },
    'a wrong name': {
      given: [service(), inMonitoring({ matchNames: ['emisary'] })],
      expect: [
        {
          on: 'ServiceMonitor monitoring/emissary-ingress',
          mentions: ['in emisary only', '[emissary]'],
          evidence: ['ServiceMonitor monitoring/emissary-ingress spec.namespaceSelector.matchNames'],
        },
      ],
    },
    'another monitor reaches the Pods': {
      given: [deployment(), pod(), service(), serviceMonitor({ namespace: 'monitoring' }), podMonitor()],
      expect: [{ on: 'ServiceMonitor monitoring/emissary-ingress', severity: 'warning' }],
    },
  },
});
