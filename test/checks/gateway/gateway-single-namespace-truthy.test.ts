import { gatewaySingleNamespaceTruthy } from '../../../src/checks/gateway/gateway-single-namespace-truthy.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from './given.ts';

const single = (value: string) => gateway({ env: { AMBASSADOR_SINGLE_NAMESPACE: value } });
const mapping = (namespace: string, more = '') =>
  `kind: Mapping\nmetadata: { name: cart, namespace: ${namespace} }\nspec: { hostname: "*", prefix: /, service: x${more} }`;

testCheck(gatewaySingleNamespaceTruthy, {
  clean: {
    'it is not set': { given: [gateway(), mapping('shop')] },
    'it is empty': { given: [single(''), mapping('shop')] },
    'it says yes': { given: [single('true'), mapping('shop')] },
  },
  found: {
    'it says no, and objects are elsewhere': {
      given: [single('false'), mapping('shop'), mapping('emissary'), mapping('other', ', ambassador_id: [other]')],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'error',
          says: 'Deployment emissary/emissary-ingress has AMBASSADOR_SINGLE_NAMESPACE set to false, which counts as yes: it reads namespace emissary only, and so misses 1 objects.',
          related: ['Mapping shop/cart'],
          mentions: ['kubectl -n emissary set env deployment emissary-ingress AMBASSADOR_SINGLE_NAMESPACE-'],
        },
      ],
    },
    'it says 0, and all objects are beside it': {
      given: [single('0'), mapping('emissary')],
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'warning' }],
    },
    'it says no, and another gateway reads what it misses': {
      given: [single('No'), gateway({ name: 'inner', namespace: 'inner' }), mapping('shop')],
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'warning' }],
    },
  },
});
