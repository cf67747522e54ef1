import { jwksUnreachable } from '../../../src/checks/auth/jwks-unreachable.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, service } from '../gateway/given.ts';

const AES = gateway({ image: 'docker.io/datawire/aes:3.9.0' });
const filter = (uri: string) => `
kind: Filter
metadata: { name: login, namespace: shop }
spec: { JWT: { jwksURI: "${uri}" } }`;
const NAMESPACE = 'kind: Namespace\nmetadata: { name: shop }';

testCheck(jwksUnreachable, {
  clean: {
    'an address outside': { given: [AES, filter('https://login.example.com/jwks')] },
    'the Service and its port': { given: [AES, filter('http://login.shop.svc:3000/jwks'), service('login')] },
    'a name that could be outside': { given: [AES, filter('http://login.example/jwks'), NAMESPACE] },
    'a bare name': { given: [AES, filter('http://login/jwks')] },
    'no address at all': { given: [AES, filter('none')] },
    'its namespace was not looked at': {
      given: [AES, filter('http://login.shop.svc/jwks')],
      namespaces: ['emissary'],
    },
    'a headless Service': {
      given: [AES, filter('http://login.shop.svc/jwks'), service('login', { more: 'clusterIP: None' })],
    },
    'no gateway reads it': { given: [gateway(), filter('http://login.shop.svc/jwks')] },
  },
  found: {
    'a typing mistake': {
      given: [AES, filter('http://login.shop/jwks'), NAMESPACE, service('logins')],
      expect: [
        {
          on: 'Filter shop/login',
          severity: 'warning',
          says: 'Filter shop/login gets its keys from login.shop, and there is no such Service.',
          mentions: ['Correct spec.JWT.jwksURI: the nearest name is logins.shop.'],
          evidence: ['Filter shop/login spec.JWT.jwksURI'],
        },
      ],
    },
    'a port that the Service does not have': {
      given: [filter('https://login.shop.svc.cluster.local/jwks'), service('login')],
      expect: [
        {
          on: 'Filter shop/login',
          mentions: ['login.shop.svc.cluster.local:443', 'which has only port 3000'],
          evidence: ['Service shop/login spec.ports'],
        },
      ],
    },
  },
});
