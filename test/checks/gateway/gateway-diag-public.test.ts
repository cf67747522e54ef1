import { gatewayDiagPublic } from '../../../src/checks/gateway/gateway-diag-public.ts';
import { testCheck } from '../../support/check-tester.ts';
import { authService, gateway, service } from './given.ts';

const LISTENER = `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }`;
const front = (more = 'type: LoadBalancer') => service('emissary-ingress', { namespace: 'emissary', port: 80, more });
const module = (config: string) =>
  `kind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: { ${config} } }`;
const OPEN = [gateway(), LISTENER, front()];

testCheck(gatewayDiagPublic, {
  clean: {
    'switched off': { given: [...OPEN, module('diagnostics: { enabled: false }')] },
    'only the cluster reaches it': { given: [gateway(), LISTENER, front('')] },
    'an internal load balancer': {
      given: [
        gateway(),
        LISTENER,
        front()
          .replace('spec:', 'status: {}\nspec:')
          .replace(
            'namespace: emissary }',
            'namespace: emissary, annotations: { service.beta.kubernetes.io/aws-load-balancer-scheme: internal } }',
          ),
      ],
    },
    'an AuthService is asked first': { given: [...OPEN, authService('login.shop')] },
    'some addresses only are let in': {
      given: [...OPEN, module('diagnostics: { enabled: true }, ip_allow: [{ remote: 10.0.0.0/8 }]')],
    },
    'a Mapping takes the path': {
      given: [
        ...OPEN,
        'kind: Mapping\nmetadata: { name: no, namespace: shop }\nspec: { hostname: "*", prefix: /ambassador/v0/, service: none.shop }',
      ],
    },
    'nothing is served yet': { given: [gateway(), front()] },
  },
  found: {
    'nobody switched it off': {
      given: OPEN,
      expect: [
        {
          on: 'Service emissary/emissary-ingress',
          severity: 'info',
          says: 'Everybody who reaches Service emissary/emissary-ingress can open /ambassador/v0/diag/ of Deployment emissary/emissary-ingress, as it is by default.',
        },
      ],
    },
    'somebody switched it on': {
      given: [...OPEN, module('diagnostics: { enabled: true }')],
      expect: [
        {
          on: 'Module emissary/ambassador',
          severity: 'warning',
          mentions: [`-p '{"spec":{"config":{"diagnostics":{"enabled":false}}}}'`],
          evidence: ['Module emissary/ambassador spec.config.diagnostics.enabled'],
          related: ['Service emissary/emissary-ingress'],
        },
      ],
    },
  },
});
