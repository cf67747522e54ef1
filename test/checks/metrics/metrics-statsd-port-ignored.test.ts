import { metricsStatsdPortIgnored } from '../../../src/checks/metrics/metrics-statsd-port-ignored.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, EXPORTER, pod, service } from './given.ts';

const ON = { STATSD_ENABLED: 'true' };

function sink(port: number, protocol = 'UDP', spec: Readonly<Record<string, unknown>> = {}): string {
  return service({ name: 'statsd-sink', labels: {}, ports: [{ name: 'statsd', port, protocol }], spec });
}

testCheck(metricsStatsdPortIgnored, {
  clean: {
    'a Service with the port': { given: [deployment({ env: ON }), sink(8125)] },
    'the port that is used anyway': { given: [deployment({ env: { ...ON, STATSD_PORT: '8125' } }), sink(8125)] },
    'a headless Service, whose ports do not matter': {
      given: [deployment({ env: ON }), sink(9125, 'UDP', { clusterIP: 'None' })],
    },
    'an ExternalName': { given: [deployment({ env: ON }), sink(9125, 'UDP', { type: 'ExternalName' })] },
    'a port that is TCP is another matter': { given: [deployment({ env: ON }), sink(8125, 'TCP')] },
    'statsd is off': { given: [deployment({ env: { STATSD_PORT: '9125' } }), sink(9125)] },
    'the Service is missing: another matter': { given: deployment({ env: ON }) },
    'a port that comes from elsewhere': { given: [deployment({ env: { ...ON, STATSD_PORT: '$(PORT)' } }), sink(8125)] },
  },
  found: {
    'a Service without the port': {
      given: [deployment({ env: ON }), pod({ env: ON }), sink(9125)],
      expect: [
        {
          on: 'Service emissary/statsd-sink',
          severity: 'error',
          says: 'Deployment emissary/emissary-ingress sends its metrics to UDP port 8125 of Service emissary/statsd-sink, and that Service has only 9125/UDP.',
          evidence: ['Service emissary/statsd-sink spec.ports'],
          related: ['Deployment emissary/emissary-ingress'],
        },
      ],
    },
    'STATSD_PORT and a Service that has only that port: one cause': {
      given: [deployment({ env: { ...ON, STATSD_PORT: '9125' } }), sink(9125)],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'error',
          mentions: ['STATSD_PORT 9125 changes nothing', 'lead 8125 to 9125'],
          related: ['Service emissary/statsd-sink'],
        },
      ],
    },
    'STATSD_PORT, and the metrics arrive nevertheless': {
      given: [deployment({ env: { ...ON, STATSD_PORT: '9125' } }), sink(8125)],
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'info', mentions: ['Take STATSD_PORT away'] }],
    },
    'STATSD_PORT and a sidecar that listens there': {
      given: deployment({
        env: { ...ON, STATSD_HOST: 'localhost', STATSD_PORT: '9125' },
        sidecars: [{ ...EXPORTER, args: ['--statsd.listen-udp=:9125'] }],
      }),
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'error', mentions: ['port 8125 of localhost'] }],
    },
    'STATSD_PORT and a host that nobody can see': {
      given: deployment({ env: { ...ON, STATSD_HOST: '10.0.0.9', STATSD_PORT: '9125' } }),
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'warning' }],
    },
  },
});
