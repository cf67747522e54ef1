import { authTimeout } from '../../../src/checks/auth/auth-timeout.ts';
import { testCheck } from '../../support/check-tester.ts';
import { authService, gateway } from '../gateway/given.ts';

const edgeStack = (timeout: string) =>
  gateway({ image: 'docker.io/datawire/aes:3.9.0', env: { AES_AUTH_TIMEOUT: timeout } });
const builtIn = (more: string) => authService('127.0.0.1:8500', { more: `proto: grpc, protocol_version: v3${more}` });

testCheck(authTimeout, {
  clean: {
    'the default': { given: [gateway(), authService('login.shop')] },
    'a tenth of a second': { given: [gateway(), authService('login.shop', { more: 'timeout_ms: 100' })] },
    'more time than any Mapping has': { given: [gateway(), authService('login.shop', { more: 'timeout_ms: 60000' })] },
    'none at all, which is the default': { given: [gateway(), authService('login.shop', { more: 'timeout_ms: 0' })] },
    'Edge Stack’s filters have less time than the AuthService': { given: [edgeStack('4999ms'), builtIn('')] },
    'Edge Stack’s variable does not concern other AuthServices': {
      given: [edgeStack('9s'), authService('login.shop')],
    },
    'Edge Stack’s variable is no time': { given: [edgeStack('soon'), builtIn('')] },
    'no gateway reads it': {
      given: [gateway(), authService('login.shop', { more: 'timeout_ms: 5, ambassador_id: [other]' })],
    },
  },
  found: {
    'seconds where milliseconds are meant': {
      given: [gateway(), authService('login.shop', { more: 'timeout_ms: 30' })],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'warning',
          says: 'AuthService shop/gate is given 30 ms to answer, which looks like seconds.',
          mentions: [`-p '{"spec":{"timeout_ms":30000}}'`, 'answered with 403'],
        },
      ],
    },
    'little time': {
      given: [gateway(), authService('login.shop', { more: 'timeout_ms: 31, status_on_error: { code: 503 }' })],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'info',
          says: 'AuthService shop/gate is given 31 ms to answer, which is little for a call over the network.',
          mentions: ['answered with 503'],
        },
      ],
    },
    'Edge Stack’s filters may take as long as the AuthService': {
      given: [edgeStack('5s'), builtIn('')],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'warning',
          says: 'AuthService shop/gate is given 5000 ms to answer, but its filters may take 5s (AES_AUTH_TIMEOUT).',
          related: ['AuthService shop/gate'],
        },
      ],
    },
  },
});
