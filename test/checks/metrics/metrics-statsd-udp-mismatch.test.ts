import { metricsStatsdUdpMismatch } from '../../../src/checks/metrics/metrics-statsd-udp-mismatch.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, EXPORTER, service, TO_SIDECAR, workload } from './given.ts';

const STOCK = 'prom/statsd-exporter:v0.26.0';

function beside(exporter: object, env: Readonly<Record<string, string>> = TO_SIDECAR): string {
  return deployment({ env, sidecars: [{ name: 'exporter', image: STOCK, ...exporter }] });
}
function sink(port: object, facts: object = {}): string {
  return service({
    name: 'statsd',
    namespace: 'monitoring',
    labels: {},
    selector: { app: 'statsd' },
    ports: [{ port: 8125, protocol: 'UDP', ...port }],
    ...facts,
  });
}
function exporter(
  args: readonly string[],
  ports: readonly { readonly name: string; readonly containerPort: number }[] = [],
): string {
  return workload('Deployment', 'statsd', STOCK, { args, ports });
}
const SENDING = deployment({ env: { STATSD_ENABLED: 'true', STATSD_HOST: 'statsd.monitoring' } });

testCheck(metricsStatsdUdpMismatch, {
  clean: {
    'the sidecar of the chart': { given: deployment({ env: TO_SIDECAR, sidecars: [EXPORTER] }) },
    'an old flag': { given: beside({ args: ['-statsd.listen-address=:8125'] }) },
    'a flag in two words': { given: beside({ args: ['--statsd.listen-udp', ':8125'] }) },
    'a flag inside a shell': {
      given: beside({ command: ['sh', '-c'], args: ['exec statsd_exporter --statsd.listen-udp=":8125"'] }),
    },
    'a flag with an address': { given: beside({ args: ['--statsd.listen-udp=127.0.0.1:8125'] }) },
    'a flag whose value comes from elsewhere': { given: beside({ args: ['--statsd.listen-udp=:$(PORT)'] }) },
    'an image with flags of its own': { given: beside({ image: 'registry.corp/metrics/statsd-exporter:1' }) },
    'another receiver, which listens on 8125': { given: beside({ image: 'telegraf:1.30' }) },
    'statsd is off': { given: beside({}, { STATSD_HOST: 'localhost' }) },
    'a Service that leads to the port of the exporter': { given: [SENDING, sink({ targetPort: 9125 }), exporter([])] },
    'a Service that leads to it by name': {
      given: [SENDING, sink({ targetPort: 'udp' }), exporter([], [{ name: 'udp', containerPort: 9125 }])],
    },
    'a Service with TCP and UDP': {
      given: [
        SENDING,
        sink(
          {},
          {
            ports: [
              { name: 'tcp', port: 8125, protocol: 'TCP' },
              { name: 'udp', port: 8125, protocol: 'UDP', targetPort: 9125 },
            ],
          },
        ),
        exporter([]),
      ],
    },
    'a headless Service and an exporter on 8125': {
      given: [
        SENDING,
        sink({ targetPort: 9125 }, { spec: { clusterIP: 'None' } }),
        exporter(['--statsd.listen-udp=:8125']),
      ],
    },
    'nothing behind the Service that could be read': { given: [SENDING, sink({})] },
    'STATSD_PORT was set for this: another matter': { given: beside({}, { ...TO_SIDECAR, STATSD_PORT: '9125' }) },
  },
  found: {
    'a sidecar without the flag': {
      given: beside({}),
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'error',
          says: 'Deployment emissary/emissary-ingress sends its metrics to its own Pods, where they arrive on UDP port 8125, and the statsd-exporter listens on 9125.',
          mentions: ['Give container exporter the argument --statsd.listen-udp=:8125.'],
          evidence: ['Deployment emissary/emissary-ingress spec.template.spec.containers[exporter].args'],
        },
      ],
    },
    'a sidecar with another port': {
      given: beside({ args: ['--statsd.listen-udp=:8126'] }),
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['listens on 8126'] }],
    },
    'a sidecar with UDP switched off': {
      given: beside({ args: ['--statsd.listen-udp=', '--statsd.listen-tcp=:8125'] }),
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['takes no UDP'] }],
    },
    'a Service that leads to 8125, and an exporter on 9125': {
      given: [SENDING, sink({}), exporter([])],
      expect: [
        {
          on: 'Deployment monitoring/statsd',
          mentions: ['listens on 9125', 'or write targetPort: 9125 in the Service'],
          related: ['Deployment emissary/emissary-ingress', 'Service monitoring/statsd'],
        },
      ],
    },
    'a headless Service and an exporter on 9125': {
      given: [SENDING, sink({ targetPort: 9125 }, { spec: { clusterIP: 'None' } }), exporter([])],
      expect: [{ on: 'Deployment monitoring/statsd', mentions: ['port 8125'] }],
    },
    'a Service whose port is TCP': {
      given: [SENDING, sink({ protocol: 'TCP', targetPort: 9125 }), exporter([])],
      expect: [
        {
          on: 'Service monitoring/statsd',
          mentions: [
            'is TCP',
            `kubectl -n monitoring patch service statsd --type=json -p '[{"op":"add","path":"/spec/ports/0/protocol","value":"UDP"}]'`,
          ],
        },
      ],
    },
  },
});
