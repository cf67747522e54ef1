import { authServiceMissing } from '../../../src/checks/auth/auth-service-missing.ts';
import { testCheck } from '../../support/check-tester.ts';
import { authService, gateway, service } from '../gateway/given.ts';

testCheck(authServiceMissing, {
  clean: {
    'the Service stands beside the gateway': {
      given: [gateway(), authService('login:3000'), service('login', { namespace: 'emissary' })],
    },
    'the Service stands beside the AuthService only: that is another finding': {
      given: [gateway(), authService('login:3000'), service('login')],
    },
    'Edge Stack asks its own Pod': { given: [gateway(), authService('127.0.0.1:8500', { more: 'proto: grpc' })] },
    'a name outside the cluster': { given: [gateway(), authService('https://login.example.com')] },
    'its namespace was not looked at': {
      given: [gateway(), authService('login.shop:3000')],
      namespaces: ['emissary'],
    },
    'a bare name, and no gateway that tells where to look': { given: [authService('login:3000')] },
    'a bare name, and the gateway does not say its own namespace': {
      given: [gateway().replace('AMBASSADOR_NAMESPACE', 'OTHER'), authService('login:3000')],
    },
    'it is meant for a gateway that is not in this cluster': {
      given: [gateway(), authService('login.shop', { more: 'ambassador_id: [other]' }), service('cart')],
    },
    'the gateway reads its own namespace only': {
      given: [gateway({ env: { AMBASSADOR_SINGLE_NAMESPACE: 'true' } }), authService('login.shop'), service('cart')],
    },
    'a LogService that is not used, because it is for Envoy’s old protocol': {
      given: [
        gateway(),
        service('cart'),
        'kind: LogService\nmetadata: { name: l, namespace: shop }\nspec: { service: log.shop, driver: tcp, driver_config: {} }',
      ],
    },
  },
  found: {
    'a typing mistake': {
      given: [gateway(), authService('login.shop:3000'), service('logins')],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'critical',
          says: 'AuthService shop/gate asks login.shop, and there is no such Service. The nearest name is logins.shop.',
          mentions: [
            'is answered with 403',
            `kubectl -n shop patch authservices.v3alpha1.getambassador.io gate --type=merge -p '{"spec":{"auth_service":"logins.shop:3000"}}'`,
          ],
          evidence: ['AuthService shop/gate spec.auth_service'],
        },
      ],
    },
    'a typing mistake in a bare name, which is looked up beside the gateway': {
      given: [gateway(), authService('http://login'), service('logins', { namespace: 'emissary' })],
      expect: [
        {
          on: 'AuthService shop/gate',
          says: 'AuthService shop/gate asks login.emissary, and there is no such Service. The nearest name is logins.emissary.',
          mentions: ['"auth_service":"http://logins"'],
        },
      ],
    },
    'a Service of that name in a third namespace': {
      given: [
        gateway(),
        authService('login:3000', { more: 'status_on_error: { code: 503 }' }),
        service('login', { namespace: 'auth' }),
      ],
      expect: [
        {
          on: 'AuthService shop/gate',
          says: 'AuthService shop/gate asks login.emissary, and there is no such Service. There is login.auth.',
          mentions: ['is answered with 503', '"auth_service":"login.auth:3000"'],
        },
      ],
    },
    'nothing like it anywhere': {
      given: [gateway(), authService('login.shop', { more: 'failure_mode_allow: true' }), service('cart')],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'error',
          says: 'AuthService shop/gate asks login.shop, and there is no such Service.',
          mentions: ['passes without being checked', 'Create the Service login in namespace shop, or correct'],
        },
      ],
    },
    'once for two gateways, by the one that does not find it': {
      given: [
        gateway(),
        gateway({ name: 'inner', namespace: 'inner' }),
        authService('login:3000'),
        service('login', { namespace: 'emissary' }),
      ],
      expect: [{ on: 'AuthService shop/gate', mentions: ['asks login.inner'] }],
    },
    'a RateLimitService, LogService and TracingService likewise': {
      given: [
        gateway(),
        service('cart'),
        'kind: RateLimitService\nmetadata: { name: r, namespace: shop }\nspec: { service: limit.shop, protocol_version: v3 }',
        'kind: LogService\nmetadata: { name: l, namespace: shop }\nspec: { service: log.shop, driver: tcp, driver_config: {}, protocol_version: v3 }',
        'kind: TracingService\nmetadata: { name: t, namespace: shop }\nspec: { service: trace.shop, driver: zipkin }',
      ],
      expect: [
        { on: 'RateLimitService shop/r', severity: 'error', mentions: ['Nothing is rate limited.'] },
        { on: 'LogService shop/l', severity: 'warning' },
        { on: 'TracingService shop/t', severity: 'warning', evidence: ['TracingService shop/t spec.service'] },
      ],
    },
    'in an annotation, which cannot be patched': {
      given: [
        gateway(),
        `
kind: Service
metadata:
  name: cart
  namespace: shop
  annotations:
    getambassador.io/config: |
      apiVersion: getambassador.io/v3alpha1
      kind: AuthService
      name: gate
      auth_service: crat.shop
spec: { ports: [{ port: 80 }] }`,
      ],
      expect: [{ on: 'AuthService shop/gate', mentions: ['Write cart.shop in spec.auth_service'] }],
    },
  },
});
