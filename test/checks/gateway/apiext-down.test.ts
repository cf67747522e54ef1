import { apiextDown } from '../../../src/checks/gateway/apiext-down.ts';
import { testCheck } from '../../support/check-tester.ts';
import { CRASHING, pod, service } from './given.ts';

const crd = (storage = 'v2') => `
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec:
  group: getambassador.io
  conversion: { strategy: Webhook }
  versions: [{ name: v2, served: true, storage: ${storage === 'v2'} }, { name: v3alpha1, served: true, storage: ${storage !== 'v2'} }]`;
const SERVICE = service('emissary-apiext', { namespace: 'emissary-system', app: 'apiext', port: 443 });
const apiext = (name: string, status?: string) =>
  pod({ name, namespace: 'emissary-system', app: 'apiext', ...(status && { status }) });

testCheck(apiextDown, {
  clean: {
    'a Pod is ready': { given: [crd(), SERVICE, apiext('a'), apiext('b', CRASHING)] },
    'nothing is converted': { given: crd().replace('Webhook', 'None') },
    'some namespaces only were looked at': { given: crd(), namespaces: ['shop'] },
    'it stands in another namespace': {
      given: [
        crd(),
        service('my-apiext', { namespace: 'gates', app: 'apiext' }),
        pod({ name: 'a', namespace: 'gates', app: 'apiext' }),
      ],
    },
    'a left-over without Pods beside the real one': {
      given: [crd(), SERVICE, apiext('a'), service('emissary-apiext', { namespace: 'old', app: 'apiext' })],
    },
    'nothing that tells of its Pods could be read': {
      given: [crd(), SERVICE],
      gaps: (['Pod', 'EndpointSlice', 'Endpoints'] as const).map((kind) => ({ kind, reason: 'forbidden' })),
    },
    'it starts': {
      given: [
        crd(),
        SERVICE,
        apiext('a', '{ phase: Pending }'),
        `
kind: Deployment
metadata: { name: emissary-apiext, namespace: emissary-system }
spec: { selector: { matchLabels: { app: apiext } }, template: { metadata: { labels: { app: apiext } } } }
status: { conditions: [{ type: Progressing, status: "True", reason: ReplicaSetUpdated }] }`,
      ],
    },
  },
  found: {
    'its Pods crash': {
      given: [crd(), SERVICE, apiext('a', CRASHING)],
      expect: [
        {
          on: 'Service emissary-system/emissary-apiext',
          severity: 'critical',
          says: 'Objects of getambassador.io are converted by Service emissary-system/emissary-apiext, which has no ready Pod: a CrashLoopBackOff, exit 1, 14 restarts: missing env DB_URL.',
          mentions: ['kubectl -n emissary-system logs a -c app --previous', 'gateways see no change'],
          related: ['CustomResourceDefinition mappings.getambassador.io'],
        },
      ],
    },
    'its Pods crash, and objects are stored as they are read': {
      given: [crd('v3alpha1'), SERVICE, apiext('a', CRASHING)],
      expect: [{ on: 'Service emissary-system/emissary-apiext', severity: 'warning' }],
    },
    'there is no such Service': {
      given: crd(),
      expect: [
        {
          on: 'Service emissary-system/emissary-apiext',
          severity: 'critical',
          says: 'Objects of getambassador.io are converted by Service emissary-system/emissary-apiext, which does not exist.',
        },
      ],
    },
    'it is scaled to nothing': {
      given: [
        crd(),
        SERVICE,
        `
kind: Deployment
metadata: { name: emissary-apiext, namespace: emissary-system }
spec: { replicas: 0, template: { metadata: { labels: { app: apiext } } } }`,
      ],
      expect: [
        {
          on: 'Service emissary-system/emissary-apiext',
          mentions: ['is scaled to 0 replicas', 'scale deployment emissary-apiext --replicas=3'],
        },
      ],
    },
  },
});
