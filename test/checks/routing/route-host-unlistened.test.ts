import { routeHostUnlistened } from '../../../src/checks/routing/route-host-unlistened.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener } from './yaml.ts';

const SELF = 'protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: SELF } }';
const zone = (value: string) =>
  `protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL }, selector: { matchLabels: { zone: ${value} } } }`;

testCheck(routeHostUnlistened, {
  clean: {
    'all namespaces': { given: [GATEWAY, listener(8080), host('shop.test')] },
    'its own namespace': { given: [GATEWAY, listener(8080, SELF), host('shop.test', '', { namespace: 'emissary' })] },
    'one of two Listeners takes it': { given: [GATEWAY, listener(8080), listener(8090, SELF), host('shop.test')] },
    'labels that it has': {
      given: [GATEWAY, listener(8080, zone('out')), host('shop.test', '', { labels: '{ zone: out }' })],
    },
    'a Host that Emissary dropped': {
      given: [GATEWAY, listener(8080, SELF), host('shop.test', 'tlsSecret: { name: gone }')],
    },
    'a Host that lets nothing in': {
      given: [GATEWAY, listener(8080), host('shop.test', 'requestPolicy: { insecure: { action: Reject } }')],
    },
    'no Listeners, which is route-no-listener': { given: [GATEWAY, host('shop.test')] },
    'Listeners that could not be read in one namespace': {
      given: [GATEWAY, listener(8080, SELF), host('shop.test')],
      gaps: [{ kind: 'Listener', namespace: 'shop', reason: 'forbidden' }],
    },
    'a Host of another installation': {
      given: [GATEWAY, listener(8080, SELF), host('shop.test', 'ambassador_id: [north]')],
    },
  },
  found: {
    'a Listener for its own namespace, once for all Hosts': {
      given: [
        GATEWAY,
        listener(8080, SELF),
        listener(8443, SELF.replace('HTTP', 'HTTPS')),
        host('shop.test'),
        host('pay.test'),
      ],
      expect: [
        {
          on: 'Listener emissary/l8080',
          severity: 'critical',
          says: 'No Listener serves Host shop/pay-test, Host shop/shop-test: Listener emissary/l8080 takes Hosts of its own namespace only.',
          mentions: [
            `kubectl -n emissary patch listeners.v3alpha1.getambassador.io l8080 --type=merge -p '{"spec":{"hostBinding":{"namespace":{"from":"ALL"}}}}'`,
            'patch listeners.v3alpha1.getambassador.io l8443',
          ],
          related: ['Host shop/shop-test', 'Listener emissary/l8443'],
        },
      ],
    },
    'another Host is served': {
      given: [GATEWAY, listener(8080, SELF), host('shop.test'), host('in.test', '', { namespace: 'emissary' })],
      expect: [{ on: 'Listener emissary/l8080', severity: 'error' }],
    },
    'labels that it has not': {
      given: [GATEWAY, listener(8080, zone('out')), host('shop.test'), host('a.test', '', { labels: '{ zone: out }' })],
      expect: [
        {
          on: 'Host shop/shop-test',
          severity: 'error',
          says: 'No Listener serves Host shop/shop-test: it lacks the labels they ask for, zone=out for Listener emissary/l8080.',
          mentions: ['kubectl -n shop label host shop-test zone=out'],
          evidence: ['Host shop/shop-test metadata.labels[zone]'],
        },
      ],
    },
    'a Listener for TCP does not count': {
      given: [GATEWAY, listener(8080, SELF), listener(9000, 'protocol: TCP, securityModel: SECURE'), host('shop.test')],
      expect: [{ on: 'Listener emissary/l8080' }],
    },
  },
});
