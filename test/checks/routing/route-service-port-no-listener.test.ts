import { routeServicePortNoListener } from '../../../src/checks/routing/route-service-port-no-listener.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, PLAIN } from './yaml.ts';

const withPort = (port: string) => GATEWAY.replace('ports: [{ name: http, port', `ports: [${port}, { name: http, port`);
const secure = [host('shop.test', 'tlsSecret: { name: shop-tls }'), tlsSecret({ name: 'shop-tls' })];

testCheck(routeServicePortNoListener, {
  clean: {
    'port 443 of a chart, and no Host has TLS': { given: PLAIN },
    'port 80 of a chart, and only https is served': {
      given: [GATEWAY, listener(8443, 'protocol: HTTPS, securityModel: XFP'), ...secure],
    },
    'the administration': { given: [withPort('{ name: admin, port: 8877, targetPort: 8877 }'), ...PLAIN.slice(1)] },
    'a sidecar': {
      given: [
        withPort('{ name: metrics, port: 9102, targetPort: 9102 }').replace(
          '      containers:\n',
          '      containers:\n        - { name: exporter, image: prom/statsd-exporter, ports: [{ containerPort: 9102 }] }\n',
        ),
        ...PLAIN.slice(1),
      ],
    },
    'a TCPMapping': {
      given: [
        withPort('{ name: db, port: 5432, targetPort: 5432 }'),
        ...PLAIN.slice(1),
        'kind: TCPMapping\nmetadata: { name: db, namespace: shop }\nspec: { port: 5432, service: db }',
      ],
    },
    'no Listeners, which is route-no-listener': {
      given: [withPort('{ name: more, port: 9000, targetPort: 9000 }'), host('shop.test')],
    },
    'a Listener there that takes no Host': {
      given: [
        withPort('{ name: more, port: 9000, targetPort: 9000 }'),
        ...PLAIN.slice(1),
        listener(9000, 'protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: SELF } }'),
      ],
    },
    'Listeners that could not be read': {
      given: [withPort('{ name: more, port: 9000, targetPort: 9000 }'), ...PLAIN.slice(1)],
      gaps: [{ kind: 'Listener', namespace: 'other', reason: 'forbidden' }],
    },
  },
  found: {
    'a port that somebody added': {
      given: [withPort('{ name: more, port: 9000, targetPort: 9000 }'), ...PLAIN.slice(1)],
      expect: [
        {
          on: 'Service emissary/emissary-ingress',
          severity: 'warning',
          says: 'Port 9000 of Service emissary/emissary-ingress leads to port 9000 of the gateway, and no Listener or TCPMapping is there; Listeners are on 8080.',
        },
      ],
    },
    'port 443, and Hosts have certificates': {
      given: [GATEWAY, listener(8080), ...secure],
      expect: [{ on: 'Service emissary/emissary-ingress', severity: 'error', mentions: ['Port 443', 'port 8443'] }],
    },
  },
});
