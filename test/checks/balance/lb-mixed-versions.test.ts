import { lbMixedVersions } from '../../../src/checks/balance/lb-mixed-versions.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping, service, workload } from './yaml.ts';

const WEB = service('web', 'selector: { app: web }');
const image = (tag: string, more = '') => `[{ name: web, image: "registry.test/web:${tag}" }${more}]`;
const version = (name: string, tag: string, facts: { replicas?: number; labels?: string; kind?: string } = {}) =>
  workload(name, { labels: `app: web, version: ${name}`, containers: image(tag), ...facts });
const BOTH = [version('web-v1', '1.0'), version('web-v2', '2.0')];
const NEXT = service('web-next', 'selector: { app: web, version: web-v2 }');

testCheck(lbMixedVersions, {
  clean: {
    'one workload': { given: [mapping('web'), WEB, version('web-v1', '1.0')] },
    'a selector that names one version': {
      given: [mapping('web'), service('web', 'selector: { app: web, version: web-v1 }'), ...BOTH],
    },
    'two workloads with one image, for two zones': {
      given: [mapping('web'), WEB, version('web-a', '1.0'), version('web-b', '1.0')],
    },
    'the proxy of a mesh beside one of them': {
      given: [
        mapping('web'),
        WEB,
        version('web-a', '1.0'),
        workload('web-b', {
          labels: 'app: web, zone: b',
          containers: image('1.0', ', { name: istio-proxy, image: "registry.test/proxy:1" }'),
        }),
      ],
    },
    'the other version has no Pods': {
      given: [mapping('web'), WEB, version('web-v1', '1.0', { replicas: 0 }), version('web-v2', '2.0')],
    },
    'blue and green': {
      given: [mapping('web'), WEB, version('web-blue', '1.0'), version('web-green', '2.0')],
    },
    'blue and green by a label': {
      given: [
        mapping('web'),
        WEB,
        version('web-a', '1.0', { labels: 'app: web, slot: blue' }),
        version('web-b', '2.0', { labels: 'app: web, slot: green' }),
      ],
    },
    'an image that is not said': {
      given: [
        mapping('web'),
        WEB,
        version('web-v1', '1.0'),
        workload('web-v2', { labels: 'app: web, v: b', containers: '[{ name: web }]' }),
      ],
    },
    'a Service that no Mapping uses': { given: [mapping('other'), service('other'), WEB, ...BOTH] },
    'workloads could not be read': {
      given: [mapping('web'), WEB],
      gaps: [{ kind: 'Deployment', reason: 'forbidden' }],
    },
  },
  found: {
    'two versions behind one Service': {
      given: [mapping('web'), WEB, ...BOTH],
      expect: [
        {
          on: 'Service shop/web',
          severity: 'info',
          says: 'Service shop/web selects the Pods of Deployment shop/web-v1, Deployment shop/web-v2, which run different images.',
          evidence: [
            'Service shop/web spec.selector',
            'Deployment shop/web-v1 spec.template.spec.containers[].image',
            'Deployment shop/web-v2 spec.template.spec.containers[].image',
          ],
          related: ['Mapping shop/web', 'Deployment shop/web-v1', 'Deployment shop/web-v2'],
        },
      ],
    },
    'kinds of workloads make no difference': {
      given: [mapping('web'), WEB, version('web-v1', '1.0', { kind: 'StatefulSet' }), version('web-v2', '2.0')],
      expect: [{ on: 'Service shop/web' }],
    },
    'weights share requests between it and one of its versions': {
      given: [mapping('web'), mapping('web-next', 'weight: 10'), WEB, NEXT, ...BOTH],
      expect: [
        {
          on: 'Service shop/web',
          severity: 'warning',
          mentions: ['The weights of its route count web-next as another version, which so gets more than its weight.'],
          related: ['Service shop/web-next'],
        },
      ],
    },
    'the other Service of its route selects the same Pods': {
      given: [
        mapping('web'),
        mapping('web-next', 'weight: 10'),
        WEB,
        service('web-next', 'selector: { app: web }'),
        ...BOTH,
      ],
      expect: [
        { on: 'Service shop/web', severity: 'info' },
        { on: 'Service shop/web-next', severity: 'info' },
      ],
    },
    'the other Service of its route selects nothing that is there': {
      given: [
        mapping('web'),
        mapping('web-next', 'weight: 10'),
        WEB,
        service('web-next', 'selector: { app: x }'),
        ...BOTH,
      ],
      expect: [{ on: 'Service shop/web', severity: 'info' }],
    },
    'the other Service of its route selects something else': {
      given: [
        mapping('web'),
        mapping('web-next', 'weight: 10'),
        WEB,
        service('web-next', 'selector: { app: api }'),
        ...BOTH,
        workload('api', { containers: image('2.0') }),
      ],
      expect: [{ on: 'Service shop/web', severity: 'info' }],
    },
    'the same with colours': {
      given: [
        mapping('web'),
        mapping('web-next', 'weight: 10'),
        WEB,
        service('web-next', 'selector: { app: web, version: web-green }'),
        version('web-blue', '1.0'),
        version('web-green', '2.0'),
      ],
      expect: [{ on: 'Service shop/web', severity: 'warning' }],
    },
    'the one version is off the route, with weight 0': {
      given: [mapping('web'), mapping('web-next', 'weight: 0'), WEB, NEXT, ...BOTH],
      expect: [{ on: 'Service shop/web', severity: 'info' }],
    },
  },
});
