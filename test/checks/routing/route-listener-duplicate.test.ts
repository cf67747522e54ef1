import { routeListenerDuplicate } from '../../../src/checks/routing/route-listener-duplicate.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, listener, PLAIN } from './yaml.ts';

const HTTP = 'protocol: HTTP, securityModel: INSECURE';
const QUIC = 'protocolStack: [TLS, HTTP, UDP], securityModel: XFP';

testCheck(routeListenerDuplicate, {
  clean: {
    'two ports': { given: [...PLAIN, listener(8443)] },
    'TCP and UDP on one port': {
      given: [GATEWAY, listener(8443, 'protocol: HTTPS, securityModel: XFP'), listener(8443, QUIC, 'quic')],
    },
    'another installation': { given: [...PLAIN, listener(8080, `${HTTP}, ambassador_id: [north]`, 'other')] },
    'one that Emissary refuses anyway': { given: [...PLAIN, listener(8080, 'protocol: HTTP', 'other')] },
  },
  found: {
    'other settings': {
      given: [...PLAIN, listener(8080, 'protocol: HTTPS, securityModel: XFP', 'other')],
      expect: [
        {
          on: 'Listener emissary/other',
          severity: 'error',
          says: 'Listener emissary/other wants port 8080, which Listener emissary/l8080 has already, so it does not exist for the gateway.',
          related: ['Listener emissary/l8080'],
        },
      ],
    },
    'the same once more': {
      given: [...PLAIN, listener(8080, HTTP, 'other')],
      expect: [
        { on: 'Listener emissary/other', severity: 'info', mentions: ['kubectl -n emissary delete listener other'] },
      ],
    },
    'UDP twice': {
      given: [GATEWAY, listener(8443, QUIC, 'a'), listener(8443, QUIC, 'b')],
      expect: [{ on: 'Listener emissary/b' }],
    },
  },
});
