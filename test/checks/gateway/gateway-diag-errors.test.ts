import { gatewayDiagErrors } from '../../../src/checks/gateway/gateway-diag-errors.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gatewayPod } from './given.ts';
import { diagnostics, GATEWAY } from './logs.ts';

const CART = `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart.shop }
`;
const HOST = `
kind: Host
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test }
`;
const error = (key: string, text: string) => ({ errors: [{ key, text }] });

testCheck(gatewayDiagErrors, {
  clean: {
    'no error': { given: [...GATEWAY, CART, diagnostics()] },
    'labels of the Pod that are not mounted': {
      given: [
        ...GATEWAY,
        diagnostics(
          error(
            '',
            'Pod labels are not mounted in the Ambassador container; Kubernetes Ingress support is likely to be limited',
          ),
        ),
      ],
    },
    'notices alone': {
      given: [
        ...GATEWAY,
        diagnostics({ notices: [{ level: 'WARNING', text: 'apiVersion getambassador.io/v2 is deprecated' }] }),
      ],
    },
    'the diagnostics of a Pod that is gone': {
      given: [...GATEWAY, diagnostics(error('cart.shop.1', 'resolver x is unknown!'), 'emissary-ingress-0')],
    },
  },
  found: {
    'a Mapping with an unknown resolver': {
      given: [...GATEWAY, CART, diagnostics(error('cart.shop.1', 'resolver x is unknown!'))],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'warning',
          says: 'Emissary posts an error for Mapping shop/cart: “resolver x is unknown!”.',
          mentions: ['Emissary leaves this Mapping out', 'attache explain MAP014 has more'],
          evidence: ['Pod emissary/emissary-ingress-1 errors[cart.shop.1]'],
          related: ['Deployment emissary/emissary-ingress', 'Pod emissary/emissary-ingress-1'],
        },
      ],
    },
    'two objects of one name: the one that the text is about': {
      given: [
        ...GATEWAY,
        CART,
        HOST,
        diagnostics(error('cart.shop.1', 'Host cart: Specified TLSContext does not exist: edge')),
      ],
      expect: [{ on: 'Host shop/cart' }],
    },
    'two errors for one object, in two Pods': {
      given: [
        ...GATEWAY,
        gatewayPod({ name: 'emissary-ingress-2' }),
        CART,
        ...['emissary-ingress-1', 'emissary-ingress-2'].map((pod) =>
          diagnostics(
            {
              errors: [
                { key: 'cart.shop.1', text: 'Invalid retry policy specified: x' },
                { key: 'cart.shop.1', text: 'outlier_detection is not supported' },
              ],
            },
            pod,
          ),
        ),
      ],
      expect: [{ on: 'Mapping shop/cart', mentions: ['“Invalid retry policy specified: x” and 1 more'] }],
    },
    'an error of no object': {
      given: [...GATEWAY, diagnostics(error('', 'Synthesized default host is inactive?'))],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['attache explain TLS002'] }],
    },
    'an error that names its object in words': {
      given: [
        ...GATEWAY,
        'kind: Listener\nmetadata: { name: alpha, namespace: zeta }\nspec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }',
        diagnostics(
          error('', 'Duplicate listener alpha.zeta on tcp://0.0.0.0:8080; keeping definition from beta.zeta.1'),
        ),
      ],
      expect: [{ on: 'Listener zeta/alpha', mentions: ['RTE013'] }],
    },
    'an error for a part of Emissary that a service became': {
      given: [
        ...GATEWAY,
        'kind: TracingService\nmetadata: { name: zipkin, namespace: shop }\nspec: { service: zipkin, driver: zipkin }',
        diagnostics(error('ir.tracing', 'exactly one TracingService is supported, got 2')),
      ],
      expect: [{ on: 'TracingService shop/zipkin', mentions: ['No requests are traced'] }],
    },
    'an error for an upstream that names a TLSContext': {
      given: [
        ...GATEWAY,
        'kind: TLSContext\nmetadata: { name: edge, namespace: shop }\nspec: { secret: edge }',
        diagnostics(error('cluster_cart_shop', 'Originate-TLS context edge is not defined')),
      ],
      expect: [{ on: 'TLSContext shop/edge' }],
    },
    'an error for a TLSContext that nothing uses': {
      given: [
        ...GATEWAY,
        'kind: TLSContext\nmetadata: { name: edge, namespace: shop }\nspec: { hosts: [edge.test], secret: gone }',
        diagnostics(
          error('edge.shop.1', 'TLSContext edge found no certificate in secret gone in namespace shop, ignoring...'),
        ),
      ],
      expect: [{ on: 'TLSContext shop/edge', severity: 'info' }],
    },
    'an error for a Service': {
      given: [
        ...GATEWAY,
        'kind: Service\nmetadata: { name: cart, namespace: shop }\nspec: { ports: [{ port: 80 }] }',
        diagnostics(error('k8s-cart-shop', 'Service cart: k8s-cart-shop:80 matches no endpoints from Kubernetes')),
      ],
      expect: [{ on: 'Service shop/cart', severity: 'info' }],
    },
    'an error for an object that is not known': {
      given: [...GATEWAY, diagnostics(error('gone.shop.1', 'resolver x is unknown!'))],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['resolver x is unknown!'] }],
    },
    'a text that nobody knows': {
      given: [
        ...GATEWAY,
        CART,
        diagnostics(error('cart.shop.1', 'spec.timeout_ms in body must be of type integer: "string"')),
      ],
      expect: [
        { on: 'Mapping shop/cart', severity: 'warning', mentions: ['Emissary does not do what this object says'] },
      ],
    },
    'what is of no consequence': {
      given: [
        ...GATEWAY,
        CART,
        diagnostics(error('cluster_cart', 'service cart.shop/x has extra URL components; ignoring everything')),
      ],
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'info' }],
    },
    'an annotation, whose objects bear the name of the Service': {
      given: [
        ...GATEWAY,
        `
kind: Service
metadata:
  name: cart
  namespace: shop
  annotations:
    getambassador.io/config: |
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      name: basket
      hostname: "*"
      prefix: /basket/
      service: cart
spec: { ports: [{ port: 80 }] }`,
        diagnostics(error('cart.shop.1', 'resolver x is unknown!')),
      ],
      expect: [{ on: 'Mapping shop/basket' }],
    },
  },
});
