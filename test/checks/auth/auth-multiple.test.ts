import { authMultiple } from '../../../src/checks/auth/auth-multiple.ts';
import { testCheck } from '../../support/check-tester.ts';
import { authService, gateway } from '../gateway/given.ts';

testCheck(authMultiple, {
  clean: {
    one: { given: [gateway(), authService('login.shop')] },
    'one for each of two gateways': {
      given: [
        gateway(),
        gateway({ name: 'inner', env: { AMBASSADOR_ID: 'inner' } }),
        authService('login.shop'),
        authService('login.shop', { name: 'inner', more: 'ambassador_id: [inner]' }),
      ],
    },
    'the other stands in a namespace that the gateway does not read': {
      given: [
        gateway({ env: { AMBASSADOR_SINGLE_NAMESPACE: 'true' } }),
        authService('login', { namespace: 'emissary' }),
        authService('login.shop'),
      ],
    },
    'they cannot be mixed at all: that is another finding': {
      given: [
        gateway(),
        authService('login.shop', { name: 'a' }),
        authService('https://login.shop:3000', { name: 'b' }),
      ],
    },
  },
  found: {
    'two addresses': {
      given: [gateway(), authService('login.shop', { name: 'b' }), authService('old-login.shop', { name: 'a' })],
      expect: [
        {
          on: 'AuthService shop/a',
          severity: 'warning',
          says: 'AuthService shop/a and AuthService shop/b are AuthServices of one gateway, which mixes their settings.',
          evidence: ['AuthService shop/a spec.auth_service', 'AuthService shop/b spec.auth_service'],
          related: ['AuthService shop/b', 'Deployment emissary/emissary-ingress'],
        },
      ],
    },
    'one address twice, with two settings': {
      given: [
        gateway(),
        authService('login.shop', { more: 'timeout_ms: 100' }),
        authService('login.shop', { namespace: 'carts', more: 'timeout_ms: 900' }),
      ],
      expect: [{ on: 'AuthService carts/gate' }],
    },
    'Edge Stack’s built-in service and one’s own': {
      given: [
        gateway({ image: 'docker.io/datawire/aes:3.9.0' }),
        authService('127.0.0.1:8500', {
          name: 'a',
          more: 'proto: grpc, protocol_version: v3, ambassador_id: [_automatic_]',
        }),
        authService('login.shop', { more: 'proto: grpc, protocol_version: v3' }),
      ],
      expect: [{ on: 'AuthService shop/a' }],
    },
    'of three only the one in the middle cannot be mixed': {
      given: [
        gateway(),
        authService('one.shop', { name: 'a' }),
        authService('https://two.shop', { name: 'b' }),
        authService('three.shop', { name: 'c' }),
      ],
      expect: [{ on: 'AuthService shop/a' }],
    },
  },
});
