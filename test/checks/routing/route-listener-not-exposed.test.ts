import { routeListenerNotExposed } from '../../../src/checks/routing/route-listener-not-exposed.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, PLAIN } from './yaml.ts';

const MORE = listener(9090);
const TLS_ONLY = GATEWAY.replace(', { name: https, port: 443, targetPort: https }', '');

testCheck(routeListenerNotExposed, {
  clean: {
    'ports by number and by name': {
      given: [...PLAIN, listener(8443, 'protocol: HTTPS, securityModel: XFP')],
    },
    'a hostPort': {
      given: [GATEWAY.replace('containerPort: 8877', 'containerPort: 9090, hostPort: 9090'), ...PLAIN.slice(1), MORE],
    },
    'the network of the node': {
      given: [
        GATEWAY.replace('spec:\n      containers', 'spec:\n      hostNetwork: true\n      containers'),
        ...PLAIN.slice(1),
        MORE,
      ],
    },
    'Services that lead to no Listener at all: something else brings the traffic': {
      given: [GATEWAY, listener(9090), host('shop.test')],
    },
    'a target port whose name nothing declares': {
      given: [GATEWAY.replace('targetPort: https', 'targetPort: tls'), ...PLAIN.slice(1), MORE],
    },
    'no gateway in sight': { given: [...PLAIN.slice(1), MORE] },
    'Services that could not be read': {
      given: [...PLAIN, MORE],
      gaps: [{ kind: 'Service', namespace: 'emissary', reason: 'forbidden' }],
    },
    'a Listener that takes no Host, which is another finding': {
      given: [
        ...PLAIN,
        listener(9090, 'protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: SELF } }'),
      ],
    },
    'a port of its own for a TCPMapping': {
      given: [...PLAIN, 'kind: TCPMapping\nmetadata: { name: db, namespace: shop }\nspec: { port: 5432, service: db }'],
    },
  },
  found: {
    'one more Listener for what another one serves as well': {
      given: [...PLAIN, MORE],
      expect: [
        {
          on: 'Listener emissary/l9090',
          severity: 'warning',
          says: 'Listener emissary/l9090 listens on port 9090, and no Service of the gateway leads there: they lead to 8080, 8443.',
          related: ['Service emissary/emissary-ingress'],
        },
      ],
    },
    'the only one with TLS': {
      given: [TLS_ONLY, ...PLAIN.slice(1), listener(8443, 'protocol: HTTPS, securityModel: XFP')],
      expect: [{ on: 'Listener emissary/l8443', severity: 'error' }],
    },
  },
});
