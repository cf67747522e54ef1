import { lbEndpointsTruncated } from '../../../src/checks/balance/lb-endpoints-truncated.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, mapping, service } from '../mappings/yaml.ts';

const asking = (more = ', resolver: endpoint') => mapping('cart', `service: cart${more}`);
const CART = service('cart');
const endpoints = (annotations: string) => `
kind: Endpoints
metadata: { name: cart, namespace: shop, annotations: { ${annotations} } }
subsets: [{ addresses: [{ ip: 10.0.0.1 }], ports: [{ port: 8080 }] }]
`;
const FULL = endpoints('endpoints.kubernetes.io/over-capacity: truncated');
const slice = (count: number) => `
kind: EndpointSlice
metadata: { name: cart-1, namespace: shop, labels: { kubernetes.io/service-name: cart } }
ports: [{ port: 8080 }]
endpoints: [${Array.from({ length: count }, (_, index) => `{ addresses: ["10.1.${index >> 8}.${index & 255}"] }`).join(', ')}]
`;

testCheck(lbEndpointsTruncated, {
  clean: {
    'Endpoints that hold all': { given: [gateway(), asking(), CART, endpoints('')] },
    'more than 1000, and Kubernetes 1.21 left all in': {
      given: [gateway(), asking(), CART, endpoints('endpoints.kubernetes.io/over-capacity: warning')],
    },
    'the usual resolver': { given: [gateway(), asking(''), CART, FULL] },
    'Emissary 3.10, which reads EndpointSlices': { given: [gateway({ version: '3.10.0' }), asking(), CART, FULL] },
    'a version that is not known': { given: [gateway({ version: '' }), asking(), CART, FULL] },
    'a Service that is not there': { given: [gateway(), asking(), FULL] },
  },
  found: {
    'Pods are left out': {
      given: [gateway(), asking(), CART, FULL],
      expect: [
        {
          on: 'Service shop/cart',
          severity: 'warning',
          says: 'Service shop/cart has more Pods than its Endpoints hold, and the endpoint resolver reads nothing else: those beyond 1000 get no requests.',
          mentions: [
            `patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":{"resolver":"kubernetes-service"}}'`,
          ],
          evidence: ['Endpoints shop/cart metadata.annotations[endpoints.kubernetes.io/over-capacity]'],
          related: ['Mapping shop/cart'],
        },
      ],
    },
    'EndpointSlices tell how many': {
      given: [gateway(), asking(), CART, FULL, slice(1200)],
      expect: [{ on: 'Service shop/cart', mentions: ['200 of them get no requests'] }],
    },
  },
});
