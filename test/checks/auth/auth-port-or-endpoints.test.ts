import { authPortOrEndpoints } from '../../../src/checks/auth/auth-port-or-endpoints.ts';
import { testCheck } from '../../support/check-tester.ts';
import { authService, CRASHING, gateway, pod, service } from '../gateway/given.ts';

const ASKED = [gateway(), authService('login.shop:3000'), service('login')];
const login = (spec: string, status = '') => `
kind: Deployment
metadata: { name: login, namespace: shop, generation: 1 }
spec: { selector: { matchLabels: { app: login } }, template: { metadata: { labels: { app: login } } }, ${spec} }
${status && `status: ${status}`}`;
const scaled = 'kind: ScaledObject\nmetadata: { name: s, namespace: shop }\nspec: { scaleTargetRef: { name: login } }';

testCheck(authPortOrEndpoints, {
  clean: {
    'its Pods are ready': { given: [...ASKED, pod({ name: 'login-1' })] },
    'nothing that tells of Pods could be read': {
      given: ASKED,
      gaps: (['Pod', 'EndpointSlice', 'Endpoints'] as const).map((kind) => ({ kind, reason: 'forbidden' })),
    },
    'a Service that is only another name': {
      given: [
        gateway(),
        authService('login.shop:9999'),
        'kind: Service\nmetadata: { name: login, namespace: shop }\nspec: { type: ExternalName, externalName: login.example.com }',
      ],
    },
    'a headless Service is reached on the Pods’ own port': {
      given: [
        gateway(),
        authService('login.shop:8080'),
        service('login', { more: 'clusterIP: None' }),
        pod({ name: 'login-1' }),
      ],
    },
    'KEDA leaves no Pods': { given: [...ASKED, login('replicas: 0'), scaled] },
    'there are no replicas, and what may scale them could not be read': {
      given: [...ASKED, login('replicas: 0')],
      gaps: [{ kind: 'ScaledObject', reason: 'forbidden' }],
    },
    'the first Pod starts': {
      given: [
        ...ASKED,
        login('replicas: 1', '{ conditions: [{ type: Progressing, status: "True", reason: ReplicaSetUpdated }] }'),
        pod({ name: 'login-1', status: '{ phase: Pending }' }),
      ],
    },
    'a new Pod crashes in a rollout while the old one serves': {
      given: [
        ...ASKED,
        login('replicas: 1', '{ conditions: [{ type: Progressing, status: "True", reason: ReplicaSetUpdated }] }'),
        pod({ name: 'login-1' }),
        pod({ name: 'login-2', status: CRASHING }),
      ],
    },
    'the Service does not exist: that is another finding': { given: [gateway(), authService('login.shop:3000')] },
  },
  found: {
    'a port that the Service does not have': {
      given: [gateway(), authService('login.shop:8080'), service('login'), pod({ name: 'login-1' })],
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'critical',
          says: 'AuthService shop/gate asks Service shop/login, which has no port 8080, only 3000.',
          mentions: ['"auth_service":"login.shop:3000"'],
          evidence: ['AuthService shop/gate spec.auth_service', 'Service shop/login spec.ports'],
        },
      ],
    },
    'the default port, which the Service does not have': {
      given: [gateway(), authService('https://login.shop'), service('login'), pod({ name: 'login-1' })],
      expect: [
        { on: 'AuthService shop/gate', mentions: ['no port 443 (the default), only 3000', 'https://login.shop:3000'] },
      ],
    },
    'all Pods crash': {
      given: [...ASKED, login('replicas: 1'), pod({ name: 'login-1', status: CRASHING })],
      expect: [
        {
          on: 'Service shop/login',
          severity: 'critical',
          says: 'AuthService shop/gate asks Service shop/login, with 0 of 1 Pods ready: login-1 CrashLoopBackOff, exit 1, 14 restarts: missing env DB_URL.',
          mentions: ['mend or roll it back', 'kubectl -n shop logs login-1 -c app --previous', 'answered with 403'],
          evidence: ['Pod shop/login-1 status.containerStatuses[app].state.waiting.reason'],
          related: ['AuthService shop/gate', 'Deployment shop/login', 'Pod shop/login-1'],
        },
      ],
    },
    'one of two crashes': {
      given: [...ASKED, pod({ name: 'login-1' }), pod({ name: 'login-2', status: CRASHING })],
      expect: [{ on: 'Service shop/login', severity: 'warning', mentions: ['with 1 of 2 Pods ready: login-2'] }],
    },
    'scaled to nothing by hand': {
      given: [...ASKED, login('replicas: 0')],
      expect: [
        {
          on: 'Service shop/login',
          severity: 'critical',
          says: 'AuthService shop/gate asks Service shop/login, which is scaled to 0 replicas.',
          mentions: ['kubectl -n shop scale deployment login --replicas=2'],
        },
      ],
    },
    'its selector picks nothing': {
      given: [...ASKED, pod({ name: 'cart-1', app: 'cart' })],
      expect: [
        { on: 'Service shop/login', mentions: ['which picks no Pod', 'kubectl -n shop describe service login'] },
      ],
    },
    'no address is ready, and Pods could not be read': {
      given: [
        ...ASKED,
        'kind: Endpoints\nmetadata: { name: login, namespace: shop }\nsubsets: [{ notReadyAddresses: [{ ip: 10.0.0.1 }] }]',
      ],
      gaps: [
        { kind: 'Pod', reason: 'forbidden' },
        { kind: 'EndpointSlice', reason: 'forbidden' },
      ],
      expect: [{ on: 'Service shop/login', severity: 'critical', mentions: ['of which no address is ready'] }],
    },
  },
});
