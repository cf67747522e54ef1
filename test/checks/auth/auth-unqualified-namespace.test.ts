import { authUnqualifiedNamespace } from '../../../src/checks/auth/auth-unqualified-namespace.ts';
import { testCheck } from '../../support/check-tester.ts';
import { authService, gateway, service } from '../gateway/given.ts';

testCheck(authUnqualifiedNamespace, {
  clean: {
    'the Service is beside the gateway only': {
      given: [gateway(), authService('login:3000'), service('login', { namespace: 'emissary' })],
    },
    'the AuthService is beside the gateway': {
      given: [
        gateway(),
        authService('login:3000', { namespace: 'emissary' }),
        service('login', { namespace: 'emissary' }),
      ],
    },
    'the name has its namespace': { given: [gateway(), authService('login.shop:3000'), service('login')] },
    'the Service is nowhere: that is another finding': { given: [gateway(), authService('login:3000')] },
    'no gateway was found': { given: [authService('login:3000'), service('login')] },
    'the gateway’s namespace was not looked at': {
      given: [gateway(), authService('login:3000'), service('login')],
      namespaces: ['shop'],
    },
    'the Module’s resolver finds endpoints, and looks beside the AuthService': {
      given: [
        gateway(),
        authService('login:3000'),
        service('login'),
        'kind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: { resolver: endpoint } }',
      ],
    },
  },
  found: {
    'the Service is beside the AuthService only': {
      given: [gateway(), authService('http://login:3000'), service('login')],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'critical',
          says: 'AuthService shop/gate asks http://login:3000 without a namespace: the gateway looks beside itself, in emissary, where there is none; login is in shop.',
          mentions: ['"auth_service":"http://login.shop:3000"', 'is answered with 403'],
          evidence: ['AuthService shop/gate spec.auth_service', 'Service shop/login metadata.namespace'],
        },
      ],
    },
    'there is one of that name in both namespaces': {
      given: [gateway(), authService('login:3000'), service('login'), service('login', { namespace: 'emissary' })],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'warning',
          says: 'AuthService shop/gate asks login:3000 without a namespace: the gateway looks beside itself, in emissary, and finds another login there.',
          mentions: ['Write the namespace into spec.auth_service: login.shop:3000.'],
        },
      ],
    },
    'a RateLimitService likewise': {
      given: [
        gateway(),
        service('limit'),
        'kind: RateLimitService\nmetadata: { name: r, namespace: shop }\nspec: { service: limit, protocol_version: v3 }',
      ],
      expect: [{ on: 'RateLimitService shop/r', severity: 'error', mentions: ['"service":"limit.shop"'] }],
    },
  },
});
