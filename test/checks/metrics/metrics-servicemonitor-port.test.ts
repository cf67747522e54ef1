import { metricsServiceMonitorPort } from '../../../src/checks/metrics/metrics-servicemonitor-port.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, pod, podMonitor, service, serviceMonitor } from './given.ts';

function asking(...endpoints: readonly object[]): string {
  return serviceMonitor({ spec: { endpoints } });
}

testCheck(metricsServiceMonitorPort, {
  clean: {
    'the name of the port': { given: [deployment(), service(), serviceMonitor()] },
    'a targetPort, which is looked up in the Pods': { given: [deployment(), service(), asking({ targetPort: 8877 })] },
    'a second endpoint that fits': {
      given: [deployment(), service(), asking({ port: 'metrics' }, { port: 'ambassador-admin' })],
    },
    'a second Service of the gateway that has the port': {
      given: [
        deployment(),
        service(),
        service({ name: 'emissary-exporter', ports: [{ name: 'metrics', port: 9102 }] }),
        asking({ port: 'metrics' }),
      ],
    },
    'a monitor for many applications': {
      given: [
        deployment(),
        service({ labels: { service: 'ambassador-admin', monitored: 'yes' } }),
        service({
          name: 'cart',
          labels: { monitored: 'yes' },
          selector: { app: 'cart' },
          ports: [{ name: 'metrics', port: 9000 }],
        }),
        serviceMonitor({ name: 'apps', selector: { monitored: 'yes' }, spec: { endpoints: [{ port: 'metrics' }] } }),
      ],
    },
    'a monitor of another application': {
      given: [
        service({
          name: 'cart',
          labels: { app: 'cart' },
          selector: { app: 'cart' },
          ports: [{ name: 'http', port: 80 }],
        }),
        serviceMonitor({ name: 'cart', selector: { app: 'cart' }, spec: { endpoints: [{ port: 'metrics' }] } }),
      ],
    },
    'no endpoints at all': { given: [service(), asking()] },
  },
  found: {
    'the name of the container port': {
      given: [deployment(), pod(), service(), asking({ port: 'admin' })],
      expect: [
        {
          on: 'ServiceMonitor emissary/emissary-ingress',
          severity: 'error',
          says: 'ServiceMonitor emissary/emissary-ingress asks for port admin of Service emissary/emissary-ingress-admin, and no port has that name; there is ambassador-admin.',
          mentions: ['Write port: ambassador-admin', `"path":"/spec/endpoints/0/port","value":"ambassador-admin"`],
          evidence: [
            'ServiceMonitor emissary/emissary-ingress spec.endpoints[0].port',
            'Service emissary/emissary-ingress-admin spec.ports',
          ],
        },
      ],
    },
    'the number of the port': {
      given: [service(), asking({ port: '8877' })],
      expect: [{ on: 'ServiceMonitor emissary/emissary-ingress', mentions: ['Write port: ambassador-admin'] }],
    },
    'a typing mistake': {
      given: [
        service({
          ports: [
            { name: 'ambassador-admin', port: 8877 },
            { name: 'metrics', port: 9102 },
          ],
        }),
        asking({ port: 'metric' }),
      ],
      expect: [{ on: 'ServiceMonitor emissary/emissary-ingress', mentions: ['Write port: metrics'] }],
    },
    'a port without a name': {
      given: [service({ ports: [{ port: 8877 }] }), asking({ port: 'ambassador-admin' })],
      expect: [
        {
          on: 'ServiceMonitor emissary/emissary-ingress',
          mentions: ['there is no name at all', 'Give the admin port'],
        },
      ],
    },
    'another monitor reaches the Pods': {
      given: [deployment(), pod(), service(), asking({ port: 'admin' }), podMonitor()],
      expect: [{ on: 'ServiceMonitor emissary/emissary-ingress', severity: 'warning' }],
    },
  },
});
