import { authFreezeConflict } from '../../../src/checks/auth/auth-freeze-conflict.ts';
import { testCheck } from '../../support/check-tester.ts';
import { authService, gateway } from '../gateway/given.ts';

const GRPC = 'proto: grpc, protocol_version: v3';

testCheck(authFreezeConflict, {
  clean: {
    'two of one kind': {
      given: [gateway(), authService('a.shop', { name: 'a' }), authService('b.shop', { name: 'b' })],
    },
    'one address twice, with two protocols: the later one holds': {
      given: [gateway(), authService('a.shop', { name: 'a' }), authService('a.shop', { name: 'b', more: GRPC })],
    },
    'each for a gateway of its own': {
      given: [
        gateway(),
        authService('a.shop', { name: 'a' }),
        authService('b.shop', { name: 'b', more: `${GRPC}, ambassador_id: [other]` }),
      ],
    },
    'of three the last goes with the first': {
      given: [
        gateway(),
        authService('a.shop', { name: 'a' }),
        authService('b.shop', { name: 'b', more: GRPC }),
        authService('c.shop', { name: 'c' }),
      ],
    },
  },
  found: {
    'two protocols': {
      given: [gateway(), authService('a.shop', { name: 'a' }), authService('b.shop', { name: 'b', more: GRPC })],
      expect: [
        {
          on: 'AuthService shop/b',
          severity: 'critical',
          says: 'AuthService shop/b cannot be mixed with AuthService shop/a: one asks b.shop by gRPC without TLS, the other a.shop by HTTP without TLS.',
          related: ['AuthService shop/a', 'Deployment emissary/emissary-ingress'],
          evidence: ['AuthService shop/a spec.auth_service', 'AuthService shop/b spec.proto'],
        },
      ],
    },
    'TLS on one of them': {
      given: [gateway(), authService('a.shop', { name: 'a' }), authService('https://b.shop', { name: 'b' })],
      expect: [
        { on: 'AuthService shop/b', mentions: ['b.shop by HTTP with TLS, the other a.shop by HTTP without TLS'] },
      ],
    },
  },
});
