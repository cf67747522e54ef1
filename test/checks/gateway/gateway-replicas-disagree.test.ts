import { gatewayReplicasDisagree } from '../../../src/checks/gateway/gateway-replicas-disagree.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, gatewayPod } from './given.ts';
import { diagd, diagnostics, log } from './logs.ts';

const status = (started = '2025-12-31T20:00:00Z', ready = 'True') =>
  `{ phase: Running, startTime: "${started}", conditions: [{ type: Ready, status: "${ready}" }] }`;
const POD = (name: string, more: Parameters<typeof status> = []) => gatewayPod({ name, status: status(...more) });
const mapping = (name: string, created = '2025-12-31T20:00:00Z') => `
kind: Mapping
metadata: { name: ${name}, namespace: shop, creationTimestamp: "${created}" }
spec: { hostname: shop.test, prefix: /${name}/, service: ${name} }
`;
const GATEWAY = [gateway({ replicas: 3 }), mapping('cart'), mapping('pay')];
const PODS = [POD('a'), POD('b'), POD('c')];
const BOTH = { elements: { 'cart.shop.1': '111', 'pay.shop.1': '222' } };
const ONE = { elements: { 'cart.shop.1': '111' } };
const OTHER = { elements: { 'cart.shop.1': '111', 'pay.shop.1': '333' } };
const say = (a: object, b: object, c: object) => [diagnostics(a, 'a'), diagnostics(b, 'b'), diagnostics(c, 'c')];
const UPDATED = 'configuration updated (incremental) from snapshot 9 (S1 L1 G1 C1)';

testCheck(gatewayReplicasDisagree, {
  clean: {
    'they agree': { given: [...GATEWAY, ...PODS, ...say(BOTH, BOTH, BOTH)] },
    'all lack the same, which is another finding': { given: [...GATEWAY, ...PODS, ...say(ONE, ONE, ONE)] },
    'only their errors differ': {
      given: [...GATEWAY, ...PODS, ...say({ ...BOTH, errors: [{ key: 'cart.shop.1', text: 'x' }] }, BOTH, BOTH)],
    },
    'they differ in what is no object of ours': {
      given: [
        ...GATEWAY,
        ...PODS,
        ...say({ elements: { ...BOTH.elements, 'k8s-cart-shop': '1', 'tls.shop.1': '1' } }, BOTH, BOTH),
      ],
    },
    'in a Mapping of the last ten minutes': {
      given: [
        ...GATEWAY,
        mapping('new', '2025-12-31T23:50:00Z'),
        ...PODS,
        ...say({ elements: { ...BOTH.elements, 'new.shop.1': '1' } }, BOTH, BOTH),
      ],
    },
    'a Pod of the last ten minutes': {
      given: [...GATEWAY, POD('a'), POD('b'), POD('c', ['2025-12-31T23:50:00Z']), ...say(BOTH, BOTH, ONE)],
    },
    'a Pod that is not ready': {
      given: [...GATEWAY, POD('a'), POD('b'), POD('c', [undefined, 'False']), ...say(BOTH, BOTH, ONE)],
    },
    'Pods of different versions': {
      given: [
        ...GATEWAY,
        ...PODS,
        ...say({ ...BOTH, version: '4.0.1' }, { ...BOTH, version: '4.0.1' }, { ...ONE, version: '4.1.0' }),
      ],
    },
    'a rollout': {
      given: [
        gateway({
          replicas: 3,
          status: '{ conditions: [{ type: Progressing, status: "True", reason: ReplicaSetUpdated }] }',
        }),
        mapping('cart'),
        mapping('pay'),
        ...PODS,
        ...say(BOTH, BOTH, ONE),
      ],
    },
    'one takes something up': {
      given: [...GATEWAY, ...PODS, ...say(BOTH, OTHER, BOTH), log([diagd(3001, UPDATED)], { pod: 'b' })],
    },
    'a part of the diagnostics': {
      given: [...GATEWAY, ...PODS, ...say({ ...ONE, isWhole: false }, BOTH, BOTH)],
    },
    'one Pod alone was asked': { given: [...GATEWAY, ...PODS, diagnostics(ONE, 'a')] },
  },
  found: {
    'one lacks a Mapping': {
      given: [...GATEWAY, ...PODS, ...say(BOTH, ONE, BOTH)],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'error',
          says: 'Pod emissary/b of Deployment emissary/emissary-ingress runs with another configuration than most of its 3 Pods: it has no Mapping shop/pay.',
          evidence: ['Pod emissary/b ambassador_elements[pay.shop.1]'],
          related: ['Mapping shop/pay', 'Pod emissary/b'],
        },
      ],
    },
    'one has an older form of a Mapping': {
      given: [...GATEWAY, ...PODS, ...say(BOTH, BOTH, OTHER)],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'warning',
          mentions: ['Pod emissary/c', 'it has another form of Mapping shop/pay'],
        },
      ],
    },
    'two lack all, one of them more': {
      given: [...GATEWAY, ...PODS, ...say(BOTH, ONE, { elements: {} })],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          mentions: ['Pod emissary/c', 'no Mapping shop/cart (and 1 more)'],
        },
      ],
    },
    'the log shows that nothing was taken up for more than ten minutes': {
      given: [
        ...GATEWAY,
        ...PODS,
        ...say(BOTH, OTHER, BOTH),
        log([diagd(3000, UPDATED), diagd(3600, 'x')], { pod: 'b' }),
      ],
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'warning' }],
    },
  },
});
