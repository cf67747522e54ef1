import { gatewayModuleUnknownKey } from '../../../src/checks/gateway/gateway-module-unknown-key.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from './given.ts';

const module = (config: string, more = '') => `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { ${config} }${more} }`;

testCheck(gatewayModuleUnknownKey, {
  clean: {
    'known keys': {
      given: [
        gateway(),
        module('diagnostics: { enabled: false }, envoy_log_type: json, lua_scripts: x, defaults: {}, gzip: {}'),
      ],
    },
    'what Helm’s chart leaves behind': { given: [gateway(), module('enabled: true')] },
    'keys of older versions': {
      given: [gateway(), module('service_port: 4567, diag_port: 8877, use_proxy_proto: true')],
    },
    'another gateway’s': { given: [gateway(), module('resovler: endpoint', ', ambassador_id: [other]')] },
  },
  found: {
    'a typing mistake': {
      given: [gateway(), module('resovler: endpoint')],
      expect: [
        {
          on: 'Module emissary/ambassador',
          severity: 'warning',
          says: 'Module emissary/ambassador sets resovler, which gateways do not know; resolver may be meant.',
          mentions: [`-p '{"spec":{"config":{"resovler":null,"resolver":"endpoint"}}}'`],
          evidence: ['Module emissary/ambassador spec.config.resovler'],
        },
      ],
    },
    'the right key beside the wrong one is not overwritten': {
      given: [gateway(), module('envoy_log_typ: json, envoy_log_type: text')],
      expect: [{ on: 'Module emissary/ambassador', mentions: ['Write envoy_log_type instead of envoy_log_typ.'] }],
    },
    'nothing like it, twice': {
      given: [gateway(), module('quux: 1, waldo: 2')],
      expect: [
        { on: 'Module emissary/ambassador', severity: 'info', mentions: ['sets quux, which gateways do not know.'] },
        { on: 'Module emissary/ambassador', severity: 'info', mentions: ['sets waldo'] },
      ],
    },
  },
});
