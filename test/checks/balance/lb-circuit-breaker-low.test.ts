import { lbCircuitBreakerLow } from '../../../src/checks/balance/lb-circuit-breaker-low.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from '../mappings/yaml.ts';
import { mapping, service, workload } from './yaml.ts';

/** A gateway of two Pods. */
const TWO = gateway().replace('spec:\n  selector', 'spec:\n  replicas: 2\n  selector');
const limited = (breaker: string, more = '') => mapping('web', `circuit_breakers: [{ ${breaker} }]${more}`);
const WEB = service('web', 'selector: { app: web }');
const pods = (replicas: number) => workload('web', { replicas });
const scaler = (max: number) => `
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: shop }
spec: { scaleTargetRef: { kind: Deployment, name: web }, minReplicas: 2, maxReplicas: ${max} }
`;
const module = (config: string) => `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { ${config} } }
`;
const tcp = (more: string) => `
kind: TCPMapping
metadata: { name: db, namespace: shop }
spec: { port: 5432, service: "web.shop:80", ${more} }
`;

testCheck(lbCircuitBreakerLow, {
  clean: {
    'ten for each gateway Pod there is': {
      given: [TWO, limited('max_connections: 20, max_requests: 20'), WEB, pods(20)],
    },
    'no circuit breaker': { given: [TWO, mapping('web'), WEB, pods(50)] },
    'a breaker for another priority': { given: [TWO, limited('priority: high, max_requests: 1'), WEB, pods(5)] },
    'few requests may wait': { given: [TWO, limited('max_pending_requests: 1'), WEB, pods(5)] },
    'few retries': { given: [TWO, limited('max_retries: 0'), WEB, pods(5)] },
    'connections of gRPC, which many requests share': {
      given: [TWO, limited('max_connections: 1', ', grpc: true'), WEB, pods(5)],
    },
    'the number of gateway Pods is not known': { given: [limited('max_requests: 1'), WEB, pods(5)] },
    'a gateway that is scaled down': {
      given: [TWO.replace('replicas: 2', 'replicas: 0'), limited('max_requests: 1'), WEB, pods(5)],
    },
    'the Module limits all, and each Mapping says otherwise': {
      given: [TWO, module('circuit_breakers: [{ max_requests: 1 }]'), limited('max_requests: 500'), WEB, pods(5)],
    },
    'a weight of 0': {
      given: [TWO, mapping('other'), limited('max_requests: 1', ', weight: 0'), WEB, pods(5)],
    },
    'a TCPMapping, to which requests mean nothing': {
      given: [TWO, mapping('web'), tcp('circuit_breakers: [{ max_requests: 0 }]')],
    },
  },
  found: {
    'fewer requests at a time than Pods': {
      given: [TWO, limited('max_requests: 2'), WEB, pods(5)],
      expect: [
        {
          on: 'Mapping shop/web',
          severity: 'warning',
          says: 'Mapping shop/web sets max_requests to 2 for each gateway Pod: with 2 of these that is 4 at a time, for up to 5 Pods.',
          mentions: ['Raise max_requests in Mapping shop/web'],
          evidence: [
            'Mapping shop/web spec.circuit_breakers.max_requests',
            'Deployment emissary/emissary-ingress spec.replicas',
          ],
        },
      ],
    },
    'as many as there are Pods, which may be meant': {
      given: [TWO, limited('max_requests: 2'), WEB, pods(4)],
      expect: [{ on: 'Mapping shop/web', severity: 'info' }],
    },
    'one below ten for each gateway Pod': {
      given: [TWO, limited('max_connections: 19'), WEB, pods(3)],
      expect: [{ on: 'Mapping shop/web', severity: 'info', mentions: ['that is 38 at a time.'] }],
    },
    'fewer than an autoscaler can bring': {
      given: [TWO, limited('max_requests: 20'), WEB, pods(2), scaler(41)],
      expect: [{ on: 'Mapping shop/web', severity: 'warning', mentions: ['that is 40 at a time, for up to 41 Pods'] }],
    },
    'few connections to endpoints, of which each has one in any case': {
      given: [TWO, limited('max_connections: 1', ', resolver: endpoint'), WEB, pods(5)],
      expect: [{ on: 'Mapping shop/web', severity: 'info' }],
    },
    'no requests at all': {
      given: [TWO, limited('max_connections: 1, max_requests: 0'), WEB, pods(1)],
      expect: [
        { on: 'Mapping shop/web', severity: 'error', mentions: ['max_requests to 0', 'no request gets through.'] },
      ],
    },
    'no request may wait for its connection': {
      given: [TWO, limited('max_pending_requests: 0'), WEB, pods(1)],
      expect: [{ on: 'Mapping shop/web', severity: 'error' }],
    },
    'the Module limits all, once': {
      given: [
        TWO,
        module('circuit_breakers: [{ max_requests: 1 }]'),
        mapping('web'),
        mapping('api').replace('/shop/', '/api/'),
        WEB,
        pods(3),
      ],
      expect: [
        {
          on: 'Module emissary/ambassador',
          severity: 'warning',
          evidence: ['Module emissary/ambassador spec.config.circuit_breakers.max_requests'],
          related: ['Mapping shop/web', 'Mapping shop/api'],
        },
      ],
    },
    'a TCPMapping': {
      given: [TWO, mapping('web'), tcp('circuit_breakers: [{ max_connections: 1 }]'), WEB, pods(3)],
      expect: [{ on: 'TCPMapping shop/db', severity: 'warning' }],
    },
    'a gateway of which only Pods are known': {
      given: [
        `
kind: Pod
metadata: { name: emissary-1, namespace: emissary }
spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
status: { phase: Running }
`,
        limited('max_requests: 9'),
      ],
      expect: [{ on: 'Mapping shop/web', severity: 'info', mentions: ['with 1 of these that is 9'] }],
    },
  },
});
