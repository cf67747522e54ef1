import { tlsContextNameCollision } from '../../../src/checks/tls/tls-context-name-collision.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const context = (namespace: string, spec = '') => `
kind: TLSContext
metadata: { name: edge, namespace: ${namespace} }
spec: { secret: a${spec} }
`;
const mapping = (namespace: string, tls = 'edge') => `
kind: Mapping
metadata: { name: cart, namespace: ${namespace} }
spec: { hostname: "*", prefix: /cart/, service: cart, tls: ${tls} }
`;

testCheck(tlsContextNameCollision, {
  clean: {
    'one TLSContext of the name': { given: [context('shop'), mapping('shop')] },
    'only the first namespace names it': { given: [context('billing'), context('shop'), mapping('billing')] },
    'nobody names it': { given: [context('billing'), context('shop')] },
    'it is named with its namespace': { given: [context('billing'), context('shop'), mapping('shop', 'edge.shop')] },
    'they are for different gateways': {
      given: [context('billing', ', ambassador_id: [other]'), context('shop'), mapping('shop')],
    },
    'somebody in a third namespace names it': { given: [context('billing'), context('shop'), mapping('web')] },
  },
  found: {
    'a Mapping of the second namespace gets the first': {
      given: [context('billing'), context('shop'), mapping('shop')],
      expect: [
        {
          on: 'TLSContext shop/edge',
          severity: 'error',
          says: 'TLSContext billing/edge is taken for TLSContext shop/edge, which has the same name, by Mapping shop/cart.',
          evidence: ['Mapping shop/cart spec.tls'],
          related: ['TLSContext billing/edge', 'Mapping shop/cart'],
        },
      ],
    },
    'a Host of the second namespace': {
      given: [
        context('billing'),
        context('shop'),
        'kind: Host\nmetadata: { name: shop, namespace: shop }\nspec: { hostname: shop.example.com, tlsSecret: { name: a }, tlsContext: { name: edge } }',
        tlsSecret({ name: 'a' }),
      ],
      expect: [{ on: 'TLSContext shop/edge', related: ['Host shop/shop'] }],
    },
  },
});
