import { mappingNoEndpoints } from '../../../src/checks/mappings/mapping-no-endpoints.ts';
import { testCheck } from '../../support/check-tester.ts';
import { endpoints, gateway, mapping, pod, service, tcpMapping, workload } from './yaml.ts';

const CART = [mapping('cart'), service('cart')];
const forbidden = (...kinds: readonly ('Pod' | 'Endpoints' | 'EndpointSlice' | 'Deployment' | 'ScaledObject')[]) =>
  kinds.map((kind) => ({ kind, reason: 'forbidden' }));
const NO_PODS = forbidden('Pod');

testCheck(mappingNoEndpoints, {
  clean: {
    'a ready address': { given: [...CART, endpoints('cart', 1)], gaps: NO_PODS },
    'a ready Pod': { given: [...CART, pod('cart-1')] },
    'a selector-less Service with Endpoints written by hand': {
      given: [mapping('cart'), service('cart', 'selector: {}'), endpoints('cart', 1)],
    },
    'a selector-less Service without Endpoints': { given: [mapping('cart'), service('cart', 'selector: {}')] },
    'an ExternalName': { given: [mapping('cart'), service('cart', 'type: ExternalName, externalName: example.com')] },
    'KEDA scales it to zero': {
      given: [
        ...CART,
        workload('cart', { replicas: 0 }),
        'kind: ScaledObject\nmetadata: { name: cart, namespace: shop }\nspec: { scaleTargetRef: { name: cart } }',
      ],
    },
    'an annotation says that it sleeps at night': {
      given: [...CART, workload('cart', { replicas: 0, annotations: 'downscaler/uptime: "Mon-Fri 08:00-18:00 UTC"' })],
    },
    'an autoscaler that goes down to zero': {
      given: [
        ...CART,
        workload('cart', { replicas: 0 }),
        'kind: HorizontalPodAutoscaler\nmetadata: { name: cart, namespace: shop }\nspec: { minReplicas: 0, scaleTargetRef: { kind: Deployment, name: cart } }',
      ],
    },
    'the solver of cert-manager, while no challenge is on': {
      given: [
        mapping('cart'),
        service('cart', 'selector: { acme.cert-manager.io/http01-solver: "true" }'),
        endpoints('cart', 0),
      ],
    },
    'Pods that start': { given: [...CART, pod('cart-1', 'starting'), endpoints('cart', 0)] },
    'a rollout that has not made Pods yet': {
      given: [...CART, workload('cart', { status: 'observedGeneration: 0' }), endpoints('cart', 0)],
    },
    'Pods that crash, which is another finding': {
      given: [...CART, pod('cart-1', 'crashing'), endpoints('cart', 0)],
    },
    'Pods that are not ready, which is another finding': {
      given: [...CART, pod('cart-1', 'unready'), endpoints('cart', 0)],
    },
    'no replicas, which is another finding': {
      given: [...CART, workload('cart', { replicas: 0 }), endpoints('cart', 0)],
    },
    'a label that is misspelled, which is another finding': {
      given: [mapping('cart'), service('cart', 'selector: { app: crat }'), workload('cart')],
    },
    'a named port that no Pod has, which is another finding': {
      given: [
        mapping('cart'),
        service('cart', 'ports: [{ port: 80, targetPort: web }]'),
        workload('cart'),
        endpoints('cart', 0),
      ],
      gaps: NO_PODS,
    },
    'endpoints and Pods that could not be read': {
      given: CART,
      gaps: forbidden('Pod', 'Endpoints', 'EndpointSlice'),
    },
    'endpoints of one namespace that could not be read': {
      given: CART,
      gaps: [
        { kind: 'Pod', namespace: 'shop', reason: 'forbidden' },
        { kind: 'Endpoints', namespace: 'shop', reason: 'forbidden' },
        { kind: 'EndpointSlice', namespace: 'shop', reason: 'forbidden' },
      ],
    },
    'no workloads to be seen, and nobody could read what scales to zero': {
      given: [...CART, endpoints('cart', 0)],
      gaps: forbidden('Pod', 'Deployment', 'ScaledObject'),
    },
    'a Service that no Mapping uses': { given: [mapping('front'), service('front', 'selector: {}'), service('cart')] },
    'a Mapping of another gateway': {
      given: [gateway(), mapping('cart', 'service: cart.shop, ambassador_id: [internal]'), service('cart')],
    },
    'an address of a Pod that nobody could read': {
      given: [
        ...CART,
        'kind: EndpointSlice\nmetadata: { name: cart-1, namespace: shop, labels: { kubernetes.io/service-name: cart } }\nendpoints: [{ addresses: [10.0.0.1] }]\nports: [{ port: 8080 }]',
      ],
      gaps: NO_PODS,
    },
  },
  found: {
    'no Pod, and nothing that makes any': {
      given: [...CART, workload('front')],
      expect: [
        {
          on: 'Service shop/cart',
          severity: 'error',
          says: 'Service shop/cart has no address that takes traffic.',
          mentions: [
            'selector app=cart',
            'kubectl -n shop get pods -l app=cart -o wide',
            'kubectl -n shop get endpoints cart',
          ],
          evidence: ['Service shop/cart spec.selector', 'Service shop/cart Pods that this selects'],
          related: ['Mapping shop/cart'],
        },
      ],
    },
    'no address in Endpoints, where nobody could read Pods': {
      given: [...CART, endpoints('cart', 0)],
      gaps: NO_PODS,
      expect: [{ on: 'Service shop/cart', evidence: ['Endpoints shop/cart addresses'] }],
    },
    'a Deployment that cannot make its Pods': {
      given: [...CART, workload('cart')],
      expect: [{ on: 'Service shop/cart', related: ['Deployment shop/cart'] }],
    },
    'a Deployment that is a version ahead of the selector': {
      given: [
        mapping('cart'),
        service('cart', 'selector: { app: cart, version: v2 }'),
        workload('cart-v1', { labels: 'app: cart, version: v1' }),
      ],
      expect: [{ on: 'Service shop/cart', mentions: ['app=cart,version=v2'] }],
    },
    'a DaemonSet that no node takes': {
      given: [...CART, workload('cart', { kind: 'DaemonSet', replicas: 'none', status: 'desiredNumberScheduled: 0' })],
      expect: [{ on: 'Service shop/cart' }],
    },
    'several Mappings to one Service': {
      given: [
        mapping('cart'),
        mapping('basket', 'service: cart.shop'),
        tcpMapping('queue', 'service: cart.shop'),
        service('cart'),
      ],
      expect: [
        { on: 'Service shop/cart', related: ['Mapping shop/basket', 'Mapping shop/cart', 'TCPMapping shop/queue'] },
      ],
    },
    'a shadow': {
      given: [
        mapping('front'),
        service('front', 'selector: {}'),
        mapping('copy', 'prefix: /front/, service: cart.shop, shadow: true'),
        service('cart'),
      ],
      expect: [{ on: 'Service shop/cart', severity: 'warning' }],
    },
  },
});
