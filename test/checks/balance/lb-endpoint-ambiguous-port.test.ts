import { lbEndpointAmbiguousPort } from '../../../src/checks/balance/lb-endpoint-ambiguous-port.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping, service, tcpMapping, workload } from '../mappings/yaml.ts';

const asking = (text: string, more = ', resolver: endpoint') => mapping('cart', `service: "${text}"${more}`);
/** Ready addresses with these ports, written by hand. */
const endpoints = (ports: string, addresses = 'addresses: [{ ip: 10.0.0.1 }]') => `
kind: Endpoints
metadata: { name: cart, namespace: shop }
subsets: [{ ${addresses}, ports: ${ports} }]
`;
const TWO =
  'selector: {}, ports: [{ name: web, port: 80, targetPort: 8080 }, { name: admin, port: 81, targetPort: 8081 }]';
const BY_NAME = 'ports: [{ name: web, port: 80, targetPort: http }, { name: admin, port: 81, targetPort: 8081 }]';

testCheck(lbEndpointAmbiguousPort, {
  clean: {
    'the port of the Service': { given: [asking('cart:80'), service('cart')] },
    'the targetPort, and the usual resolver: mapping-port-is-targetport says it': {
      given: [asking('cart:8080', ''), service('cart')],
    },
    'a port that is nowhere: mapping-port-missing says it': { given: [asking('cart:9000'), service('cart')] },
    'a number that is port and targetPort': {
      given: [asking('cart:8080'), service('cart', 'ports: [{ port: 8080 }]')],
    },
    'an ExternalName': { given: [asking('cart:8080'), service('cart', 'type: ExternalName, externalName: x.test')] },
    'a Service that is not there': { given: [asking('crat:8080'), service('cart')] },
    'addresses with the number of the targetPort': {
      given: [asking('cart:80'), service('cart', TWO), endpoints('[{ port: 8080 }]')],
    },
    'addresses with the name of the port': {
      given: [asking('cart:80'), service('cart', TWO), endpoints('[{ name: web, port: 9999 }]')],
    },
    'a single port, under which any port of the addresses stands': {
      given: [asking('cart:80'), service('cart', 'selector: {}'), endpoints('[{ name: other, port: 9999 }]')],
    },
    'no address is ready': {
      given: [
        asking('cart:80'),
        service('cart', TWO),
        endpoints('[{ name: x, port: 1 }]', 'notReadyAddresses: [{ ip: 10.0.0.1 }]'),
      ],
    },
    'Pods that do not name the port: mapping-targetport-mismatch says it': {
      given: [
        asking('cart:80'),
        service('cart', BY_NAME),
        workload('cart', { containers: '[{ name: app, ports: [{ name: admin, containerPort: 8081 }] }]' }),
        endpoints('[{ name: admin, port: 8081 }]'),
      ],
    },
    'addresses are not known': { given: [asking('cart:80'), service('cart', TWO)] },
  },
  found: {
    'the targetPort': {
      given: [asking('http://cart:8080'), service('cart')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'Mapping shop/cart asks its endpoint resolver for port 8080 of Service shop/cart, and finds no address there: that is the targetPort, the Service itself has 80.',
          mentions: [
            `patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":{"service":"http://cart:80"}}'`,
          ],
          evidence: ['Mapping shop/cart spec.service', 'Service shop/cart spec.ports'],
        },
      ],
    },
    'addresses written by hand, whose ports have no name of the Service': {
      given: [
        asking('cart:80'),
        service('cart', TWO),
        endpoints('[{ name: http, port: 9090 }, { name: admin, port: 8081 }]'),
      ],
      expect: [
        {
          on: 'Mapping shop/cart',
          mentions: [
            'its addresses have 9090 (http), 8081 (admin).',
            'Give the port in the Endpoints cart the name that it has in the Service cart.',
          ],
        },
      ],
    },
    'a protocol that is no way to a Pod': {
      given: [asking('cart:80'), service('cart', TWO), endpoints('[{ name: web, port: 8080, protocol: SCTP }]')],
      expect: [{ on: 'Mapping shop/cart' }],
    },
    'a shadow': {
      given: [
        mapping('web'),
        mapping('cart', 'prefix: /web/, service: "cart:8080", resolver: endpoint, shadow: true'),
        service('web'),
        service('cart'),
      ],
      expect: [{ on: 'Mapping shop/cart', severity: 'warning' }],
    },
    'a TCPMapping': {
      given: [
        tcpMapping('cart', 'service: "cart.shop:8080", resolver: endpoint'),
        mapping('other'),
        service('other'),
        service('cart'),
      ],
      expect: [{ on: 'TCPMapping shop/cart' }],
    },
  },
});
