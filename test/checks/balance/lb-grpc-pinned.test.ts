import { lbGrpcPinned } from '../../../src/checks/balance/lb-grpc-pinned.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from '../mappings/yaml.ts';
import { mapping, service, workload } from './yaml.ts';

const grpc = (fields = '') => mapping('web', `grpc: true${fields && `, ${fields}`}`);
const WEB = service('web', 'selector: { app: web }');
const THREE = workload('web', { replicas: 3 });
const containers = (...names: readonly string[]) =>
  `[${['app', ...names].map((name) => `{ name: ${name}, image: "registry.test/${name}:1" }`).join(', ')}]`;
const namespace = (name: string, meta: string) => `
kind: Namespace
metadata: { name: ${name}, ${meta} }
`;
const scaler = `
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: shop }
spec: { scaleTargetRef: { kind: Deployment, name: web }, minReplicas: 2, maxReplicas: 9 }
`;
const module = (config: string) => `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { ${config} } }
`;

testCheck(lbGrpcPinned, {
  clean: {
    'an endpoint resolver': { given: [grpc('resolver: endpoint'), WEB, THREE] },
    'an endpoint resolver for all': { given: [module('resolver: endpoint'), grpc(), WEB, THREE] },
    'a headless Service': { given: [grpc(), service('web', 'selector: { app: web }, clusterIP: None'), THREE] },
    'a single Pod': { given: [grpc(), WEB, workload('web', { replicas: 1 })] },
    'HTTP/1, which takes many connections': { given: [mapping('web'), WEB, THREE] },
    'a name outside': { given: [mapping('web', 'grpc: true').replace('web.shop', 'api.example.com'), WEB, THREE] },
    'an ExternalName': {
      given: [
        grpc(),
        service('web', 'type: ExternalName, externalName: grpc.example.com, selector: { app: web }'),
        THREE,
      ],
    },
    'connections are made anew, by the Mapping': {
      given: [grpc('cluster_max_connection_lifetime_ms: 60000'), WEB, THREE],
    },
    'connections are made anew, by the Module': {
      given: [module('cluster_max_connection_lifetime_ms: 60000'), grpc(), WEB, THREE],
    },
    'a sidecar of Istio': { given: [grpc(), WEB, workload('web', { containers: containers('istio-proxy') })] },
    'a sidecar of Linkerd': { given: [grpc(), WEB, workload('web', { containers: containers('linkerd-proxy') })] },
    'an annotation that asks for a sidecar': {
      given: [grpc(), WEB, workload('web', { annotations: 'linkerd.io/inject: enabled' })],
    },
    'a label that asks for a sidecar': {
      given: [grpc(), WEB, workload('web', { labels: 'app: web, sidecar.istio.io/inject: "true"' })],
    },
    'a namespace of Istio': { given: [grpc(), WEB, THREE, namespace('shop', 'labels: { istio-injection: enabled }')] },
    'the gateway in a mesh': {
      given: [grpc(), WEB, THREE, gateway(), namespace('emissary', 'annotations: { linkerd.io/inject: ingress }')],
    },
    'the number of Pods is not known': {
      given: [grpc(), WEB],
      gaps: [{ kind: 'Pod', reason: 'forbidden' }],
    },
    'a weight of 0': { given: [mapping('other'), grpc('weight: 0'), WEB, THREE] },
  },
  found: {
    'three Pods behind one address': {
      given: [grpc(), WEB, THREE],
      expect: [
        {
          on: 'Mapping shop/web',
          severity: 'info',
          says: 'Mapping shop/web speaks gRPC with the 3 Pods of Service shop/web through one address, and each of its connections stays with one Pod.',
          mentions: [`patch mappings.v3alpha1.getambassador.io web --type=merge -p '{"spec":{"resolver":"endpoint"}}'`],
          related: ['Service shop/web'],
        },
      ],
    },
    'an autoscaler whose Pods get nothing': {
      given: [grpc(), WEB, THREE, scaler],
      expect: [{ on: 'Mapping shop/web', severity: 'warning', mentions: ['autoscaler adds wait for new connections'] }],
    },
    'an autoscaler that is at its end': {
      given: [grpc(), WEB, THREE, scaler.replace('maxReplicas: 9', 'maxReplicas: 3')],
      expect: [{ on: 'Mapping shop/web', severity: 'info' }],
    },
    'a namespace of Istio, and Pods that are left out of it': {
      given: [
        grpc(),
        WEB,
        workload('web', { annotations: 'sidecar.istio.io/inject: "false"' }),
        namespace('shop', 'labels: { istio-injection: enabled }'),
      ],
      expect: [{ on: 'Mapping shop/web' }],
    },
    'once for a Service, however many methods have Mappings': {
      given: [
        grpc(),
        mapping('web-two', 'grpc: true').replace('/shop/', '/two/').replace('web-two.shop', 'web.shop'),
        WEB,
        THREE,
      ],
      expect: [
        {
          on: 'Mapping shop/web',
          mentions: ['patch mappings.v3alpha1.getambassador.io web-two '],
          related: ['Mapping shop/web-two'],
        },
      ],
    },
  },
});
