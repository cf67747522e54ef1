import { gatewayModuleName } from '../../../src/checks/gateway/gateway-module-name.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from './given.ts';

const module = (name: string, more = '') => `
kind: Module
metadata: { name: ${name}, namespace: emissary }
spec: { config: { merge_slashes: true }${more} }`;

testCheck(gatewayModuleName, {
  clean: {
    'the three names there are': { given: [gateway(), module('ambassador'), module('tls'), module('authentication')] },
    'another gateway’s': { given: [gateway(), module('ambasador', ', ambassador_id: [other]')] },
  },
  found: {
    'a typing mistake': {
      given: [gateway(), module('ambasador')],
      expect: [
        {
          on: 'Module emissary/ambasador',
          severity: 'warning',
          says: 'Module emissary/ambasador is never read: gateways only look at Modules named ambassador or tls; ambassador may be meant.',
        },
      ],
    },
    'a name of its own': {
      given: [gateway(), module('timeouts')],
      expect: [{ on: 'Module emissary/timeouts', mentions: ['named ambassador or tls.'] }],
    },
  },
});
