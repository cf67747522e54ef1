import { authFailOpen } from '../../../src/checks/auth/auth-fail-open.ts';
import { testCheck } from '../../support/check-tester.ts';
import { authService, gateway } from '../gateway/given.ts';

testCheck(authFailOpen, {
  clean: {
    'it fails closed by default': { given: [gateway(), authService('login.shop')] },
    'it says no': { given: [gateway(), authService('login.shop', { more: 'failure_mode_allow: false' })] },
    'no gateway reads it': {
      given: [gateway(), authService('login.shop', { more: 'failure_mode_allow: true, ambassador_id: [other]' })],
    },
  },
  found: {
    'it says yes': {
      given: [gateway(), authService('login.shop', { more: 'failure_mode_allow: true' })],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'info',
          says: 'AuthService shop/gate has failure_mode_allow: true.',
          mentions: [`-p '{"spec":{"failure_mode_allow":false}}'`],
        },
      ],
    },
  },
});
