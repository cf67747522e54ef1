import { mappingStatusInactive } from '../../../src/checks/mappings/mapping-status-inactive.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, mapping } from './yaml.ts';

const WRITES = gateway({ env: '{ name: AMBASSADOR_UPDATE_MAPPING_STATUS, value: "true" }' });
const withStatus = (status: string, spec = 'service: cart') => `${mapping('cart', spec)}status: { ${status} }`;

testCheck(mappingStatusInactive, {
  clean: {
    'no status': { given: [WRITES, mapping('cart')] },
    'an empty status': { given: [WRITES, withStatus('')] },
    running: { given: [WRITES, withStatus('state: Running')] },
    'a status that is left over': { given: [gateway(), withStatus('state: Inactive, reason: gone')] },
    'what another check explains': {
      given: [
        WRITES,
        withStatus('state: Inactive, reason: "resolver nothing is unknown!"', 'service: cart, resolver: nothing'),
      ],
    },
    'a Mapping of another gateway': {
      given: [WRITES, withStatus('state: Inactive, reason: x', 'service: cart, ambassador_id: [edge]')],
    },
  },
  found: {
    'a reason that nothing else shows': {
      given: [WRITES, withStatus('state: Inactive, reason: "Invalid cors specified."')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'The status of Mapping shop/cart says that it is inactive: Invalid cors specified.',
          evidence: ['Mapping shop/cart status.state', 'Mapping shop/cart status.reason'],
        },
      ],
    },
    'no reason': {
      given: [WRITES, withStatus('state: Inactive')],
      expect: [{ on: 'Mapping shop/cart', mentions: ['it gives no reason'] }],
    },
  },
});
