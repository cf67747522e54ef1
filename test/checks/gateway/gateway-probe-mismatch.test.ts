import { gatewayProbeMismatch } from '../../../src/checks/gateway/gateway-probe-mismatch.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, gatewayPod } from './given.ts';

const UNREADY = gatewayPod({
  name: 'a',
  status: '{ phase: Running, conditions: [{ type: Ready, status: "False" }] }',
});
const probed = (probe: string, { ports = '[{ name: admin, containerPort: 8877 }]', env = {} } = {}) =>
  gateway({ env, container: `ports: ${ports}\n          readinessProbe: { ${probe} }` });
const http = (path: string, port: string) => `httpGet: { path: ${path}, port: ${port} }`;
const READY = '/ambassador/v0/check_ready';

testCheck(gatewayProbeMismatch, {
  clean: {
    'by number': { given: [probed(http(READY, '8877')), UNREADY] },
    'by name': { given: [probed(http(READY, 'admin')), UNREADY] },
    'readiness asks whether it is alive': { given: [probed(http('/ambassador/v0/check_alive', '8877')), UNREADY] },
    'another port, where the gateway listens': {
      given: [probed(http(READY, '9999'), { env: { AMBASSADOR_HEALTHCHECK_BIND_PORT: '9999' } }), UNREADY],
    },
    'it works, however it does': { given: [probed(http(READY, '8080')), gatewayPod({ name: 'a' })] },
    'something of its own': { given: [probed(http('/healthz', '9000')), UNREADY] },
    'no HTTP': { given: [probed('tcpSocket: { port: 1 }'), UNREADY] },
    'no Pods are known': { given: probed(http(READY, '1')) },
  },
  found: {
    'another port': {
      given: [probed(http(READY, '8878')), UNREADY],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'error',
          says: 'The readinessProbe of Deployment emissary/emissary-ingress asks /ambassador/v0/check_ready at port 8878, and the gateway answers /ambassador/v0/check_ready at port 8877.',
          evidence: [
            'Deployment emissary/emissary-ingress spec.template.spec.containers[emissary-ingress].readinessProbe.httpGet',
          ],
          related: ['Pod emissary/a'],
        },
      ],
    },
    'a name for another port': {
      given: [probed(http(READY, 'admin'), { ports: '[{ name: admin, containerPort: 9000 }]' }), UNREADY],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['at port admin'] }],
    },
    'a name that no port has': {
      given: [probed(http(READY, 'admn')), UNREADY],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['at port admn'] }],
    },
    'another path': {
      given: [probed(http('/ambassador/v0/checkready', '8877')), UNREADY],
      expect: [
        { on: 'Deployment emissary/emissary-ingress', mentions: ['asks /ambassador/v0/checkready at port 8877'] },
      ],
    },
  },
});
