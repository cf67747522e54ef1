import { mappingServiceMissing } from '../../../src/checks/mappings/mapping-service-missing.ts';
import { testCheck } from '../../support/check-tester.ts';
import { annotated, gateway, mapping, namespaces, service, tcpMapping } from './yaml.ts';

const OTHER = service('front');

testCheck(mappingServiceMissing, {
  clean: {
    'a Service in the namespace of the Mapping, by its bare name': {
      given: [mapping('cart', 'service: cart'), service('cart')],
    },
    'a bare name beside the gateway': {
      given: [gateway(), mapping('cart', 'service: cart', { namespace: 'emissary' }), service('cart', '', 'emissary')],
    },
    'the long form of a name': {
      given: [mapping('cart', 'service: "cart.shop.svc.cluster.local.:80"'), service('cart')],
    },
    'a name in capitals, which DNS finds': { given: [mapping('cart', 'service: Cart.Shop'), service('cart')] },
    'a host outside': { given: [mapping('cart', 'service: "https://api.example.com"'), OTHER] },
    'a host outside of two parts': { given: [mapping('cart', 'service: example.com'), OTHER, namespaces('shop')] },
    'a host outside that ends like a namespace that is not there': {
      given: [mapping('cart', 'service: "https://api.shop"'), service('front', '', 'store'), namespaces('store')],
    },
    'an address': { given: [mapping('cart', 'service: "10.0.0.1:8080"'), OTHER] },
    'an IPv6 address': { given: [mapping('cart', 'service: "[fd00::1]:8080"'), OTHER] },
    'localhost, as Edge Stack has it': { given: [mapping('cart', 'service: "127.0.0.1:8500"'), OTHER] },
    'localhost by name': { given: [mapping('cart', 'service: "localhost:8500"'), OTHER] },
    'a name in Consul': { given: [mapping('cart', 'service: cart, resolver: consul'), OTHER] },
    'a resolver that does not exist, which is another finding': {
      given: [mapping('cart', 'service: cart, resolver: nothing'), OTHER],
    },
    'the target of a redirect': { given: [mapping('cart', 'service: new, host_redirect: true'), OTHER] },
    'a Service of another cluster': { given: [mapping('cart', 'service: cart.shop.svc.clusterset.local'), OTHER] },
    'a long name that an endpoint resolver cuts off': {
      given: [mapping('cart', 'service: api.shop.example.com, resolver: endpoint'), OTHER],
    },
    'the same name in another namespace, which is another finding': {
      given: [mapping('cart', 'service: cart.shop'), OTHER, service('cart', '', 'carts')],
    },
    'Services that could not be read in that namespace': {
      given: [mapping('cart', 'service: cart.billing'), OTHER, namespaces('shop', 'billing')],
      namespaces: ['shop'],
    },
    'a Mapping of another gateway': {
      given: [gateway(), mapping('cart', 'service: crat, ambassador_id: [internal]'), service('cart')],
    },
    'a Mapping out of the scope of the gateway': {
      given: [
        gateway({ env: '{ name: AMBASSADOR_SINGLE_NAMESPACE, value: "1" }' }),
        mapping('cart', 'service: crat'),
        OTHER,
      ],
    },
    'a service text that cannot be read, which is another finding': {
      given: [mapping('cart', 'service: "crat.shop:http"'), OTHER],
    },
    'no service at all': { given: [mapping('cart', 'rewrite: ""'), OTHER] },
    'a selector-less Service': { given: [mapping('cart'), service('cart', 'selector: {}')] },
    'an ExternalName': { given: [mapping('cart'), service('cart', 'type: ExternalName, externalName: example.com')] },
    'a bare name that the Module looks up beside the gateway': {
      given: [
        gateway(),
        mapping('cart', 'service: cart'),
        service('cart', '', 'emissary'),
        'kind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: { use_ambassador_namespace_for_service_resolution: true } }',
      ],
    },
    'a v2 Mapping with tls': {
      given: [
        'apiVersion: getambassador.io/v2\nkind: Mapping\nmetadata: { name: cart, namespace: shop }\nspec: { prefix: /cart/, service: cart, tls: true }',
        service('cart', 'ports: [{ port: 443 }]'),
      ],
    },
  },
  found: {
    'two letters that changed places': {
      given: [mapping('cart', 'service: "https://crat:8443"'), service('cart'), service('front')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'Mapping shop/cart sends traffic to crat.shop, and there is no such Service. The nearest name is cart.',
          mentions: [
            'Correct spec.service of Mapping shop/cart to https://cart:8443, or create the Service crat.shop.',
            `kubectl -n shop patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":{"service":"https://cart:8443"}}'`,
          ],
          evidence: ['Mapping shop/cart spec.service'],
        },
      ],
    },
    'a name with a word too few, and a namespace': {
      given: [mapping('cart', 'service: cart.shop'), service('cart-service')],
      expect: [{ on: 'Mapping shop/cart', mentions: ['"service":"cart-service.shop"'] }],
    },
    'nothing that is near': {
      given: [mapping('cart', 'service: basket'), service('front')],
      expect: [
        {
          on: 'Mapping shop/cart',
          says: 'Mapping shop/cart sends traffic to basket.shop, and there is no such Service.',
          mentions: ['Correct spec.service of Mapping shop/cart, or create the Service basket.shop.'],
        },
      ],
    },
    'two Mappings to one name': {
      given: [mapping('cart', 'service: crat'), mapping('basket', 'service: crat'), service('cart')],
      expect: [{ on: 'Mapping shop/cart' }, { on: 'Mapping shop/basket' }],
    },
    'a TCPMapping': {
      given: [mapping('cart'), service('cart'), tcpMapping('queue', 'service: quue.shop'), service('queue')],
      expect: [{ on: 'TCPMapping shop/queue', mentions: ['patch tcpmappings.v3alpha1.getambassador.io queue'] }],
    },
    'a Mapping in an annotation, which no patch can reach': {
      given: annotated(
        'cart',
        'apiVersion: getambassador.io/v2\nkind: Mapping\nname: cart\nprefix: /cart/\nservice: crat',
      ),
      expect: [{ on: 'Mapping shop/cart', mentions: ['crat.shop'] }],
    },
    'a namespace that is known to be empty': {
      given: [mapping('cart', 'service: cart.billing'), OTHER, namespaces('shop', 'billing')],
      expect: [{ on: 'Mapping shop/cart', mentions: ['cart.billing'] }],
    },
    'the namespace of a name with svc, which does not exist': {
      given: [mapping('cart', 'service: cart.bling.svc'), OTHER],
      expect: [{ on: 'Mapping shop/cart', mentions: ['cart.bling'] }],
    },
    'a bare name beside the gateway, of a Mapping there': {
      given: [gateway(), mapping('cart', 'service: cart', { namespace: 'emissary' }), OTHER],
      expect: [{ on: 'Mapping emissary/cart', mentions: ['cart.emissary'] }],
    },
    'an endpoint resolver': {
      given: [mapping('cart', 'service: crat, resolver: endpoint'), service('cart')],
      expect: [{ on: 'Mapping shop/cart', mentions: ['crat.shop'] }],
    },
    'a shadow, whose failing nobody notices': {
      given: [mapping('cart'), mapping('copy', 'prefix: /cart/, service: crat.shop, shadow: true'), service('cart')],
      expect: [{ on: 'Mapping shop/copy', severity: 'warning', mentions: ['It gets copies of requests only'] }],
    },
    'a weight of 0 beside another': {
      given: [mapping('cart'), mapping('next', 'prefix: /cart/, service: cart-next.shop, weight: 0'), service('cart')],
      expect: [{ on: 'Mapping shop/next', severity: 'warning', mentions: ['At present no request reaches it.'] }],
    },
    'a weight of 0 alone, which counts as all': {
      given: [mapping('cart', 'service: crat.shop, weight: 0'), service('cart')],
      expect: [{ on: 'Mapping shop/cart', severity: 'error' }],
    },
    'two gateways that read it': {
      given: [gateway(), gateway({ namespace: 'edge' }), mapping('cart', 'service: crat'), service('cart')],
      expect: [{ on: 'Mapping shop/cart' }],
    },
  },
});
