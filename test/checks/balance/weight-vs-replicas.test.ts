import { weightVsReplicas } from '../../../src/checks/balance/weight-vs-replicas.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping, service, workload } from './yaml.ts';

const backend = (name: string, replicas: number, more = '') => [
  service(name, `selector: { app: ${name} }`),
  workload(name, { replicas, status: more }),
];
const scaler = (name: string, min: number, max: number) => `
kind: HorizontalPodAutoscaler
metadata: { name: ${name}, namespace: shop }
spec: { scaleTargetRef: { kind: Deployment, name: ${name} }, minReplicas: ${min}, maxReplicas: ${max} }
`;
const canary = (weight: number) => [mapping('web'), mapping('web-next', `weight: ${weight}`)];

testCheck(weightVsReplicas, {
  clean: {
    'a canary with a share like its Pods': { given: [...canary(10), ...backend('web', 10), ...backend('web-next', 1)] },
    'three times its share of the Pods, and no more': {
      given: [...canary(30), ...backend('web', 9), ...backend('web-next', 1)],
    },
    'a small canary with as many Pods as the rest': {
      given: [...canary(1), ...backend('web', 3), ...backend('web-next', 3)],
    },
    'all requests go to a new version with few Pods, and the old one waits with weight 0': {
      given: [
        mapping('web', 'weight: 0'),
        mapping('web-next', 'weight: 100'),
        ...backend('web', 10),
        ...backend('web-next', 1),
      ],
    },
    'an autoscaler can still add Pods': {
      given: [...canary(50), ...backend('web', 9), ...backend('web-next', 1), scaler('web-next', 1, 9)],
    },
    'KEDA adds Pods': {
      given: [
        ...canary(50),
        ...backend('web', 9),
        ...backend('web-next', 1),
        'kind: ScaledObject\nmetadata: { name: a, namespace: shop }\nspec: { scaleTargetRef: { name: web-next } }',
      ],
    },
    'the least number of an autoscaler counts, not the one in the manifest': {
      given: [...canary(50), ...backend('web', 9), ...backend('web-next', 1), scaler('web-next', 9, 9)],
    },
    'Pods are being replaced': {
      given: [
        ...canary(50),
        ...backend('web', 9),
        ...backend('web-next', 1, 'conditions: [{ type: Progressing, status: "True", reason: ReplicaSetUpdated }]'),
      ],
    },
    'a member outside the cluster': {
      given: [
        mapping('web').replace('web.shop', 'www.example.com'),
        mapping('web-next', 'weight: 50'),
        ...backend('web-next', 1),
      ],
    },
    'a member without selector, and one of type ExternalName': {
      given: [...canary(50), service('web'), workload('web', { replicas: 9 }), ...backend('web-next', 1)],
    },
    'a member of type ExternalName that says a selector too': {
      given: [
        ...canary(50),
        service('web', 'selector: { app: web }, type: ExternalName, externalName: www.example.com'),
        workload('web', { replicas: 9 }),
        ...backend('web-next', 1),
      ],
    },
    'no Pods at all, which is another finding': {
      given: [...canary(50), ...backend('web', 9), ...backend('web-next', 0)],
    },
    'Pods and workloads could not be read': {
      given: [...canary(50), service('web', 'selector: { app: web }'), ...backend('web-next', 1)],
      gaps: [
        { kind: 'Pod', reason: 'forbidden' },
        { kind: 'Deployment', reason: 'forbidden' },
      ],
    },
    'both Mappings lead to one Service': {
      given: [
        mapping('web'),
        mapping('web-next', 'weight: 90').replace('web-next.shop', 'web.shop'),
        ...backend('web', 9),
      ],
    },
    'Mappings that share nothing': { given: [mapping('web'), ...backend('web', 1)] },
  },
  found: {
    'half of the requests on one Pod of ten': {
      given: [...canary(50), ...backend('web', 9), ...backend('web-next', 1)],
      expect: [
        {
          on: 'Mapping shop/web-next',
          severity: 'warning',
          says: 'Mapping shop/web-next gets 50 % of the requests to /shop/, and has 1 of the 10 Pods that answer them.',
          mentions: [
            'Lower the share of Mapping shop/web-next to about 10 %',
            'to about 9 Pods',
            'gets 9 times as many requests as each of the others',
            `'{"spec":{"weight":10}}'`,
          ],
          evidence: ['Mapping shop/web-next spec.weight', 'Service shop/web-next Pods that this selects'],
          related: ['Mapping shop/web', 'Deployment shop/web-next'],
        },
      ],
    },
    'one per cent more than three times its share of the Pods': {
      given: [...canary(31), ...backend('web', 9), ...backend('web-next', 1)],
      expect: [{ on: 'Mapping shop/web-next' }],
    },
    'the member without weight is the one with too few Pods, and there is no weight to patch': {
      given: [...canary(20), ...backend('web', 1), ...backend('web-next', 9)],
      expect: [{ on: 'Mapping shop/web', mentions: ['80 %', '1 of the 10 Pods'] }],
    },
    'an autoscaler has no more Pods to give': {
      given: [...canary(50), ...backend('web', 9), ...backend('web-next', 1), scaler('web-next', 1, 1)],
      expect: [{ on: 'Mapping shop/web-next' }],
    },
    'two Mappings together send too much to one Service': {
      given: [
        mapping('web'),
        mapping('web-a', 'weight: 25').replace('web-a.shop', 'web-next.shop'),
        mapping('web-b', 'weight: 20').replace('web-b.shop', 'web-next.shop'),
        ...backend('web', 9),
        ...backend('web-next', 1),
      ],
      expect: [{ on: 'Mapping shop/web-a', mentions: ['45 %'], related: ['Mapping shop/web', 'Mapping shop/web-b'] }],
    },
    'weights that add up to less than 100': {
      given: [
        mapping('web', 'weight: 20'),
        mapping('web-next', 'weight: 20'),
        ...backend('web', 9),
        ...backend('web-next', 1),
      ],
      expect: [
        {
          on: 'Mapping shop/web-next',
          mentions: ['20 % of the requests', 'to about 4 %', 'to about 9 Pods', `'{"spec":{"weight":4}}'`],
        },
      ],
    },
    'two Mappings of one Service, of which the heavier one is to change': {
      given: [
        mapping('web'),
        mapping('web-a', 'weight: 20').replace('web-a.shop', 'web-next.shop'),
        mapping('web-b', 'weight: 25').replace('web-b.shop', 'web-next.shop'),
        ...backend('web', 9),
        ...backend('web-next', 1),
      ],
      expect: [{ on: 'Mapping shop/web-b', mentions: ['45 %'] }],
    },
  },
});
