import { gatewayMultipleModules } from '../../../src/checks/gateway/gateway-multiple-modules.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from './given.ts';

const module = (namespace: string, config: string, more = '') => `
kind: Module
metadata: { name: ambassador, namespace: ${namespace} }
spec: { config: { ${config} }${more} }`;

testCheck(gatewayMultipleModules, {
  clean: {
    one: { given: [gateway(), module('emissary', 'merge_slashes: true')] },
    'one for each of two gateways': {
      given: [
        gateway(),
        gateway({ name: 'inner', namespace: 'inner', env: { AMBASSADOR_ID: 'inner' } }),
        module('emissary', 'merge_slashes: true'),
        module('inner', 'merge_slashes: false', ', ambassador_id: [inner]'),
      ],
    },
    'each gateway reads its own namespace': {
      given: [
        gateway({ env: { AMBASSADOR_SINGLE_NAMESPACE: 'true' } }),
        gateway({ name: 'inner', namespace: 'inner', env: { AMBASSADOR_SINGLE_NAMESPACE: 'true' } }),
        module('emissary', 'merge_slashes: true'),
        module('inner', 'merge_slashes: false'),
      ],
    },
    'both say the same': {
      given: [gateway(), module('emissary', 'a: 1, merge_slashes: true'), module('shop', 'merge_slashes: true, a: 1')],
    },
  },
  found: {
    'the first namespace wins': {
      given: [gateway(), module('shop', 'merge_slashes: true'), module('emissary', 'use_remote_address: false')],
      expect: [
        {
          on: 'Module shop/ambassador',
          severity: 'error',
          says: 'Module shop/ambassador is ignored: its gateway already takes its settings from Module emissary/ambassador.',
          related: ['Module emissary/ambassador'],
          evidence: ['Module shop/ambassador spec.config'],
        },
      ],
    },
  },
});
