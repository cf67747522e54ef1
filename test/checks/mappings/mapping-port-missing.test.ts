import { mappingPortMissing } from '../../../src/checks/mappings/mapping-port-missing.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping, pod, service, tcpMapping, workload } from './yaml.ts';

const HEADLESS = service('cart', 'clusterIP: None');
const NAMED = service('cart', 'clusterIP: None, ports: [{ port: 80, targetPort: http }]');

testCheck(mappingPortMissing, {
  clean: {
    'a port of the Service': { given: [mapping('cart', 'service: "cart:80"'), service('cart')] },
    'no port, and the Service has 80': { given: [mapping('cart'), service('cart')] },
    'https and no port, and the Service has 443': {
      given: [mapping('cart', 'service: "https://cart.shop"'), service('cart', 'ports: [{ port: 443 }]')],
    },
    'one of several ports': {
      given: [
        mapping('cart', 'service: "cart:9000"'),
        service('cart', 'ports: [{ port: 80, name: a }, { port: 9000, name: b }]'),
      ],
    },
    'a targetPort, which is another finding': { given: [mapping('cart', 'service: "cart:8080"'), service('cart')] },
    'an ExternalName': {
      given: [
        mapping('cart', 'service: "cart:8443"'),
        service('cart', 'type: ExternalName, externalName: example.com'),
      ],
    },
    'an ExternalName with ports for the reader': {
      given: [
        mapping('cart', 'service: "cart:8443"'),
        service('cart', 'type: ExternalName, externalName: example.com, ports: [{ port: 80 }]'),
      ],
    },
    'a headless Service without ports': {
      given: [mapping('cart', 'service: "cart:9000"'), service('cart', 'clusterIP: None, ports: []')],
    },
    'the port of the Pods of a headless Service': {
      given: [mapping('cart', 'service: "cart:8080"'), HEADLESS, workload('cart')],
    },
    'a port that the Pods of a headless Service declare beside': {
      given: [
        mapping('cart', 'service: "cart:9000"'),
        HEADLESS,
        workload('cart', { containers: '[{ name: app, ports: [{ containerPort: 8080 }, { containerPort: 9000 }] }]' }),
      ],
    },
    'a port that only the Pods themselves show, because a sidecar was put in': {
      given: [
        mapping('cart', 'service: "cart:9000"'),
        HEADLESS,
        workload('cart'),
        pod('cart-1', 'ready', { ports: '[{ containerPort: 8080 }, { containerPort: 9000 }]' }),
      ],
    },
    'a headless Service whose Pods declare nothing': {
      given: [mapping('cart'), HEADLESS, workload('cart', { containers: '[{ name: app }]' })],
    },
    'a headless Service whose Pods nobody could read': {
      given: [mapping('cart'), HEADLESS],
      gaps: [
        { kind: 'Pod', reason: 'forbidden' },
        { kind: 'Deployment', reason: 'forbidden' },
      ],
    },
    'a headless Service, and the number of a named port': {
      given: [mapping('cart', 'service: "cart:8080"'), NAMED, workload('cart')],
    },
    'a headless Service with a named port whose number nobody knows': {
      given: [mapping('cart', 'service: "cart:8080"'), NAMED],
    },
    'an endpoint resolver and the port of a headless Service': {
      given: [mapping('cart', 'service: "cart:80", resolver: endpoint'), HEADLESS, workload('cart')],
    },
    'an endpoint resolver and a targetPort': {
      given: [mapping('cart', 'service: "cart:8080", resolver: endpoint'), service('cart')],
    },
    'a selector-less Service with Endpoints written by hand': {
      given: [mapping('cart', 'service: "cart:80"'), service('cart', 'selector: {}')],
    },
    'a port that is a name, which is another finding': {
      given: [mapping('cart', 'service: "cart.shop:web"'), service('cart', 'ports: [{ port: 9000, name: web }]')],
    },
    'a Service that does not exist, which is another finding': {
      given: [mapping('cart', 'service: "crat:9000"'), service('cart')],
    },
    'a host outside': { given: [mapping('cart', 'service: "api.example.com:9000"'), service('cart')] },
    'a redirect': { given: [mapping('cart', 'service: "cart.shop:9000", host_redirect: true'), service('cart')] },
  },
  found: {
    'a port that is nowhere': {
      given: [mapping('cart', 'service: "cart.shop:9000"'), service('cart', 'ports: [{ name: web, port: 8000 }]')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'Mapping shop/cart sends traffic to port 9000 of Service shop/cart, which has 8000 (web).',
          mentions: [
            `patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":{"service":"cart.shop:8000"}}'`,
          ],
          evidence: ['Mapping shop/cart spec.service', 'Service shop/cart spec.ports'],
        },
      ],
    },
    'no port, and the Service has another than 80': {
      given: [mapping('cart', 'service: cart'), service('cart', 'ports: [{ port: 8000 }]')],
      expect: [
        { on: 'Mapping shop/cart', mentions: ['port 80, the default for clear traffic, of', '"service":"cart:8000"'] },
      ],
    },
    'https and no port, and the Service has only 80': {
      given: [mapping('cart', 'service: "https://cart"'), service('cart')],
      expect: [{ on: 'Mapping shop/cart', mentions: ['port 443, the default for TLS,', 'http://cart:80'] }],
    },
    'https and no port, and the Service has another port for TLS': {
      given: [mapping('cart', 'service: "https://cart"'), service('cart', 'ports: [{ name: https, port: 8443 }]')],
      expect: [{ on: 'Mapping shop/cart', mentions: ['"service":"https://cart:8443"'] }],
    },
    'several ports to choose from, so no command': {
      given: [
        mapping('cart', 'service: cart'),
        service('cart', 'ports: [{ port: 8000, name: a }, { port: 9000, name: b }]'),
      ],
      expect: [{ on: 'Mapping shop/cart', mentions: ['cart:8000 or cart:9000', 'which has 8000 (a), 9000 (b).'] }],
    },
    'a port that is there for UDP only': {
      given: [mapping('dns', 'service: "dns:53"'), service('dns', 'ports: [{ port: 53, protocol: UDP }]')],
      expect: [{ on: 'Mapping shop/dns', mentions: ['which has 53 UDP.', 'once it has one for TCP'] }],
    },
    'the port of a headless Service in place of that of its Pods': {
      given: [mapping('cart', 'service: cart'), HEADLESS, workload('cart')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          mentions: ['which has 8080 on its Pods, which is what counts (it is headless).', '"service":"cart:8080"'],
        },
      ],
    },
    'a port of a headless Service that its Pods do not declare, but could listen on': {
      given: [mapping('cart', 'service: "cart:9000"'), HEADLESS, workload('cart')],
      expect: [{ on: 'Mapping shop/cart', severity: 'warning' }],
    },
    'the port of a headless Service in place of the number of a name': {
      given: [mapping('cart', 'service: cart'), NAMED, workload('cart')],
      expect: [{ on: 'Mapping shop/cart', severity: 'error', mentions: ['"service":"cart:8080"'] }],
    },
    'a port that is nowhere, with an endpoint resolver': {
      given: [mapping('cart', 'service: "cart:9000", resolver: endpoint'), service('cart')],
      expect: [{ on: 'Mapping shop/cart' }],
    },
    'a selector-less Service': {
      given: [mapping('cart', 'service: "cart:9000"'), service('cart', 'selector: {}')],
      expect: [{ on: 'Mapping shop/cart' }],
    },
    'several Mappings to one Service': {
      given: [
        mapping('cart', 'service: "cart:9000"'),
        mapping('basket', 'service: "cart:80"'),
        tcpMapping('queue', 'service: "cart:9001"'),
        service('cart'),
      ],
      expect: [
        { on: 'Mapping shop/cart' },
        { on: 'TCPMapping shop/queue', mentions: ['patch tcpmappings.v3alpha1.getambassador.io queue'] },
      ],
    },
    'a shadow': {
      given: [
        mapping('cart'),
        mapping('copy', 'prefix: /cart/, service: "cart.shop:9000", shadow: true'),
        service('cart'),
      ],
      expect: [{ on: 'Mapping shop/copy', severity: 'warning' }],
    },
  },
});
