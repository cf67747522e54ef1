import { gatewayConfigStale } from '../../../src/checks/gateway/gateway-config-stale.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, gatewayPod } from './given.ts';
import { access, diagnostics, GATEWAY, log } from './logs.ts';

const mapping = (name: string, created = '2025-12-31T20:00:00Z', more = '') => `
kind: Mapping
metadata: { name: ${name}, namespace: shop${created && `, creationTimestamp: "${created}"`}${more && `, ${more}`} }
spec: { hostname: shop.test, prefix: /${name}/, service: ${name} }
`;
const HOST = `
kind: Host
metadata: { name: shop, namespace: shop, creationTimestamp: "2025-12-31T20:00:00Z" }
spec: { hostname: shop.test }
`;
const SHOP = [...GATEWAY, mapping('cart')];
const live = (...keys: readonly string[]) => ({
  elements: Object.fromEntries(keys.map((key) => [key, '6d1f0c9a71b2'])),
});
const CART = diagnostics(live('cart.shop.1'));

testCheck(gatewayConfigStale, {
  clean: {
    'all is there': { given: [...SHOP, mapping('pay'), diagnostics(live('cart.shop.1', 'pay.shop.1', 'old.shop.1'))] },
    'a Mapping that is ten minutes old': { given: [...SHOP, mapping('pay', '2025-12-31T23:50:00Z'), CART] },
    'a Mapping that was eight minutes old when the log was saved': {
      given: [...SHOP, mapping('pay', '2025-12-31T23:02:00Z'), CART, log([access(600)])],
    },
    'a Mapping of unknown age': { given: [...SHOP, mapping('pay', ''), CART] },
    'a Mapping that is being deleted': {
      given: [...SHOP, mapping('pay', undefined, 'deletionTimestamp: "2025-12-31T23:59:59Z"'), CART],
    },
    'a Mapping that the gateway posts an error for': {
      given: [
        ...SHOP,
        mapping('pay'),
        diagnostics({ ...live('cart.shop.1'), errors: [{ key: 'pay.shop.1', text: 'x' }] }),
      ],
    },
    'a Mapping of another gateway': {
      given: [...SHOP, mapping('pay').replace('spec: {', 'spec: { ambassador_id: [other],'), CART],
    },
    'no object of that kind': { given: [...SHOP, HOST, CART] },
    'diagnostics of which only a part was read': { given: [...SHOP, mapping('pay'), { ...CART, isWhole: false }] },
    'diagnostics of another ID': { given: [...SHOP, mapping('pay'), { ...CART, ambassadorId: 'other' }] },
    'an annotation': {
      given: [
        ...SHOP,
        `
kind: Service
metadata:
  name: pay
  namespace: shop
  creationTimestamp: "2025-12-31T20:00:00Z"
  annotations:
    getambassador.io/config: |
      { apiVersion: getambassador.io/v3alpha1, kind: Mapping, name: pay, hostname: "*", prefix: /pay/, service: pay }
spec: { ports: [{ port: 80 }] }`,
        CART,
      ],
    },
    'a Mapping that the selector of the gateway leaves out': {
      given: [
        gateway({ replicas: 1, env: { AMBASSADOR_LABEL_SELECTOR: 'team=shop' } }),
        gatewayPod({ name: 'emissary-ingress-1' }),
        mapping('cart', undefined, 'labels: { team: shop }'),
        mapping('pay'),
        CART,
      ],
    },
  },
  found: {
    'a Mapping that is eleven minutes old': {
      given: [...SHOP, mapping('pay', '2025-12-31T23:49:00Z'), CART],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'error',
          says: 'The configuration with which Deployment emissary/emissary-ingress runs has no Mapping shop/pay.',
          evidence: [
            'Mapping shop/pay metadata.creationTimestamp',
            'Pod emissary/emissary-ingress-1 ambassador_elements[pay.shop.1]',
          ],
          related: ['Mapping shop/pay', 'Pod emissary/emissary-ingress-1'],
        },
      ],
    },
    'a Mapping and a Host': {
      given: [
        ...SHOP,
        mapping('pay'),
        HOST,
        HOST.replace('name: shop', 'name: www'),
        diagnostics(live('cart.shop.1', 'www.shop.1')),
      ],
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['has no Mapping shop/pay, Host shop/shop.'] }],
    },
    'one of two Pods': {
      given: [
        ...SHOP,
        gatewayPod({ name: 'emissary-ingress-2' }),
        mapping('pay'),
        CART,
        diagnostics(live('cart.shop.1', 'pay.shop.1'), 'emissary-ingress-2'),
      ],
      expect: [
        { on: 'Deployment emissary/emissary-ingress', mentions: ['runs in 1 of 2 Pods has no Mapping shop/pay'] },
      ],
    },
  },
});
