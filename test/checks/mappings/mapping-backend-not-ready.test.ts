import { mappingBackendNotReady } from '../../../src/checks/mappings/mapping-backend-not-ready.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, mapping, pod, service, workload } from './yaml.ts';

const CART = [mapping('cart'), service('cart')];
const ROLLING = workload('cart', {
  status:
    'replicas: 3, updatedReplicas: 1, conditions: [{ type: Progressing, status: "True", reason: ReplicaSetUpdated }]',
});
const STUCK = workload('cart', {
  status:
    'replicas: 3, updatedReplicas: 1, conditions: [{ type: Progressing, status: "False", reason: ProgressDeadlineExceeded }]',
});

testCheck(mappingBackendNotReady, {
  clean: {
    'Pods that are ready': { given: [...CART, pod('cart-1')] },
    'a Pod that crashes, which is another finding': { given: [...CART, pod('cart-1', 'crashing')] },
    'a Pod that crashes beside one that is not ready': {
      given: [...CART, pod('cart-1', 'crashing'), pod('cart-2', 'unready')],
    },
    'unready for four minutes': { given: [...CART, pod('cart-1', 'unready', { since: '2025-12-31T23:56:00Z' })] },
    'unready for six minutes, where Pods take ten': {
      given: [...CART, pod('cart-1', 'unready', { since: '2025-12-31T23:54:00Z' })],
      options: { startingMinutes: 10 },
    },
    'a fresh Pod': { given: [...CART, pod('cart-1'), pod('cart-2', 'starting')] },
    'a rollout, and another Pod is ready': {
      given: [...CART, ROLLING, pod('cart-1', 'ready', { owner: 'cart' }), pod('cart-2', 'unready', { owner: 'cart' })],
    },
    'Pods that no Mapping leads to': { given: [...CART, pod('cart-1'), service('front'), pod('front-1', 'unready')] },
    'Pods of that namespace that could not be read': { given: CART, namespaces: ['other'] },
    'a Mapping of another gateway': {
      given: [
        gateway(),
        mapping('cart', 'service: cart.shop, ambassador_id: [internal]'),
        service('cart'),
        pod('cart-1', 'unready'),
      ],
    },
  },
  found: {
    'all Pods': {
      given: [...CART, workload('cart'), pod('cart-1', 'unready', { owner: 'cart' })],
      expect: [
        {
          on: 'Deployment shop/cart',
          severity: 'error',
          says: '0 of 1 Pod is ready behind Service shop/cart (Pod shop/cart-1: runs but is not ready).',
          mentions: ['readiness probe of Deployment shop/cart', 'kubectl -n shop describe pod cart-1'],
          evidence: ['Pod shop/cart-1 status.conditions[Ready].status'],
          related: ['Mapping shop/cart', 'Service shop/cart', 'Pod shop/cart-1'],
        },
      ],
    },
    'unready for six minutes': {
      given: [...CART, pod('cart-1', 'unready', { since: '2025-12-31T23:54:00Z' })],
      expect: [{ on: 'Service shop/cart', severity: 'error' }],
    },
    'one of two Pods': {
      given: [
        ...CART,
        workload('cart'),
        pod('cart-1', 'ready', { owner: 'cart' }),
        pod('cart-2', 'unready', { owner: 'cart' }),
      ],
      expect: [{ on: 'Deployment shop/cart', severity: 'warning', mentions: ['1 of 2 Pods is ready'] }],
    },
    'a rollout in which no Pod is ready': {
      given: [...CART, ROLLING, pod('cart-1', 'unready', { owner: 'cart' })],
      expect: [{ on: 'Deployment shop/cart', severity: 'error' }],
    },
    'a rollout that took too long': {
      given: [...CART, STUCK, pod('cart-1', 'ready', { owner: 'cart' }), pod('cart-2', 'unready', { owner: 'cart' })],
      expect: [{ on: 'Deployment shop/cart', severity: 'warning' }],
    },
    'a Service that publishes Pods which are not ready': {
      given: [mapping('cart'), service('cart', 'publishNotReadyAddresses: true'), pod('cart-1', 'unready')],
      expect: [{ on: 'Service shop/cart', severity: 'warning' }],
    },
  },
});
