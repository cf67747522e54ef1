import { authProtocolVersion } from '../../../src/checks/auth/auth-protocol-version.ts';
import { testCheck } from '../../support/check-tester.ts';
import { authService, gateway } from '../gateway/given.ts';

testCheck(authProtocolVersion, {
  clean: {
    'HTTP needs no version': {
      given: [gateway(), authService('login.shop', { more: 'proto: http, protocol_version: v2' })],
    },
    'HTTP is the default': { given: [gateway(), authService('login.shop')] },
    'an old gateway takes v2': {
      given: [gateway({ version: '2.5.1' }), authService('login.shop', { more: 'proto: grpc' })],
    },
    'Edge Stack’s built-in service': {
      given: [
        gateway({ image: 'docker.io/datawire/aes:3.9.0' }),
        authService('127.0.0.1:8500', { more: 'proto: grpc, ambassador_id: [_automatic_]' }),
      ],
    },
    'it is meant for another gateway': {
      given: [gateway(), authService('login.shop', { more: 'proto: grpc, ambassador_id: [other]' })],
    },
  },
  found: {
    'no version, which is v2': {
      given: [gateway({ version: '3.0.0' }), authService('login.shop', { more: 'proto: grpc' })],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'critical',
          says: 'AuthService shop/gate speaks gRPC with protocol_version v2 (the default); Emissary 3 and later take v3 only.',
          mentions: ['answers every request with 500', `-p '{"spec":{"protocol_version":"v3"}}'`],
          evidence: ['AuthService shop/gate spec.protocol_version'],
        },
      ],
    },
    'v2, in a sidecar of the gateway': {
      given: [gateway(), authService('127.0.0.1:3000', { more: 'proto: grpc' })],
      expect: [{ on: 'AuthService shop/gate', severity: 'critical' }],
    },
    'v2, and the gateway’s version is not known': {
      given: [gateway({ version: 'main' }), authService('login.shop', { more: 'proto: grpc, protocol_version: v2' })],
      expect: [{ on: 'AuthService shop/gate', severity: 'warning', mentions: ['From version 3 on'] }],
    },
  },
});
