import { metricsStatsdNotEnabled } from '../../../src/checks/metrics/metrics-statsd-not-enabled.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, EXPORTER, pod, service, serviceMonitor } from './given.ts';

const HOST = { STATSD_HOST: 'statsd.monitoring' };

testCheck(metricsStatsdNotEnabled, {
  clean: {
    'switched on': { given: deployment({ env: { ...HOST, STATSD_ENABLED: 'true' } }) },
    'switched on in capitals': { given: deployment({ env: { ...HOST, STATSD_ENABLED: 'TRUE' } }) },
    'no statsd at all': { given: deployment() },
    'switched off with a word': { given: deployment({ env: { ...HOST, STATSD_ENABLED: 'false' } }) },
    'switched off with a number': { given: deployment({ env: { ...HOST, STATSD_ENABLED: '0' } }) },
    'switched off by leaving it empty': { given: deployment({ env: { ...HOST, STATSD_ENABLED: '' } }) },
    'switched by a ConfigMap': {
      given: `
kind: Deployment
metadata: { name: emissary, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: emissary:4.0.1
          env:
            - { name: STATSD_HOST, value: statsd }
            - { name: STATSD_ENABLED, valueFrom: { configMapKeyRef: { name: x, key: y } } }
`,
    },
    'the API extension': { given: deployment({ name: 'emissary-apiext', env: HOST }) },
    'DOGSTATSD that is off': { given: deployment({ env: { DOGSTATSD: 'false' } }) },
    'the later of two values counts': {
      given: `
kind: Deployment
metadata: { name: emissary, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: emissary:4.0.1
          env: [{ name: STATSD_ENABLED, value: "1" }, { name: STATSD_ENABLED, value: "true" }]
`,
    },
  },
  found: {
    'a number for true': {
      given: deployment({ env: { ...HOST, STATSD_ENABLED: '1' } }),
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'warning',
          says: 'Deployment emissary/emissary-ingress is set up for statsd (STATSD_HOST), and STATSD_ENABLED is 1: no metrics are sent.',
          mentions: ['kubectl -n emissary set env deployment emissary-ingress STATSD_ENABLED=true -c emissary'],
          evidence: [
            'Deployment emissary/emissary-ingress spec.template.spec.containers[emissary].env[STATSD_ENABLED]',
            'Deployment emissary/emissary-ingress spec.template.spec.containers[emissary].env[STATSD_HOST]',
          ],
        },
      ],
    },
    'a word for true, and nothing else': {
      given: deployment({ env: { STATSD_ENABLED: 'yes' } }),
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['STATSD_ENABLED is yes'] }],
    },
    'a host alone': {
      given: deployment({ env: HOST }),
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'warning', mentions: ['is not set'] }],
    },
    'a host alone, where a ServiceMonitor gathers the metrics': {
      given: [deployment({ env: HOST }), pod({ env: HOST }), service(), serviceMonitor()],
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'info' }],
    },
    'DOGSTATSD alone': {
      given: deployment({ env: { DOGSTATSD: 'true' } }),
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['(DOGSTATSD)'] }],
    },
    'a sidecar that nothing feeds': {
      given: deployment({ sidecars: [EXPORTER] }),
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['(container prometheus-exporter)'] }],
    },
    'a bare Pod': {
      given: pod({ name: 'emissary', env: HOST }),
      expect: [
        { on: 'Pod emissary/emissary', evidence: ['Pod emissary/emissary spec.containers[emissary].env[STATSD_HOST]'] },
      ],
    },
  },
});
