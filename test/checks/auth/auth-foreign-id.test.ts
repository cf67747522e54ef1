import { authForeignId } from '../../../src/checks/auth/auth-foreign-id.ts';
import { testCheck } from '../../support/check-tester.ts';
import { authService, gateway } from '../gateway/given.ts';

const LOST = authService('login.shop', { more: 'ambassador_id: [prod]' });
const bypassing = (more = '') => `
kind: Mapping
metadata: { name: health, namespace: shop }
spec: { hostname: "*", prefix: /health, service: cart.shop, bypass_auth: true${more} }`;

testCheck(authForeignId, {
  clean: {
    'no Mapping counts on an AuthService': {
      given: [gateway(), LOST, bypassing().replace('bypass_auth: true', 'bypass_auth: false')],
    },
    'the gateway has another one': {
      given: [gateway(), LOST, authService('login.shop', { name: 'own' }), bypassing()],
    },
    'it is for the other gateway, and so is the Mapping': {
      given: [
        gateway(),
        gateway({ name: 'prod', namespace: 'prod', env: { AMBASSADOR_ID: 'prod' } }),
        LOST,
        bypassing(', ambassador_id: [default, prod]'),
      ],
    },
    'no gateway was found': { given: [LOST, bypassing()] },
  },
  found: {
    'a Mapping of this gateway bypasses what it does not have': {
      given: [gateway(), LOST, bypassing()],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'warning',
          says: 'AuthService shop/gate is meant for ambassador_id prod, which no gateway here has; Deployment emissary/emissary-ingress has none, though Mapping shop/health are set to bypass one.',
          mentions: ['to [default]', `-p '{"spec":{"ambassador_id":["default"]}}'`],
          evidence: ['AuthService shop/gate spec.ambassador_id', 'Mapping shop/health spec.bypass_auth'],
        },
      ],
    },
  },
});
