import { mappingPortIsTargetPort } from '../../../src/checks/mappings/mapping-port-is-targetport.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping, service, tcpMapping, workload } from './yaml.ts';

testCheck(mappingPortIsTargetPort, {
  clean: {
    'the port of the Service': { given: [mapping('cart', 'service: "cart:80"'), service('cart')] },
    'a number that is port and targetPort': {
      given: [mapping('cart', 'service: "cart:8080"'), service('cart', 'ports: [{ port: 8080 }]')],
    },
    'a targetPort that another port of the Service bears as its own': {
      given: [
        mapping('cart', 'service: "cart:8080"'),
        service('cart', 'ports: [{ name: a, port: 80, targetPort: 8080 }, { name: b, port: 8080, targetPort: 9000 }]'),
      ],
    },
    'neither, which is another finding': { given: [mapping('cart', 'service: "cart:9000"'), service('cart')] },
    'a headless Service': {
      given: [mapping('cart', 'service: "cart:8080"'), service('cart', 'clusterIP: None'), workload('cart')],
    },
    'an endpoint resolver': {
      given: [mapping('cart', 'service: "cart:8080", resolver: endpoint'), service('cart')],
    },
    'an ExternalName': {
      given: [
        mapping('cart', 'service: "cart:8080"'),
        service('cart', 'type: ExternalName, externalName: example.com, ports: [{ port: 80, targetPort: 8080 }]'),
      ],
    },
    'a targetPort for UDP': {
      given: [
        mapping('cart', 'service: "cart:8080"'),
        service('cart', 'ports: [{ name: a, port: 80 }, { name: b, port: 81, targetPort: 8080, protocol: UDP }]'),
      ],
    },
    'a port that is a name, which is another finding': {
      given: [mapping('cart', 'service: "cart.shop:web"'), service('cart', 'ports: [{ port: 8080, targetPort: 80 }]')],
    },
  },
  found: {
    'the port of the Pods': {
      given: [mapping('cart', 'service: "http://cart:8080"'), service('cart')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'Mapping shop/cart sends traffic to port 8080 of Service shop/cart; that is the targetPort, the Service itself has 80.',
          mentions: [
            `patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":{"service":"http://cart:80"}}'`,
          ],
          evidence: ['Mapping shop/cart spec.service', 'Service shop/cart spec.ports[80].targetPort'],
        },
      ],
    },
    'the default port, which is the targetPort': {
      given: [mapping('cart', 'service: cart'), service('cart', 'ports: [{ port: 8080, targetPort: 80 }]')],
      expect: [{ on: 'Mapping shop/cart', mentions: ['"service":"cart:8080"'] }],
    },
    'a selector-less Service, and a TCPMapping': {
      given: [
        mapping('front'),
        service('front'),
        tcpMapping('queue', 'service: "queue.shop:8080"'),
        service('queue', 'selector: {}'),
      ],
      expect: [{ on: 'TCPMapping shop/queue' }],
    },
    'a shadow': {
      given: [
        mapping('cart'),
        mapping('copy', 'prefix: /cart/, service: "cart.shop:8080", shadow: true'),
        service('cart'),
      ],
      expect: [{ on: 'Mapping shop/copy', severity: 'warning' }],
    },
  },
});
