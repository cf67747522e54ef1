import { authBypassReview } from '../../../src/checks/auth/auth-bypass-review.ts';
import { testCheck } from '../../support/check-tester.ts';
import { authService, gateway } from '../gateway/given.ts';

const GATED = [gateway(), authService('login.shop')];
const mapping = (name: string, spec: string, hostname = 'shop.example.com') => `
kind: Mapping
metadata: { name: ${name}, namespace: shop }
spec: { hostname: "${hostname}", service: cart.shop, ${spec} }`;

testCheck(authBypassReview, {
  clean: {
    'no Mapping bypasses': { given: [...GATED, mapping('cart', 'prefix: /cart/')] },
    'there is no AuthService': {
      given: [
        gateway(),
        mapping('cart', 'prefix: /, bypass_auth: true', '*'),
        mapping('old', 'prefix: /, host_redirect: false'),
      ],
    },
    'a redirect': { given: [...GATED, mapping('cart', 'prefix: /, host_redirect: true, bypass_auth: true', '*')] },
    'what is meant as a redirect: that is another finding': {
      given: [...GATED, mapping('old', 'prefix: /old/, path_redirect: /new/, host_redirect: false')],
    },
    'another gateway’s Mapping': {
      given: [...GATED, mapping('cart', 'prefix: /, bypass_auth: true, ambassador_id: [other]', '*')],
    },
  },
  found: {
    'a login page, a callback and one path of every host, together': {
      given: [
        ...GATED,
        mapping('login', 'prefix: /login/, bypass_auth: true'),
        mapping('callback', 'prefix: /callback, bypass_auth: true', '*'),
        mapping('home', 'prefix: /, prefix_exact: true, bypass_auth: true', '*'),
        mapping('site', 'prefix: /, bypass_auth: true', 'www.example.com'),
      ],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'info',
          says: 'Mapping shop/callback, Mapping shop/home, Mapping shop/login, Mapping shop/site can be reached without asking AuthService shop/gate (bypass_auth).',
          related: ['Mapping shop/site'],
          evidence: ['Mapping shop/login spec.bypass_auth'],
        },
      ],
    },
    'everything of every host': {
      given: [...GATED, mapping('all', 'prefix: /, bypass_auth: true', '*')],
      expect: [
        {
          on: 'Mapping shop/all',
          severity: 'info',
          says: 'Mapping shop/all can be reached without asking AuthService shop/gate, and it takes every path of every host that nothing else takes.',
        },
      ],
    },
    'host_redirect: false, which nobody expects to open a door': {
      given: [...GATED, mapping('admin', 'prefix: /admin/, host_redirect: false')],
      expect: [
        {
          on: 'Mapping shop/admin',
          severity: 'warning',
          says: 'Mapping shop/admin can be reached without asking AuthService shop/gate: host_redirect: false switches authentication off.',
          mentions: [`-p '{"spec":{"host_redirect":null}}'`],
          evidence: ['Mapping shop/admin spec.host_redirect'],
        },
      ],
    },
  },
});
