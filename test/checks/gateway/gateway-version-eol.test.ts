import { gatewayVersionEol } from '../../../src/checks/gateway/gateway-version-eol.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, gatewayPod } from './given.ts';

testCheck(gatewayVersionEol, {
  clean: {
    'the first of version 3': { given: gateway({ version: '3.0.0' }) },
    'version 4': { given: gateway({ version: '4.0.1' }) },
    'Edge Stack numbers for itself': { given: gateway({ image: 'docker.io/datawire/aes:2.5.1' }) },
    'a tag that is no version': { given: gateway({ image: 'registry.test/emissary:stable' }) },
    'no gateway': { given: 'kind: Mapping\nmetadata: { name: a, namespace: shop }\nspec: { prefix: / }' },
  },
  found: {
    'the last of version 2': {
      given: gateway({ version: '2.5.1' }),
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'info',
          says: 'Deployment emissary/emissary-ingress runs version 2.5.1, and versions before 3 get no fixes any more.',
          evidence: ['Deployment emissary/emissary-ingress spec.template.spec.containers[].image'],
        },
      ],
    },
    'version 1': {
      given: gateway({ image: 'quay.io/datawire/ambassador:1.14.4' }),
      expect: [{ on: 'Deployment emissary/emissary-ingress', mentions: ['version 1.14.4'] }],
    },
    'a Pod alone': {
      given: gatewayPod({ name: 'ambassador', image: 'quay.io/datawire/ambassador:0.86.2' }),
      expect: [{ on: 'Pod emissary/ambassador', evidence: ['Pod emissary/ambassador spec.containers[].image'] }],
    },
  },
});
