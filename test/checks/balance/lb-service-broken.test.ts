import { lbServiceBroken } from '../../../src/checks/balance/lb-service-broken.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping, service } from './yaml.ts';

const selecting = (name: string) => service(name, `selector: { app: ${name} }`);
const endpoints = (name: string, addresses: string) => `
kind: Endpoints
metadata: { name: ${name}, namespace: shop }
subsets: [{ ${addresses}, ports: [{ port: 80 }] }]
`;
const canary = [mapping('web'), mapping('web-next', 'weight: 20'), service('web')];

testCheck(lbServiceBroken, {
  clean: {
    'both Services are there': { given: [...canary, service('web-next')] },
    'the broken member has weight 0': {
      given: [mapping('web'), mapping('web-next', 'weight: 0'), service('web')],
    },
    'a broken Mapping that is alone: mapping-service-missing says it': { given: mapping('web') },
    'every member is broken: each says so by itself': { given: [mapping('web'), mapping('web-next', 'weight: 20')] },
    'Services of that namespace could not be read': {
      given: [
        mapping('web'),
        mapping('web-next', 'weight: 20').replace('web-next.shop', 'web-next.hidden'),
        service('web'),
        service('any', '', 'hidden'),
      ],
      gaps: [{ kind: 'Service', namespace: 'hidden', reason: 'forbidden' }],
      namespaces: ['shop'],
    },
    'a Service without selector, whose addresses are written by hand': { given: [...canary, service('web-next')] },
    'what stands behind it is unknown': {
      given: [...canary, selecting('web-next')],
      gaps: [
        { kind: 'Pod', reason: 'forbidden' },
        { kind: 'Endpoints', reason: 'forbidden' },
        { kind: 'EndpointSlice', reason: 'forbidden' },
      ],
    },
    'a Service that is another name': {
      given: [
        ...canary,
        service('web-next', 'type: ExternalName, externalName: web.example.com, selector: { app: web-next }'),
      ],
    },
    'KEDA scales it to zero': {
      given: [
        ...canary,
        selecting('web-next'),
        endpoints('web-next', 'notReadyAddresses: [{ ip: 10.0.0.1 }]'),
        `kind: Deployment
metadata: { name: web-next, namespace: shop }
spec: { replicas: 0, selector: { matchLabels: { app: web-next } }, template: { metadata: { labels: { app: web-next } } } }`,
        'kind: ScaledObject\nmetadata: { name: web-next, namespace: shop }\nspec: { scaleTargetRef: { name: web-next } }',
      ],
    },
    'one Pod is ready': {
      given: [...canary, selecting('web-next'), endpoints('web-next', 'addresses: [{ ip: 10.0.0.1 }]')],
    },
  },
  found: {
    'its Service does not exist': {
      given: canary,
      expect: [
        {
          on: 'Mapping shop/web-next',
          severity: 'error',
          says: '20 % of the requests to /shop/ go to Mapping shop/web-next, and fail: there is no Service web-next.shop.',
          mentions: [`'{"spec":{"weight":0}}'`],
          related: ['Mapping shop/web'],
        },
      ],
    },
    'its Service has another port': {
      given: [...canary, service('web-next').replace('port: 80', 'port: 8080')],
      expect: [{ on: 'Mapping shop/web-next', mentions: ['the Service web-next.shop has no port 80'] }],
    },
    'its Mapping asks for the port of the Pods': {
      given: [...canary, service('web-next').replace('port: 80', 'port: 8080, targetPort: 80')],
      expect: [{ on: 'Mapping shop/web-next', mentions: ['the Service web-next.shop has no port 80'] }],
    },
    'no Pod behind it is ready': {
      given: [...canary, selecting('web-next'), endpoints('web-next', 'notReadyAddresses: [{ ip: 10.0.0.1 }]')],
      expect: [{ on: 'Mapping shop/web-next', mentions: ['no Pod behind web-next.shop is ready'] }],
    },
    'the heavy member is the broken one': {
      given: [mapping('web'), mapping('web-next', 'weight: 20'), service('web-next')],
      expect: [{ on: 'Mapping shop/web', mentions: ['80 % of the requests'] }],
    },
  },
});
