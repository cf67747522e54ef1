import { routeListenerNoHosts } from '../../../src/checks/routing/route-listener-no-hosts.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, PLAIN } from './yaml.ts';

const SELF = 'protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: SELF } }';
const ZONE =
  'protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL }, selector: { matchLabels: { zone: in } } }';

testCheck(routeListenerNoHosts, {
  clean: {
    'a Host for each': { given: PLAIN },
    'no Host at all: the default one is in the namespace of the gateway': { given: [GATEWAY, listener(8080, SELF)] },
    'the only Listener, which is route-host-unlistened': { given: [GATEWAY, listener(8080, SELF), host('shop.test')] },
    'Hosts that let nothing in there': {
      given: [GATEWAY, listener(8080), host('shop.test', 'requestPolicy: { insecure: { action: Reject } }')],
    },
    TCP: { given: [...PLAIN, listener(9000, 'protocol: TCP, securityModel: SECURE')] },
    'Hosts that could not be read': {
      given: [...PLAIN, listener(8090, ZONE)],
      gaps: [{ kind: 'Host', namespace: 'other', reason: 'forbidden' }],
    },
  },
  found: {
    'labels that no Host has': {
      given: [...PLAIN, listener(8090, ZONE)],
      expect: [
        {
          on: 'Listener emissary/l8090',
          severity: 'warning',
          says: 'Listener emissary/l8090 takes none of the Hosts, so port 8090 stays closed.',
          evidence: ['Listener emissary/l8090 spec.hostBinding.selector.matchLabels'],
        },
      ],
    },
    'a namespace without Hosts, beside a Listener that takes them all': {
      given: [...PLAIN, listener(8090, SELF)],
      expect: [{ on: 'Listener emissary/l8090' }],
    },
  },
});
