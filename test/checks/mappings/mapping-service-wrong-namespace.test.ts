import { mappingServiceWrongNamespace } from '../../../src/checks/mappings/mapping-service-wrong-namespace.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, mapping, namespaces, service, tcpMapping } from './yaml.ts';

const MODULE = `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { use_ambassador_namespace_for_service_resolution: true } }`;

testCheck(mappingServiceWrongNamespace, {
  clean: {
    'a Service where it is looked for': { given: [mapping('cart', 'service: cart'), service('cart')] },
    'the same name elsewhere as well': {
      given: [mapping('cart', 'service: cart'), service('cart'), service('cart', '', 'staging')],
    },
    'no Service of that name anywhere, which is another finding': {
      given: [mapping('cart', 'service: crat'), service('cart')],
    },
    'a namespace that could not be read': {
      given: [mapping('cart', 'service: cart.billing'), service('cart'), namespaces('shop', 'billing')],
      namespaces: ['shop'],
    },
    'Services of that namespace that could not be read': {
      given: [mapping('cart', 'service: cart'), service('cart', '', 'staging')],
      namespaces: ['staging'],
    },
    'a bare name that the Module looks up beside the gateway': {
      given: [gateway(), MODULE, mapping('cart', 'service: cart'), service('cart', '', 'emissary')],
    },
    'a name outside of two parts, far from every namespace': {
      given: [mapping('cart', 'service: cart.example'), service('cart'), namespaces('shop')],
    },
    'a name outside that ends in a short domain like a namespace': {
      given: [mapping('cart', 'service: cart.dev'), service('cart', '', 'deva'), namespaces('deva')],
    },
    'a name outside near to a namespace without such a Service': {
      given: [mapping('cart', 'service: cart.shpo'), service('front'), namespaces('shop')],
    },
    'a name outside near to a namespace, where nobody could read which there are': {
      given: [mapping('cart', 'service: cart.shpo'), service('cart')],
    },
    'a redirect': { given: [mapping('cart', 'service: cart, host_redirect: true'), service('cart', '', 'carts')] },
    Consul: { given: [mapping('cart', 'service: cart, resolver: consul'), service('cart', '', 'carts')] },
    'a Mapping of another gateway': {
      given: [gateway(), mapping('cart', 'service: cart, ambassador_id: [other]'), service('cart', '', 'carts')],
    },
  },
  found: {
    'a bare name, and one such Service elsewhere': {
      given: [mapping('cart', 'service: "cart:8080"'), service('cart', '', 'carts')],
      namespaces: ['shop', 'carts'],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'Mapping shop/cart sends traffic to cart.shop, but the Service cart is in namespace carts.',
          mentions: [
            `patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":{"service":"cart.carts:8080"}}'`,
            'create the Service cart.shop',
          ],
          evidence: ['Mapping shop/cart spec.service', 'Service carts/cart metadata.namespace'],
          related: ['Service carts/cart'],
        },
      ],
    },
    'one in each stage, of which none is the likeliest': {
      given: [
        mapping('cart', 'service: cart.live'),
        service('cart', '', 'staging'),
        service('cart', '', 'testing'),
        namespaces('live'),
      ],
      expect: [{ on: 'Mapping shop/cart', mentions: ['staging, testing', 'cart.staging or cart.testing'] }],
    },
    'the one beside the Mapping, where the Module says beside the gateway': {
      given: [gateway(), MODULE, mapping('cart', 'service: cart'), service('cart'), service('cart', '', 'staging')],
      expect: [{ on: 'Mapping shop/cart', mentions: ['cart.emissary', '"service":"cart.shop"'] }],
    },
    'a misspelled namespace': {
      given: [
        mapping('cart', 'service: "https://cart.shpo"'),
        service('cart'),
        service('cart', '', 'staging'),
        namespaces('shop', 'staging'),
      ],
      expect: [{ on: 'Mapping shop/cart', mentions: ['cart.shpo', '"service":"https://cart.shop"'] }],
    },
    'a misspelled namespace in the long form': {
      given: [mapping('cart', 'service: cart.shpo.svc.cluster.local'), service('cart')],
      expect: [{ on: 'Mapping shop/cart', mentions: ['"service":"cart.shop"'] }],
    },
    'a TCPMapping': {
      given: [mapping('front'), service('front'), tcpMapping('queue', 'service: queue'), service('queue', '', 'carts')],
      expect: [{ on: 'TCPMapping shop/queue', mentions: ['patch tcpmappings.v3alpha1.getambassador.io queue'] }],
    },
    'a shadow': {
      given: [
        mapping('cart'),
        mapping('copy', 'prefix: /cart/, service: copy, shadow: true'),
        service('cart'),
        service('copy', '', 'carts'),
      ],
      expect: [{ on: 'Mapping shop/copy', severity: 'warning' }],
    },
  },
});
