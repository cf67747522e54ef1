import { mappingBackendZeroReplicas } from '../../../src/checks/mappings/mapping-backend-zero-replicas.ts';
import { testCheck } from '../../support/check-tester.ts';
import { endpoints, gateway, mapping, pod, service, workload } from './yaml.ts';

const CART = [mapping('cart'), service('cart')];
const DOWN = workload('cart', { replicas: 0 });

testCheck(mappingBackendZeroReplicas, {
  clean: {
    replicas: { given: [...CART, workload('cart', { replicas: 1 })] },
    'replicas that are not written, which is one': { given: [...CART, workload('cart', { replicas: 'none' })] },
    KEDA: {
      given: [
        ...CART,
        DOWN,
        'kind: ScaledObject\nmetadata: { name: cart, namespace: shop }\nspec: { scaleTargetRef: { name: cart } }',
      ],
    },
    Knative: { given: [...CART, workload('cart', { replicas: 0, annotations: 'serving.knative.dev/creator: x' })] },
    'an autoscaler from zero': {
      given: [
        ...CART,
        DOWN,
        'kind: HorizontalPodAutoscaler\nmetadata: { name: cart, namespace: shop }\nspec: { minReplicas: 0, scaleTargetRef: { kind: Deployment, name: cart } }',
      ],
    },
    'autoscalers that could not be read': {
      given: [...CART, DOWN],
      gaps: [{ kind: 'ScaledObject', reason: 'forbidden' }],
    },
    'another workload behind the same Service that runs': {
      given: [...CART, DOWN, workload('cart-v2', { labels: 'app: cart' })],
    },
    'addresses that are there all the same': { given: [...CART, DOWN, endpoints('cart', 1)] },
    'Pods that are on their way out': { given: [...CART, DOWN, pod('cart-1')] },
    'a Mapping whose partner has all of the weight': {
      given: [
        mapping('cart', 'service: cart.shop, weight: 0'),
        mapping('next', 'prefix: /cart/, service: next.shop'),
        service('cart'),
        DOWN,
      ],
    },
    'a Service that no Mapping uses': { given: [mapping('front'), service('front'), service('cart'), DOWN] },
    'a Mapping of another gateway': {
      given: [gateway(), mapping('cart', 'service: cart.shop, ambassador_id: [internal]'), service('cart'), DOWN],
    },
  },
  found: {
    'a Deployment': {
      given: [...CART, DOWN],
      expect: [
        {
          on: 'Deployment shop/cart',
          severity: 'error',
          says: 'Deployment shop/cart behind Service shop/cart is scaled to 0 replicas.',
          mentions: ['kubectl -n shop scale deployment cart --replicas=2'],
          evidence: ['Deployment shop/cart spec.replicas'],
          related: ['Mapping shop/cart', 'Service shop/cart'],
        },
      ],
    },
    'a StatefulSet with empty Endpoints': {
      given: [...CART, workload('cart', { kind: 'StatefulSet', replicas: 0 }), endpoints('cart', 0)],
      expect: [{ on: 'StatefulSet shop/cart', mentions: ['scale statefulset cart'] }],
    },
    'a Deployment, where nobody could read Pods and endpoints': {
      given: [...CART, DOWN],
      gaps: (['Pod', 'Endpoints', 'EndpointSlice'] as const).map((kind) => ({ kind, reason: 'forbidden' })),
      expect: [{ on: 'Deployment shop/cart' }],
    },
    'one Deployment behind two Services': {
      given: [...CART, mapping('admin', 'service: admin.shop'), service('admin', 'selector: { app: cart }'), DOWN],
      expect: [
        {
          on: 'Deployment shop/cart',
          says: 'Deployment shop/cart behind Service shop/admin, Service shop/cart is scaled to 0 replicas.',
          related: ['Mapping shop/cart', 'Mapping shop/admin'],
        },
      ],
    },
    'a weight of 0 alone, which counts as all': {
      given: [mapping('cart', 'service: cart.shop, weight: 0'), service('cart'), DOWN],
      expect: [{ on: 'Deployment shop/cart', severity: 'error' }],
    },
    'a shadow': {
      given: [
        mapping('front', 'service: api.example.com'),
        mapping('copy', 'prefix: /front/, service: cart.shop, shadow: true'),
        service('cart'),
        DOWN,
      ],
      expect: [{ on: 'Deployment shop/cart', severity: 'warning' }],
    },
  },
});
