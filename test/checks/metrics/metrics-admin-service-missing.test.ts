import { metricsAdminServiceMissing } from '../../../src/checks/metrics/metrics-admin-service-missing.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, pod, podMonitor, service, serviceMonitor } from './given.ts';

const TRAFFIC = service({
  name: 'emissary-ingress',
  labels: { 'app.kubernetes.io/component': 'ambassador-service' },
  ports: [{ name: 'http', port: 80, targetPort: 8080 }],
});

testCheck(metricsAdminServiceMissing, {
  clean: {
    'a gateway without any monitor': { given: [deployment(), TRAFFIC] },
    'a PodMonitor reaches the Pods': { given: [deployment(), pod(), TRAFFIC, serviceMonitor(), podMonitor()] },
    'an admin Service with other labels is a matter of the selector': {
      given: [deployment(), service({ labels: { app: 'x' } }), serviceMonitor()],
    },
    'an admin Service in another namespace is a matter of the namespace': {
      given: [deployment(), service(), serviceMonitor({ namespace: 'monitoring' })],
    },
    'a monitor of another application': {
      given: [
        deployment(),
        TRAFFIC,
        serviceMonitor({ name: 'cart', selector: { app: 'cart' }, spec: { endpoints: [{ port: 'http' }] } }),
      ],
    },
    'Services that could not be read': {
      given: [deployment(), serviceMonitor()],
      gaps: [{ kind: 'Service', namespace: 'emissary', reason: 'forbidden' }],
    },
    'a monitor without a gateway': { given: [serviceMonitor()] },
  },
  found: {
    'a ServiceMonitor, and only the Service for traffic': {
      given: [deployment(), pod(), TRAFFIC, serviceMonitor()],
      expect: [
        {
          on: 'Service emissary/emissary-ingress-admin',
          severity: 'warning',
          says: 'ServiceMonitor emissary/emissary-ingress follows a Service to the metrics of Deployment emissary/emissary-ingress, and no Service leads to them.',
          related: ['ServiceMonitor emissary/emissary-ingress'],
        },
      ],
    },
  },
});
