import { authBodyBoth } from '../../../src/checks/auth/auth-body-both.ts';
import { testCheck } from '../../support/check-tester.ts';
import { authService, gateway } from '../gateway/given.ts';

const BODY = 'include_body: { max_bytes: 100, allow_partial: false }';

testCheck(authBodyBoth, {
  clean: {
    'include_body alone': { given: [gateway(), authService('login.shop', { more: BODY })] },
    'allow_request_body alone': { given: [gateway(), authService('login.shop', { more: 'allow_request_body: true' })] },
    'allow_request_body says no': {
      given: [gateway(), authService('login.shop', { more: `${BODY}, allow_request_body: false` })],
    },
    'no gateway reads it': {
      given: [
        gateway(),
        authService('login.shop', { more: `${BODY}, allow_request_body: true, ambassador_id: [other]` }),
      ],
    },
    'a gateway of version 1 ignores one of them': {
      given: [
        gateway({ image: 'docker.io/datawire/ambassador:1.14.4' }),
        authService('login.shop', { more: `${BODY}, allow_request_body: true` }),
      ],
    },
  },
  found: {
    both: {
      given: [gateway(), authService('login.shop', { more: `${BODY}, allow_request_body: true` })],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'critical',
          says: 'AuthService shop/gate has both include_body and allow_request_body.',
          mentions: ['every request with 500', `-p '{"spec":{"allow_request_body":null}}'`],
          related: ['Deployment emissary/emissary-ingress'],
        },
      ],
    },
  },
});
