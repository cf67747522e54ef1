import { mappingBackendCrashing } from '../../../src/checks/mappings/mapping-backend-crashing.ts';
import { testCheck } from '../../support/check-tester.ts';
import { endpoints, gateway, mapping, pod, service, tcpMapping, workload } from './yaml.ts';

const CART = [mapping('cart'), service('cart')];

testCheck(mappingBackendCrashing, {
  clean: {
    'Pods that are ready': { given: [...CART, pod('cart-1')] },
    'a Pod that was restarted often, and is ready': { given: [...CART, pod('cart-1', 'restarted')] },
    'a Pod that starts': { given: [...CART, pod('cart-1', 'starting')] },
    'a Pod between two of four crashes, where only ten count': {
      given: [...CART, pod('cart-1', 'between crashes', { since: '2025-12-31T23:59:00Z' })],
      options: { crashes: 10 },
    },
    'a Pod that has done its work': { given: [...CART, pod('cart-1', 'crashing', { phase: 'Succeeded' })] },
    'a Pod that runs and is not ready, which is another finding': { given: [...CART, pod('cart-1', 'unready')] },
    'a crashing Pod that the Service does not select': { given: [...CART, pod('cart-1'), pod('front-1', 'crashing')] },
    'a crashing Pod behind a Service that no Mapping uses': {
      given: [...CART, pod('cart-1'), service('front'), pod('front-1', 'crashing')],
    },
    'a selector-less Service': { given: [mapping('cart'), service('cart', 'selector: {}'), pod('cart-1', 'crashing')] },
    'Pods of that namespace that could not be read': {
      given: CART,
      namespaces: ['other'],
    },
    'a Mapping of another gateway': {
      given: [
        gateway(),
        mapping('cart', 'service: cart.shop, ambassador_id: [internal]'),
        service('cart'),
        pod('cart-1', 'crashing'),
      ],
    },
  },
  found: {
    'all Pods': {
      given: [
        ...CART,
        workload('cart'),
        pod('cart-1', 'crashing', { owner: 'cart' }),
        pod('cart-2', 'crashing', { owner: 'cart' }),
      ],
      expect: [
        {
          on: 'Deployment shop/cart',
          severity: 'error',
          says: '0 of 2 Pods are ready behind Service shop/cart (Pod shop/cart-1: CrashLoopBackOff, exit 1, 14 restarts: missing env DB_URL).',
          mentions: ['mend or roll back Deployment shop/cart', 'kubectl -n shop logs cart-1 -c app --previous'],
          evidence: [
            'Pod shop/cart-1 status.containerStatuses[app].state.waiting.reason',
            'Pod shop/cart-2 status.containerStatuses[app].state.waiting.reason',
          ],
          related: ['Mapping shop/cart', 'Service shop/cart', 'Pod shop/cart-1', 'Pod shop/cart-2'],
        },
      ],
    },
    'with the last line of its log, when that was read': {
      given: [
        ...CART,
        workload('cart'),
        pod('cart-1', 'crashing', { owner: 'cart' }),
        {
          kind: 'ContainerLog',
          metadata: { namespace: 'shop', name: 'cart-1' },
          container: 'app',
          lines: ['starting', 'panic: no DB_URL'],
        },
      ],
      expect: [{ on: 'Deployment shop/cart', evidence: ['Pod shop/cart-1 log of app'] }],
    },
    'between two of four crashes': {
      given: [...CART, pod('cart-1', 'between crashes', { since: '2025-12-31T23:59:00Z' })],
      expect: [{ on: 'Service shop/cart', severity: 'error' }],
    },
    'one of two Pods, so that no request is lost yet': {
      given: [
        ...CART,
        workload('cart'),
        pod('cart-1', 'crashing', { owner: 'cart' }),
        pod('cart-2', 'ready', { owner: 'cart' }),
      ],
      expect: [{ on: 'Deployment shop/cart', severity: 'warning' }],
    },
    'the canary beside the main workload': {
      given: [
        ...CART,
        workload('cart', { labels: 'app: cart, track: stable' }),
        workload('cart-canary', { labels: 'app: cart, track: canary' }),
        pod('cart-1', 'ready', { owner: 'cart', labels: 'app: cart, track: stable' }),
        pod('cart-2', 'crashing', { owner: 'cart-canary', labels: 'app: cart, track: canary' }),
      ],
      expect: [{ on: 'Deployment shop/cart-canary', severity: 'warning' }],
    },
    'one workload behind two Services': {
      given: [
        ...CART,
        mapping('cart-admin', 'service: cart-admin.shop'),
        service('cart-admin', 'selector: { app: cart }'),
        workload('cart'),
        pod('cart-1', 'crashing', { owner: 'cart' }),
      ],
      expect: [
        {
          on: 'Deployment shop/cart',
          related: ['Mapping shop/cart', 'Mapping shop/cart-admin', 'Service shop/cart', 'Service shop/cart-admin'],
        },
      ],
    },
    'Pods without a workload': {
      given: [...CART, pod('cart-1', 'crashing')],
      expect: [{ on: 'Service shop/cart', severity: 'error' }],
    },
    'an image that cannot be pulled, which leaves no log': {
      given: [...CART, pod('cart-1', 'unpulled')],
      expect: [{ on: 'Service shop/cart', mentions: ['ImagePullBackOff', 'kubectl -n shop describe pod cart-1'] }],
    },
    'Endpoints that are behind the times': {
      given: [...CART, pod('cart-1', 'crashing'), endpoints('cart', 1)],
      expect: [{ on: 'Service shop/cart', severity: 'warning' }],
    },
    'a TCPMapping': {
      given: [
        mapping('front', 'service: api.example.com'),
        tcpMapping('cart', 'service: cart.shop'),
        service('cart'),
        pod('cart-1', 'crashing'),
      ],
      expect: [{ on: 'Service shop/cart', related: ['TCPMapping shop/cart'] }],
    },
    'a shadow, whose failing nobody notices': {
      given: [
        mapping('front', 'service: api.example.com'),
        mapping('copy', 'prefix: /front/, service: cart.shop, shadow: true'),
        service('cart'),
        pod('cart-1', 'crashing'),
      ],
      expect: [{ on: 'Service shop/cart', severity: 'warning', mentions: ['copies of requests only'] }],
    },
  },
});
