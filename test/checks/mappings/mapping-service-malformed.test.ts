import { mappingServiceMalformed } from '../../../src/checks/mappings/mapping-service-malformed.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, mapping, tcpMapping } from './yaml.ts';

testCheck(mappingServiceMalformed, {
  clean: {
    'a name': { given: mapping('cart', 'service: cart') },
    'http in capitals': { given: mapping('cart', 'service: "HTTP://cart:80"') },
    'https and a long name': { given: mapping('cart', 'service: "https://cart.shop.svc.cluster.local:8443"') },
    'an IPv6 address in brackets': { given: mapping('cart', 'service: "http://[fd00::1]:80"') },
    'a port that is a name, which is another finding': { given: mapping('cart', 'service: "cart:web"') },
    'a path, which is another finding': { given: mapping('cart', 'service: "http://cart/v1"') },
    'the largest port there is': { given: mapping('cart', 'service: "cart:65535"') },
    'a redirect to what Emissary passes on as it is': {
      given: mapping('cart', 'service: "new.example.com:web", host_redirect: true'),
    },
    'a v2 Mapping with tls': {
      given:
        'apiVersion: getambassador.io/v2\nkind: Mapping\nmetadata: { name: cart, namespace: shop }\nspec: { prefix: /cart/, service: "http://cart", tls: true }',
    },
    'a Mapping of another gateway': {
      given: [gateway(), mapping('cart', 'service: "htp://cart", ambassador_id: [internal]')],
    },
  },
  found: {
    'a scheme with a letter too few, which is taken for http': {
      given: mapping('cart', 'service: "htp://cart.shop:80"'),
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'warning',
          says: 'The service htp://cart.shop:80 of Mapping shop/cart is no right address: its scheme is neither http nor https. Emissary sends the traffic to cart.shop:80, in clear.',
          evidence: ['Mapping shop/cart spec.service'],
        },
      ],
    },
    'a scheme that works as http': {
      given: mapping('cart', 'service: "grpc://cart.shop:50051"'),
      expect: [{ on: 'Mapping shop/cart', severity: 'warning' }],
    },
    'a scheme that was meant to be https, and is in clear': {
      given: mapping('cart', 'service: "htps://cart.shop"'),
      expect: [{ on: 'Mapping shop/cart', severity: 'error', mentions: ['cart.shop:80, in clear'] }],
    },
    'no host': {
      given: mapping('cart', 'service: "http://"'),
      expect: [{ on: 'Mapping shop/cart', severity: 'error', mentions: ['it names no host'] }],
    },
    'a port above the largest': {
      given: mapping('cart', 'service: "cart:65536"'),
      expect: [{ on: 'Mapping shop/cart', severity: 'error', mentions: ['its port is above 65535'] }],
    },
    'an IPv6 address without brackets': {
      given: mapping('cart', 'service: "http://fd00::1"'),
      expect: [{ on: 'Mapping shop/cart', severity: 'error', mentions: ['an IPv6 address needs brackets around it'] }],
    },
    'a bracket that does not close, at which the compiler stops': {
      given: mapping('cart', 'service: "[fd00::1:80"'),
      expect: [
        { on: 'Mapping shop/cart', severity: 'critical', mentions: ['no later change of any object takes effect'] },
      ],
    },
    'an empty service, at which it stops too': {
      given: [gateway(), mapping('cart', 'service: ""')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'critical',
          says: 'The service (none) of Mapping shop/cart is no right address: it is empty. Emissary stops at it, and no later change of any object takes effect.',
        },
      ],
    },
    'no service, in objects that are in no cluster yet': {
      given: mapping('cart', 'rewrite: ""'),
      expect: [{ on: 'Mapping shop/cart', severity: 'error' }],
    },
    'the same in a redirect': {
      given: mapping('cart', 'service: "new.example.com[", host_redirect: true'),
      expect: [{ on: 'Mapping shop/cart', severity: 'critical' }],
    },
    'a TCPMapping': {
      given: [mapping('front'), tcpMapping('queue', 'service: "queue.shop:99999"')],
      expect: [{ on: 'TCPMapping shop/queue' }],
    },
  },
});
