import { metricsSidecarMissing } from '../../../src/checks/metrics/metrics-sidecar-missing.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deployment, EXPORTER, pod, TO_SIDECAR } from './given.ts';

function beside(name: string, image: string): string {
  return deployment({ env: TO_SIDECAR, sidecars: [{ name, image }] });
}

testCheck(metricsSidecarMissing, {
  clean: {
    'an exporter': { given: deployment({ env: TO_SIDECAR, sidecars: [EXPORTER] }) },
    'an agent': { given: beside('agent', 'datadog/agent:7') },
    'something that may take statsd': { given: beside('metrics', 'corp/metrics:1') },
    'an exporter that runs as an init container': {
      given: deployment({ env: TO_SIDECAR, spec: { initContainers: [EXPORTER] } }),
    },
    'an exporter that is injected into the Pods': {
      given: [deployment({ env: TO_SIDECAR }), pod({ env: TO_SIDECAR, sidecars: [EXPORTER] })],
    },
    'Pods on the network of their node, where an agent may listen': {
      given: deployment({ env: TO_SIDECAR, spec: { hostNetwork: true } }),
    },
    'another host': { given: deployment({ env: { STATSD_ENABLED: 'true', STATSD_HOST: 'statsd' } }) },
    'statsd is off': { given: deployment({ env: { STATSD_HOST: 'localhost' } }) },
    'no statsd at all': { given: deployment() },
    'the API extension': { given: deployment({ name: 'emissary-apiext', env: TO_SIDECAR }) },
    'a gateway that is scaled to 0': { given: deployment({ env: TO_SIDECAR, replicas: 0 }) },
  },
  found: {
    'no other container': {
      given: [deployment({ env: TO_SIDECAR }), pod({ env: TO_SIDECAR })],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'error',
          says: 'Deployment emissary/emissary-ingress sends its metrics to localhost, and its Pods have no container that takes them.',
          evidence: [
            'Deployment emissary/emissary-ingress spec.template.spec.containers[emissary].env[STATSD_HOST]',
            'Deployment emissary/emissary-ingress spec.template.spec.containers',
          ],
          related: ['Pod emissary/emissary-ingress-abc-1'],
        },
      ],
    },
    'an address instead of the name': {
      given: deployment({ env: { STATSD_ENABLED: 'true', STATSD_HOST: '127.0.0.1' } }),
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['127.0.0.1'] }],
    },
    'only a proxy and what the chart waits with': {
      given: deployment({
        env: TO_SIDECAR,
        sidecars: [{ name: 'istio-proxy', image: 'docker.io/istio/proxyv2:1.20' }],
        spec: { initContainers: [{ name: 'wait-for-apiext', image: 'istio/kubectl:1.5.10' }] },
      }),
      expect: [{ on: 'Deployment emissary/emissary-ingress' }],
    },
    'Pods alone, named after their Deployment': {
      given: [pod({ env: TO_SIDECAR }), pod({ name: 'emissary-ingress-abc-2', env: TO_SIDECAR })],
      gaps: [{ kind: 'Deployment', reason: 'not in the input' }],
      expect: [{ on: 'Deployment emissary/emissary-ingress', related: ['Pod emissary/emissary-ingress-abc-2'] }],
    },
  },
});
