import { gatewayDiagDisabled } from '../../../src/checks/gateway/gateway-diag-disabled.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, service } from './given.ts';

const module = (config: string) => `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { ${config} } }`;
const OFF = module('diagnostics: { enabled: false }');
const ADMIN = service('emissary-admin', { namespace: 'emissary', app: 'emissary-ingress', port: 8877 });
const mapping = (to: string, { prefix = '/ambassador/v0/diag/', more = ', rewrite: ""' } = {}) => `
kind: Mapping
metadata: { name: diag, namespace: emissary }
spec: { hostname: "*", prefix: ${prefix}, service: "${to}"${more} }`;
const TO_ADMIN = mapping('emissary-admin:8877');

testCheck(gatewayDiagDisabled, {
  clean: {
    'switched off, and nothing leads there': { given: [gateway(), ADMIN, OFF] },
    'switched on': { given: [gateway(), ADMIN, TO_ADMIN, module('diagnostics: { enabled: true }')] },
    'on by default': { given: [gateway(), ADMIN, TO_ADMIN, module('x_forwarded_proto_redirect: true')] },
    'off for clients, on for the cluster': {
      given: [gateway(), ADMIN, TO_ADMIN, module('diagnostics: { enabled: false, allow_non_local: true }')],
    },
    'a request of its own': { given: [gateway(), ADMIN, mapping('127.0.0.1:8877'), OFF] },
    'the admin port, and something else there': {
      given: [
        gateway(),
        ADMIN,
        mapping('emissary-admin:8877', { prefix: '/metrics', more: ', rewrite: /metrics' }),
        OFF,
      ],
    },
    'another path of the admin port': {
      given: [
        gateway(),
        ADMIN,
        mapping('emissary-admin:8877', { prefix: '/ready/', more: ', rewrite: /ambassador/v0/check_ready' }),
        OFF,
      ],
    },
    'a Service of somebody else': {
      given: [gateway(), service('other', { namespace: 'emissary', port: 8877 }), mapping('other:8877'), OFF],
    },
    'no gateway was found': { given: [ADMIN, TO_ADMIN, OFF] },
  },
  found: {
    'switched off, and a Mapping leads there': {
      given: [gateway(), gateway({ name: 'emissary-ingress-canary' }), ADMIN, TO_ADMIN, OFF],
      expect: [
        {
          on: 'Mapping emissary/diag',
          severity: 'warning',
          says: 'Mapping emissary/diag leads to the diagnostics of Deployment emissary/emissary-ingress, which Module emissary/ambassador switches off.',
          mentions: [
            `kubectl -n emissary patch modules.v3alpha1.getambassador.io ambassador --type=merge -p '{"spec":{"config":{"diagnostics":{"allow_non_local":true}}}}'`,
          ],
          evidence: ['Mapping emissary/diag spec.service', 'Module emissary/ambassador spec.config.diagnostics'],
          related: ['Module emissary/ambassador', 'Deployment emissary/emissary-ingress'],
        },
      ],
    },
    'by another path and port, and another port of the Service': {
      given: [
        gateway({ env: { AMBASSADOR_HEALTHCHECK_BIND_PORT: '9000' } }),
        service('emissary-admin', { namespace: 'emissary', app: 'emissary-ingress', port: 80 }).replace(
          'port: 80',
          'port: 80, targetPort: 9000',
        ),
        mapping('emissary-admin', { prefix: '/status/', more: ', rewrite: /ambassador/v0/diag/' }),
        OFF,
      ],
      expect: [{ on: 'Mapping emissary/diag', mentions: ['Who opens /status/ gets 404'] }],
    },
  },
});
