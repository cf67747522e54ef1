import { metricsEnvoyAbsent } from '../../../src/checks/metrics/metrics-envoy-absent.ts';
import type { GatewayMetrics } from '../../../src/cluster/observed.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, gatewayPod } from '../gateway/given.ts';

const metrics = (envoyLines: number, pod = 'a', namespace = 'emissary'): GatewayMetrics => ({
  kind: 'GatewayMetrics',
  metadata: { namespace, name: pod },
  envoyLines,
});
const POD = (name: string, started = '2025-12-31T20:00:00Z', ready = 'True') =>
  gatewayPod({
    name,
    status: `{ phase: Running, startTime: "${started}", conditions: [{ type: Ready, status: "${ready}" }] }`,
  });

testCheck(metricsEnvoyAbsent, {
  clean: {
    'Envoy is among them': { given: [gateway(), POD('a'), metrics(2140)] },
    'a Pod that started ten minutes ago': { given: [gateway(), POD('a', '2025-12-31T23:50:00Z'), metrics(0)] },
    'a Pod that is not ready': { given: [gateway(), POD('a', undefined, 'False'), metrics(0)] },
    'a Pod that is no gateway’s': { given: [gateway(), POD('a'), metrics(0, 'b')] },
  },
  found: {
    'not a line of Envoy': {
      given: [gateway(), POD('a'), metrics(0)],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'error',
          says: '/metrics of Pod emissary/a of Deployment emissary/emissary-ingress answers without a single line of Envoy.',
          evidence: ['Pod emissary/a /metrics, lines of envoy_'],
          related: ['Pod emissary/a'],
        },
      ],
    },
    'a Pod that started eleven minutes ago, one of two': {
      given: [gateway(), POD('a', '2025-12-31T23:49:00Z'), POD('b'), metrics(0), metrics(2140, 'b')],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['of Pod emissary/a (1 of 2) of'] }],
    },
    'of Pods nothing is known': {
      given: [gateway(), metrics(0, 'emissary-ingress-7d9f-x2x')],
      gaps: [{ kind: 'Pod', reason: 'not in the input' }],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['Pod emissary/emissary-ingress-7d9f-x2x'] }],
    },
  },
});
