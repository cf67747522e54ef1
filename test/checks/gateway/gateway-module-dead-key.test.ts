import { gatewayModuleDeadKey } from '../../../src/checks/gateway/gateway-module-dead-key.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from './given.ts';

const module = (config: string) => `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { ${config} } }`;
const LISTENER = `
kind: Listener
metadata: { name: http, namespace: emissary }
spec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }`;
const DEAD = 'xff_num_trusted_hops: 1, use_proxy_proto: true, x_forwarded_proto_redirect: true, service_port: 4567';

testCheck(gatewayModuleDeadKey, {
  clean: {
    'a gateway of version 1 reads them': {
      given: [gateway({ image: 'docker.io/datawire/ambassador:1.14.4' }), module(DEAD)],
    },
    'a gateway of unknown version without Listeners': { given: [gateway({ version: 'main' }), module(DEAD)] },
    'they ask for nothing': {
      given: [
        gateway(),
        module('xff_num_trusted_hops: 0, use_proxy_proto: false, regex_type: safe, proper_case: false'),
      ],
    },
    'version 3 still knows proper_case': { given: [gateway({ version: '3.9.1' }), module('proper_case: true')] },
    'a key that is read': { given: [gateway(), module('use_remote_address: false')] },
  },
  found: {
    'one each': {
      given: [gateway(), module(`${DEAD}, proper_case: true, header_case_overrides: [X-Id], regex_type: unsafe`)],
      expect: [
        {
          on: 'Module emissary/ambassador',
          severity: 'warning',
          says: 'Module emissary/ambassador sets use_proxy_proto, which gateways from version 2 on do not read.',
          mentions: ['protocolStack with PROXY'],
          evidence: ['Module emissary/ambassador spec.config.use_proxy_proto'],
        },
        { on: 'Module emissary/ambassador', mentions: ['xff_num_trusted_hops', 'spec.l7Depth of the Listener'] },
        { on: 'Module emissary/ambassador', mentions: ['x_forwarded_proto_redirect'] },
        { on: 'Module emissary/ambassador', mentions: ['service_port'] },
        { on: 'Module emissary/ambassador', mentions: ['regex_type, which gateways from version 3'] },
        { on: 'Module emissary/ambassador', mentions: ['proper_case, which gateways from version 4'] },
        { on: 'Module emissary/ambassador', mentions: ['header_case_overrides'] },
      ],
    },
    'a gateway of unknown version that has Listeners': {
      given: [gateway({ version: 'main' }), LISTENER, module('xff_num_trusted_hops: 1')],
      expect: [{ on: 'Module emissary/ambassador' }],
    },
  },
});
