import { metricsPathWrong } from '../../../src/checks/metrics/metrics-path-wrong.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, EXPORTER, pod, podMonitor, service, serviceMonitor } from './given.ts';

const GATEWAY = [deployment(), pod(), service()];
const OLD = '/ambassador/v0/metrics';

function asking(...paths: readonly (string | undefined)[]): string {
  return serviceMonitor({
    spec: { endpoints: paths.map((path) => ({ port: 'ambassador-admin', ...(path !== undefined && { path }) })) },
  });
}

testCheck(metricsPathWrong, {
  clean: {
    'the right path': { given: [...GATEWAY, asking('/metrics')] },
    'no path, which is the right one': { given: [...GATEWAY, asking(undefined)] },
    'a path without its slash, which Prometheus adds': { given: [...GATEWAY, asking('metrics')] },
    'an exporter of somebody else with a path of its own': {
      given: [
        pod({
          sidecars: [{ name: 'custom', image: 'corp/exporter:1', ports: [{ name: 'custom', containerPort: 9999 }] }],
        }),
        podMonitor({ spec: { podMetricsEndpoints: [{ port: 'custom', path: '/custom/metrics' }] } }),
      ],
    },
    'a statsd-exporter with a path of its own': {
      given: [
        pod({ sidecars: [{ ...EXPORTER, args: ['--web.telemetry-path=/stats'] }] }),
        podMonitor({ spec: { podMetricsEndpoints: [{ port: 'metrics', path: '/stats' }] } }),
      ],
    },
    'another application': {
      given: [
        ...GATEWAY,
        service({
          name: 'cart',
          labels: { app: 'cart' },
          selector: { app: 'cart' },
          ports: [{ name: 'http', port: 80 }],
        }),
        serviceMonitor({
          name: 'cart',
          selector: { app: 'cart' },
          spec: { endpoints: [{ port: 'http', path: '/actuator/prometheus' }] },
        }),
      ],
    },
    'Ambassador 1.x': {
      given: [deployment({ image: 'docker.io/datawire/ambassador:1.14.4' }), service(), asking(OLD)],
    },
    'nobody knows where the Service leads': { given: [service({ selector: { app: 'other' } }), asking(OLD)] },
  },
  found: {
    'the path of 1.x': {
      given: [...GATEWAY, asking(OLD)],
      expect: [
        {
          on: 'ServiceMonitor emissary/emissary-ingress',
          severity: 'error',
          says: 'ServiceMonitor emissary/emissary-ingress asks the admin port of Deployment emissary/emissary-ingress for /ambassador/v0/metrics, and the gateway has its metrics under /metrics.',
          mentions: [`--type=json -p '[{"op":"replace","path":"/spec/endpoints/0/path","value":"/metrics"}]'`],
          evidence: ['ServiceMonitor emissary/emissary-ingress spec.endpoints[0].path'],
          related: ['Pod emissary/emissary-ingress-abc-1'],
        },
      ],
    },
    'a slash too much': {
      given: [...GATEWAY, asking('/metrics/')],
      expect: [{ on: 'ServiceMonitor emissary/emissary-ingress', severity: 'error' }],
    },
    'a second endpoint is right': {
      given: [...GATEWAY, asking('/metrics', '/stats/prometheus')],
      expect: [
        {
          on: 'ServiceMonitor emissary/emissary-ingress',
          severity: 'warning',
          evidence: ['ServiceMonitor emissary/emissary-ingress spec.endpoints[1].path'],
        },
      ],
    },
    'a PodMonitor': {
      given: [pod(), podMonitor({ spec: { podMetricsEndpoints: [{ port: 'admin', path: '/stats' }] } })],
      expect: [{ on: 'PodMonitor emissary/emissary-ingress', mentions: ['/spec/podMetricsEndpoints/0/path'] }],
    },
  },
});
