import { lbNeedsEndpointResolver } from '../../../src/checks/balance/lb-needs-endpoint-resolver.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping } from './yaml.ts';

const module = (config: string) => `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { ${config} } }
`;

testCheck(lbNeedsEndpointResolver, {
  clean: {
    'no load balancer': { given: mapping('web') },
    'an endpoint resolver by its alias': {
      given: mapping('web', 'resolver: endpoint, load_balancer: { policy: round_robin }'),
    },
    'an endpoint resolver by its own name': {
      given: [
        mapping('web', 'resolver: mine, load_balancer: { policy: round_robin }'),
        'kind: KubernetesEndpointResolver\nmetadata: { name: mine, namespace: shop }',
      ],
    },
    'an endpoint resolver of the Module': {
      given: [mapping('web', 'load_balancer: { policy: round_robin }'), module('resolver: endpoint')],
    },
    'the load balancer of the Module drops nothing': {
      given: [mapping('web'), module('load_balancer: { policy: least_request }')],
    },
    'a Mapping of another gateway': {
      given: [mapping('web', 'ambassador_id: [other], load_balancer: { policy: round_robin }'), mapping('front')],
    },
    'no resolver, and a Module that could not be read': {
      given: mapping('web', 'load_balancer: { policy: least_request }'),
      gaps: [{ kind: 'Module', reason: 'not in the input' }],
    },
    'an unknown resolver is another finding': {
      given: mapping('web', 'resolver: nothing, load_balancer: { policy: round_robin }'),
    },
  },
  found: {
    'under the default resolver': {
      given: mapping('web', 'load_balancer: { policy: least_request }'),
      expect: [
        {
          on: 'Mapping shop/web',
          severity: 'error',
          says: 'Mapping shop/web sets load_balancer least_request, but its resolver kubernetes-service knows only one address; Emissary drops the Mapping.',
          mentions: [`'{"spec":{"resolver":"endpoint"}}'`],
          evidence: ['Mapping shop/web spec.load_balancer.policy'],
        },
      ],
    },
    'under a service resolver that the Mapping names, whatever the Module says': {
      given: [mapping('web', 'resolver: kubernetes-service, load_balancer: { policy: round_robin }')],
      gaps: [{ kind: 'Module', reason: 'not in the input' }],
      expect: [{ on: 'Mapping shop/web', mentions: ['resolver kubernetes-service'] }],
    },
    'under a service resolver that the Mapping names': {
      given: [
        mapping('web', 'resolver: mine, load_balancer: { policy: round_robin }'),
        'kind: KubernetesServiceResolver\nmetadata: { name: mine, namespace: shop }',
      ],
      expect: [{ on: 'Mapping shop/web', mentions: ['resolver mine'] }],
    },
  },
});
