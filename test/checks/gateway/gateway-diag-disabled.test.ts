import { gatewayDiagDisabled } from '../../../src/checks/gateway/gateway-diag-disabled.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, gatewayPod } from './given.ts';

const module = (config: string, name = 'ambassador') => `
kind: Module
metadata: { name: ${name}, namespace: emissary }
spec: { config: { ${config} } }`;

testCheck(gatewayDiagDisabled, {
  clean: {
    'no Module: they are on': { given: gateway() },
    'a Module that says nothing of them': { given: [gateway(), module('x_forwarded_proto_redirect: true')] },
    'they are on': { given: [gateway(), module('diagnostics: { enabled: true }')] },
    'off for clients, on for the cluster': {
      given: [gateway(), module('diagnostics: { enabled: false, allow_non_local: true }')],
    },
    'a Module that no gateway reads': { given: [gateway(), module('diagnostics: { enabled: false }', 'other')] },
    'no gateway was found': { given: module('diagnostics: { enabled: false }') },
  },
  found: {
    'they are off': {
      given: [gateway(), gatewayPod({ name: 'a' }), module('diagnostics: { enabled: false }')],
      expect: [
        {
          on: 'Module emissary/ambassador',
          severity: 'info',
          says: 'Module emissary/ambassador switches the diagnostics of Deployment emissary/emissary-ingress off: only through a port-forward they still open.',
          mentions: ['kubectl -n emissary port-forward deployment/emissary-ingress 8877'],
          evidence: ['Module emissary/ambassador spec.config.diagnostics'],
          related: ['Deployment emissary/emissary-ingress'],
        },
      ],
    },
    'for two workloads of one gateway once, on their own port': {
      given: [
        gateway({ env: { AMBASSADOR_HEALTHCHECK_BIND_PORT: '9000' } }),
        gateway({ name: 'emissary-ingress-canary' }),
        module('diagnostics: { enabled: false, allow_non_local: false }'),
      ],
      expect: [{ on: 'Module emissary/ambassador', mentions: ['http://localhost:9000/ambassador/v0/diag/'] }],
    },
  },
});
