import { lbEndpointsMissingObject } from '../../../src/checks/balance/lb-endpoints-missing-object.ts';
import { testCheck } from '../../support/check-tester.ts';
import { endpoints, gateway, mapping, service } from '../mappings/yaml.ts';

const asking = (more = ', resolver: endpoint') => mapping('cart', `service: cart${more}`);
const CART = service('cart', 'selector: {}');
const slice = (ready = true, name = 'cart') => `
kind: EndpointSlice
metadata: { name: ${name}-1, namespace: shop, labels: { kubernetes.io/service-name: ${name} } }
ports: [{ port: 8080 }]
endpoints: [{ addresses: [192.0.2.7], conditions: { ready: ${ready} } }]
`;

testCheck(lbEndpointsMissingObject, {
  clean: {
    'Endpoints are there as well': { given: [gateway(), asking(), CART, slice(), endpoints('cart', 1)] },
    'the usual resolver': { given: [gateway(), asking(''), CART, slice()] },
    'Emissary 3.10, which reads EndpointSlices': { given: [gateway({ version: '3.10.0' }), asking(), CART, slice()] },
    'a version that is not known': { given: [gateway({ version: '' }), asking(), CART, slice()] },
    'an Edge Stack of 3.10 or newer, which counts in its own way': {
      given: [
        gateway({ version: '3.12.0' }).replace('emissaryingress/emissary', 'datawire/aes'),
        asking(),
        CART,
        slice(),
      ],
    },
    'no gateway is known': { given: [asking(), CART, slice()] },
    'a Service with a selector, for which Kubernetes writes both': {
      given: [gateway(), asking(), service('cart'), slice()],
    },
    'an EndpointSlice of another Service': { given: [gateway(), asking(), CART, slice(true, 'other')] },
    'no address is ready': { given: [gateway(), asking(), CART, slice(false)] },
    'Endpoints could not be read': {
      given: [gateway(), asking(), CART, slice()],
      gaps: [{ kind: 'Endpoints', namespace: 'shop', reason: 'forbidden' }],
    },
    'an ExternalName, which lb-endpoint-fqdn speaks of': {
      given: [gateway(), asking(), service('cart', 'type: ExternalName, externalName: x.test'), slice()],
    },
  },
  found: {
    'addresses in an EndpointSlice only': {
      given: [gateway(), asking(), CART, slice()],
      expect: [
        {
          on: 'Service shop/cart',
          severity: 'error',
          says: 'The addresses of Service shop/cart stand in EndpointSlices only, and the endpoint resolver of version 3.9.1 reads Endpoints.',
          mentions: [
            'Write Endpoints cart',
            `patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":{"resolver":"kubernetes-service"}}'`,
          ],
          evidence: ['Endpoints shop/cart metadata.name', 'EndpointSlice shop/cart-1 endpoints'],
          related: ['Mapping shop/cart'],
        },
      ],
    },
    'Emissary 4, which does not read them any more, and two Mappings': {
      given: [
        gateway({ version: '4.0.1' }),
        asking(),
        mapping('next', 'service: cart, resolver: endpoint, load_balancer: { policy: least_request }'),
        CART,
        slice(),
      ],
      expect: [
        {
          on: 'Service shop/cart',
          mentions: ['patch mappings.v3alpha1.getambassador.io cart', '"load_balancer":null'],
        },
      ],
    },
    'an older Edge Stack': {
      given: [
        gateway({ version: '3.9.1' }).replace('emissaryingress/emissary', 'datawire/aes'),
        asking(),
        CART,
        slice(),
      ],
      expect: [{ on: 'Service shop/cart' }],
    },
    'only a shadow sends there': {
      given: [
        gateway(),
        mapping('web'),
        service('web'),
        mapping('cart', 'prefix: /web/, service: cart, resolver: endpoint, shadow: true'),
        CART,
        slice(),
      ],
      expect: [{ on: 'Service shop/cart', severity: 'warning' }],
    },
  },
});
