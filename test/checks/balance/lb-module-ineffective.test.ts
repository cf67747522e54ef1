import { lbModuleIneffective } from '../../../src/checks/balance/lb-module-ineffective.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping } from './yaml.ts';

const module = (config: string, name = 'ambassador') => `
kind: Module
metadata: { name: ${name}, namespace: emissary }
spec: { config: { ${config} } }
`;
const sticky = 'load_balancer: { policy: ring_hash, cookie: { name: session } }';

testCheck(lbModuleIneffective, {
  clean: {
    'an endpoint resolver': { given: [mapping('web'), module(`resolver: endpoint, ${sticky}`)] },
    'one Mapping with an endpoint resolver of its own': {
      given: [mapping('web'), mapping('front', 'resolver: endpoint, headers: { a: b }'), module(sticky)],
    },
    'round_robin, which happens anyway': { given: [mapping('web'), module('load_balancer: { policy: round_robin }')] },
    'no policy, which is round_robin': { given: [mapping('web'), module('load_balancer: {}')] },
    'no Mapping at all': { given: module(sticky) },
    'another Module': { given: [mapping('web'), module(sticky, 'tls')] },
  },
  found: {
    'stickiness that is not there': {
      given: [mapping('web'), module(sticky)],
      expect: [
        {
          on: 'Module emissary/ambassador',
          severity: 'warning',
          mentions: ['ring_hash', 'kubernetes-service', `'{"spec":{"config":{"resolver":"endpoint"}}}'`],
          evidence: [
            'Module emissary/ambassador spec.config.load_balancer.policy',
            'Module emissary/ambassador spec.config.resolver',
          ],
        },
      ],
    },
  },
});
