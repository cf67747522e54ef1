import { crdVersionNotServed } from '../../../src/checks/gateway/crd-version-not-served.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from './given.ts';

const crd = (versions: string) => `
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec: { group: getambassador.io, versions: [${versions}] }`;
const V2 = '{ name: v2, served: true, storage: true }';

testCheck(crdVersionNotServed, {
  clean: {
    'it is served beside others': { given: [gateway(), crd(`${V2}, { name: v3alpha1, served: true }`)] },
    'a gateway of version 1': { given: [gateway({ image: 'docker.io/datawire/ambassador:1.14.4' }), crd(V2)] },
    'a gateway of unknown version': { given: [gateway({ version: 'main' }), crd(V2)] },
    'the definition says nothing of versions': { given: [gateway(), crd('')] },
  },
  found: {
    'version 2 only': {
      given: [gateway({ version: '3.9.1' }), crd(V2)],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'critical',
          says: 'Deployment emissary/emissary-ingress reads getambassador.io/v3alpha1, which this cluster does not serve for Mapping.',
          evidence: ['CustomResourceDefinition mappings.getambassador.io spec.versions'],
        },
      ],
    },
    'it is switched off': {
      given: [gateway(), crd(`${V2}, { name: v3alpha1, served: false }`)],
      expect: [{ on: 'Deployment emissary/emissary-ingress' }],
    },
  },
});
