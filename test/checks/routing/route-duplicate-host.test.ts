import { routeDuplicateHost } from '../../../src/checks/routing/route-duplicate-host.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, mapping } from './yaml.ts';

const ROUTE = 'requestPolicy: { insecure: { action: Route } }';
const selecting = (team: string) => `${ROUTE}, mappingSelector: { matchLabels: { team: ${team} } }`;
const twins = (one: string, other: string) => [
  host('shop.test', one, { name: 'a' }),
  host('shop.test', other, { name: 'b' }),
];

testCheck(routeDuplicateHost, {
  clean: {
    'two names': { given: [GATEWAY, listener(8080), host('shop.test'), host('pay.test')] },
    'two that agree': { given: [GATEWAY, listener(8080), ...twins(ROUTE, ROUTE), mapping('cart')] },
    'two Listeners, one for each': {
      given: [
        GATEWAY,
        listener(
          8080,
          'protocol: HTTP, securityModel: XFP, hostBinding: { selector: { matchLabels: { at: out } } , namespace: { from: ALL } }',
        ),
        listener(
          8090,
          'protocol: HTTP, securityModel: XFP, hostBinding: { selector: { matchLabels: { at: in } }, namespace: { from: ALL } }',
        ),
        host('shop.test', ROUTE, { name: 'a', labels: '{ at: out }' }),
        host('shop.test', '', { name: 'b', labels: '{ at: in }' }),
      ],
    },
    'another installation': { given: [GATEWAY, listener(8080), ...twins(ROUTE, 'ambassador_id: [north]')] },
    'one that Emissary dropped': { given: [GATEWAY, listener(8080), ...twins(ROUTE, 'tlsSecret: { name: gone }')] },
    'one that lets nothing in there': {
      given: [GATEWAY, listener(8080), ...twins(ROUTE, 'requestPolicy: { insecure: { action: Reject } }')],
    },
  },
  found: {
    'another action': {
      given: [GATEWAY, listener(8080), ...twins('', ROUTE)],
      expect: [
        {
          on: 'Host shop/a',
          severity: 'warning',
          says: 'Host shop/a and Host shop/b are both for shop.test; what Host shop/b says of requests in clear counts.',
          related: ['Host shop/b'],
        },
      ],
    },
    'Mappings of each team, of which one team loses all': {
      given: [
        GATEWAY,
        listener(8080),
        ...twins(selecting('one'), selecting('two')),
        mapping('cart', '', 'labels: { team: one }'),
        mapping('pay', '', 'labels: { team: two }'),
      ],
      expect: [
        {
          on: 'Host shop/a',
          severity: 'error',
          mentions: ['takes the place of the other'],
          related: ['Mapping shop/cart'],
        },
      ],
    },
    'two certificates': {
      given: [
        GATEWAY,
        listener(8443, 'protocol: HTTPS, securityModel: XFP'),
        ...twins(`${ROUTE}, tlsSecret: { name: a-tls }`, `${ROUTE}, tlsSecret: { name: b-tls }`),
        tlsSecret({ name: 'a-tls' }),
        tlsSecret({ name: 'b-tls' }),
        mapping('cart'),
      ],
      expect: [{ on: 'Host shop/b', severity: 'error', mentions: ['the certificate of Host shop/a is served'] }],
    },
    'letter case alone, which Envoy refuses': {
      given: [GATEWAY, listener(8080), host('shop.test'), host('Shop.test', ROUTE, { name: 'capital' })],
      expect: [{ on: 'Host shop/capital', severity: 'critical', mentions: ['letter case alone'] }],
    },
  },
});
