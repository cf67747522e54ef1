import { lbCookieNoTtl } from '../../../src/checks/balance/lb-cookie-no-ttl.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping } from './yaml.ts';

const sticky = (cookie: string, name = 'web', more = 'resolver: endpoint') =>
  mapping(name, `load_balancer: { policy: ring_hash, cookie: { ${cookie} } }, ${more}`);
const module = (config: string) => `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { ${config} } }
`;
const FOR_ALL = 'load_balancer: { policy: maglev, cookie: { name: sticky } }';

testCheck(lbCookieNoTtl, {
  clean: {
    'a ttl': { given: sticky('name: sticky, ttl: 60s') },
    'a cookie of the browser session, ttl 0s': { given: sticky('name: sticky, ttl: 0s') },
    'a cookie that Java sets': { given: sticky('name: JSESSIONID') },
    'a cookie that Rails sets': { given: sticky('name: _shop_session') },
    'no cookie': { given: mapping('web', 'load_balancer: { policy: ring_hash, header: x-user }, resolver: endpoint') },
    'a Mapping that Emissary drops for want of an endpoint resolver': {
      given: sticky('name: sticky', 'web', 'weight: 1'),
    },
    'a cookie without name, which Emissary refuses': { given: sticky('path: /') },
    'the Module says it, and its resolver knows one address': { given: [module(FOR_ALL), mapping('web')] },
    'the Module says it, and the one Mapping has a load balancer of its own': {
      given: [module(`${FOR_ALL}, resolver: endpoint`), mapping('web', 'load_balancer: { policy: round_robin }')],
    },
    'the Module has a ttl': {
      given: [
        module('resolver: endpoint, load_balancer: { policy: maglev, cookie: { name: a, ttl: 0s } }'),
        mapping('web'),
      ],
    },
  },
  found: {
    'no ttl': {
      given: sticky('name: sticky-session'),
      expect: [
        {
          on: 'Mapping shop/web',
          severity: 'warning',
          says: 'Mapping shop/web keeps clients on one Pod by the cookie sticky-session, and has no ttl for it, so the gateway never sets it.',
          mentions: [
            `patch mappings.v3alpha1.getambassador.io web --type=merge -p '{"spec":{"load_balancer":{"cookie":{"ttl":"3600s"}}}}'`,
          ],
          evidence: ['Mapping shop/web spec.load_balancer.cookie.ttl'],
        },
      ],
    },
    'an empty ttl': { given: sticky('name: sticky, ttl: ""'), expect: [{ on: 'Mapping shop/web' }] },
    'a name that the application may set itself': {
      given: sticky('name: session'),
      expect: [{ on: 'Mapping shop/web', severity: 'info' }],
    },
    'once for a route, with a command for each member': {
      given: [sticky('name: sticky'), sticky('name: sticky', 'web-next', 'resolver: endpoint, weight: 10')],
      expect: [
        {
          on: 'Mapping shop/web-next',
          mentions: [
            'patch mappings.v3alpha1.getambassador.io web ',
            'patch mappings.v3alpha1.getambassador.io web-next ',
          ],
          related: ['Mapping shop/web'],
        },
      ],
    },
    'the Module says it for all, once': {
      given: [module(`${FOR_ALL}, resolver: endpoint`), mapping('web'), mapping('api').replace('/shop/', '/api/')],
      expect: [
        {
          on: 'Module emissary/ambassador',
          severity: 'warning',
          mentions: [`'{"spec":{"config":{"load_balancer":{"cookie":{"ttl":"3600s"}}}}}'`],
          related: ['Mapping shop/web', 'Mapping shop/api'],
        },
      ],
    },
  },
});
