import { mappingSelectorMismatch } from '../../../src/checks/mappings/mapping-selector-mismatch.ts';
import { testCheck } from '../../support/check-tester.ts';
import { endpoints, gateway, mapping, pod, service, workload } from './yaml.ts';

const TYPO = [mapping('cart'), service('cart', 'selector: { app: crat }')];
const selecting = (selector: string) => [mapping('cart'), service('cart', `selector: { ${selector} }`)];

testCheck(mappingSelectorMismatch, {
  clean: {
    'the right label': { given: [mapping('cart'), service('cart'), workload('cart'), pod('cart-1')] },
    'Pods that the selector finds, without a workload': { given: [...TYPO, pod('crat-1'), workload('cart')] },
    'a workload that the selector finds, and that has no Pods': {
      given: [...TYPO, workload('crat'), workload('cart')],
    },
    'addresses that are there all the same': { given: [...TYPO, workload('cart'), endpoints('cart', 1)] },
    'a workload that is scaled to zero': { given: [...TYPO, workload('cart', { replicas: 0 })] },
    'nothing that is near': { given: [...selecting('app: basket'), workload('front')] },
    'siblings that a component tells apart': {
      given: [
        ...selecting('app.kubernetes.io/name: shop, app.kubernetes.io/component: cart'),
        workload('checkout', { labels: 'app.kubernetes.io/name: shop, app.kubernetes.io/component: checkout' }),
      ],
    },
    'another version': {
      given: [...selecting('app: cart, version: v2'), workload('cart-v1', { labels: 'app: cart, version: v1' })],
    },
    'blue and green': {
      given: [...selecting('app: cart, slot: green'), workload('cart-blue', { labels: 'app: cart, slot: blue' })],
    },
    'a part of another name': {
      given: [...selecting('app: cart'), workload('worker', { labels: 'app: cart-worker' })],
    },
    'two labels that differ': {
      given: [...selecting('app: crat, tier: wbe'), workload('cart', { labels: 'app: cart, tier: web' })],
    },
    'a workload in another namespace': {
      given: [...TYPO, workload('cart').replace('namespace: shop', 'namespace: other')],
    },
    'Pods of that namespace that could not be read': {
      given: [...TYPO, workload('cart')],
      namespaces: ['other'],
    },
    'a Pod that ends': { given: [...TYPO, pod('cart-1', 'ready', { phase: 'Succeeded' })] },
    'a Mapping of another gateway': {
      given: [
        gateway(),
        mapping('cart', 'service: cart.shop, ambassador_id: [internal]'),
        service('cart', 'selector: { app: crat }'),
        workload('cart'),
      ],
    },
  },
  found: {
    'two letters that changed places': {
      given: [...TYPO, workload('cart'), pod('cart-1', 'ready', { owner: 'cart' })],
      expect: [
        {
          on: 'Service shop/cart',
          severity: 'error',
          says: 'Service shop/cart selects no Pod: it asks for app=crat, and Deployment shop/cart has app=cart.',
          mentions: [`kubectl -n shop patch service cart --type=merge -p '{"spec":{"selector":{"app":"cart"}}}'`],
          evidence: ['Service shop/cart spec.selector[app]', 'Deployment shop/cart spec.template.metadata.labels[app]'],
          related: ['Mapping shop/cart', 'Deployment shop/cart'],
        },
      ],
    },
    'another value on the workload that bears the name of the Service': {
      given: [...selecting('app: basket'), workload('cart', { labels: 'app: trolley' })],
      expect: [{ on: 'Service shop/cart', mentions: ['app=trolley'] }],
    },
    'one of two labels': {
      given: [...selecting('app: cart, tier: fronted'), workload('web', { labels: 'app: cart, tier: frontend' })],
      expect: [
        { on: 'Service shop/cart', mentions: ['it asks for tier=fronted, and Deployment shop/web has tier=frontend'] },
      ],
    },
    'a label that the Pods do not have': {
      given: [...selecting('app: cart, release: stable'), workload('cart', { labels: 'app: cart' })],
      expect: [
        {
          on: 'Service shop/cart',
          mentions: ['has no label release', `-p '{"spec":{"selector":{"release":null}}}'`],
        },
      ],
    },
    'a key that is misspelled': {
      given: [...selecting('ap: cart'), workload('trolley', { labels: 'app: cart' })],
      expect: [{ on: 'Service shop/cart', mentions: [`-p '{"spec":{"selector":{"ap":null,"app":"cart"}}}'`] }],
    },
    'Pods of a workload that nobody knows': {
      given: [...TYPO, pod('cart-1')],
      expect: [
        {
          on: 'Service shop/cart',
          mentions: ['Pod shop/cart-1 has app=cart'],
          evidence: ['Pod shop/cart-1 metadata.labels[app]'],
        },
      ],
    },
    'a StatefulSet, and Endpoints that are empty': {
      given: [...TYPO, workload('cart', { kind: 'StatefulSet' }), endpoints('cart', 0)],
      expect: [{ on: 'Service shop/cart', mentions: ['StatefulSet shop/cart'] }],
    },
    'a shadow': {
      given: [
        mapping('front', 'service: api.example.com'),
        mapping('copy', 'prefix: /front/, service: cart.shop, shadow: true'),
        service('cart', 'selector: { app: crat }'),
        workload('cart'),
      ],
      expect: [{ on: 'Service shop/cart', severity: 'warning' }],
    },
  },
});
