import { metricsTargetErrors } from '../../../src/checks/metrics/metrics-target-errors.ts';
import type { GatewayMetrics } from '../../../src/cluster/observed.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gatewayPod } from '../gateway/given.ts';
import { diagnostics, GATEWAY } from '../gateway/logs.ts';

const metrics = (diagnosticsErrors?: number, pod = 'emissary-ingress-1'): GatewayMetrics => ({
  kind: 'GatewayMetrics',
  metadata: { namespace: 'emissary', name: pod },
  envoyLines: 2140,
  ...(diagnosticsErrors !== undefined && { diagnosticsErrors }),
});

testCheck(metricsTargetErrors, {
  clean: {
    'no errors': { given: [...GATEWAY, metrics(0)] },
    'nobody has looked at the diagnostics yet': { given: [...GATEWAY, metrics()] },
    'the diagnostics say which': {
      given: [...GATEWAY, metrics(2), diagnostics({ errors: [{ key: '', text: 'one' }] })],
    },
    'the diagnostics say that they are gone': { given: [...GATEWAY, metrics(2), diagnostics()] },
  },
  found: {
    'one error': {
      given: [...GATEWAY, metrics(1)],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'warning',
          says: 'The metrics of Deployment emissary/emissary-ingress count 1 error in its configuration.',
          mentions: ['it is as of the last time that somebody looked', 'filter=errors'],
          evidence: ['Pod emissary/emissary-ingress-1 ambassador_diagnostics_errors'],
        },
      ],
    },
    'more in one of two Pods': {
      given: [...GATEWAY, gatewayPod({ name: 'emissary-ingress-2' }), metrics(1), metrics(3, 'emissary-ingress-2')],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          mentions: ['count 3 errors'],
          related: ['Pod emissary/emissary-ingress-2'],
        },
      ],
    },
  },
});
