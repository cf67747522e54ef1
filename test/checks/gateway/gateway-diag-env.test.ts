import { gatewayDiagEnv } from '../../../src/checks/gateway/gateway-diag-env.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, gatewayPod } from './given.ts';
import { diagnostics, GATEWAY } from './logs.ts';

const env = (check: string, text: string) => ({ environment: [{ check, text }] });
const young = (started: string) => [
  gateway({ replicas: 1 }),
  gatewayPod({ name: 'emissary-ingress-1', status: `{ phase: Running, startTime: "${started}" }` }),
];

testCheck(gatewayDiagEnv, {
  clean: {
    'nothing failed': { given: [...GATEWAY, diagnostics()] },
    'no TLSContext, as in every gateway that speaks no TLS': {
      given: [...GATEWAY, diagnostics(env('TLS', 'No TLSContexts are active'))],
    },
    'a number of errors': { given: [...GATEWAY, diagnostics(env('Error check', '2 total errors logged'))] },
    'an error that stands among the errors': {
      given: [
        ...GATEWAY,
        diagnostics({
          ...env('TLS', 'TLSContext a has no certificate'),
          errors: [{ key: '', text: 'TLSContext a has no certificate' }],
        }),
      ],
    },
    'a check without a word': { given: [...GATEWAY, diagnostics(env('Mappings', ''))] },
    'a Pod of the last ten minutes': {
      given: [...young('2025-12-31T23:50:01Z'), diagnostics(env('config failure', 'no configuration loaded'))],
    },
  },
  found: {
    'no Mapping at all': {
      given: [...GATEWAY, diagnostics(env('Mappings', 'No Mappings are active'))],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'info',
          says: 'The diagnostics of Deployment emissary/emissary-ingress say of Mappings: “No Mappings are active”.',
          evidence: ['Pod emissary/emissary-ingress-1 system.env_status[Mappings]'],
        },
      ],
    },
    'no configuration after ten minutes': {
      given: [...young('2025-12-31T23:50:00Z'), diagnostics(env('config failure', 'no configuration loaded'))],
      expect: [{ on: 'Deployment emissary/emissary-ingress' }],
    },
    'the same in two Pods, once': {
      given: [
        ...GATEWAY,
        gatewayPod({ name: 'emissary-ingress-2' }),
        diagnostics(env('Mappings', 'No Mappings are active')),
        diagnostics(env('Mappings', 'No Mappings are active'), 'emissary-ingress-2'),
      ],
      expect: [{ on: 'Deployment emissary/emissary-ingress' }],
    },
  },
});
