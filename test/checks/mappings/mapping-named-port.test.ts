import { mappingNamedPort } from '../../../src/checks/mappings/mapping-named-port.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, mapping, service, tcpMapping } from './yaml.ts';

const WEB = service('cart', 'ports: [{ name: web, port: 8000 }]');

testCheck(mappingNamedPort, {
  clean: {
    'a number': { given: [mapping('cart', 'service: "cart:8000"'), WEB] },
    'no port': { given: [mapping('cart', 'service: cart'), WEB] },
    'an IPv6 address without brackets, which is another finding': { given: mapping('cart', 'service: "fd00::1"') },
    'an IPv6 address with brackets': { given: mapping('cart', 'service: "[fd00::1]:8000"') },
    'a number that is too large, which is another finding': { given: mapping('cart', 'service: "cart:99999"') },
    'a redirect': { given: mapping('cart', 'service: "cart.example.com:web", host_redirect: true') },
    'a Mapping of another gateway': {
      given: [gateway(), mapping('cart', 'service: "cart:web", ambassador_id: [internal]'), WEB],
    },
  },
  found: {
    'the name of a port of the Service': {
      given: [mapping('cart', 'service: "http://cart:web/v1"'), WEB],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'Mapping shop/cart names the port in http://cart:web/v1; Emissary understands only numbers and sends traffic to cart:80.',
          mentions: [
            `patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":{"service":"http://cart:8000/v1"}}'`,
          ],
          evidence: ['Mapping shop/cart spec.service'],
        },
      ],
    },
    'a name that the Service does not have': {
      given: [mapping('cart', 'service: "cart.shop:http"'), WEB],
      expect: [{ on: 'Mapping shop/cart', severity: 'error', mentions: ['behind the name of the Service'] }],
    },
    'the name of the port that is used anyway': {
      given: [mapping('cart', 'service: "cart.shop:web"'), service('cart', 'ports: [{ name: web, port: 80 }]')],
      expect: [{ on: 'Mapping shop/cart', severity: 'warning', mentions: ['"service":"cart.shop:80"'] }],
    },
    'the same behind a bare name, which does not get its namespace': {
      given: [gateway(), mapping('cart', 'service: "cart:web"'), service('cart', 'ports: [{ name: web, port: 80 }]')],
      expect: [{ on: 'Mapping shop/cart', severity: 'error' }],
    },
    'the usual name of the default port of a host outside': {
      given: mapping('cart', 'service: "https://api.example.com:https"'),
      expect: [{ on: 'Mapping shop/cart', severity: 'warning', mentions: ['https://api.example.com:443'] }],
    },
    'a TCPMapping': {
      given: [mapping('front'), tcpMapping('queue', 'service: "queue.shop:amqp"')],
      expect: [{ on: 'TCPMapping shop/queue', severity: 'error' }],
    },
  },
});
