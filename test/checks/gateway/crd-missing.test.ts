import { crdMissing } from '../../../src/checks/gateway/crd-missing.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, gatewayPod } from './given.ts';

const KINDS =
  'authservices consulresolvers hosts kubernetesendpointresolvers kubernetesserviceresolvers listeners logservices mappings modules ratelimitservices tcpmappings tlscontexts tracingservices';
const crd = (name: string) => `
kind: CustomResourceDefinition
metadata: { name: ${name} }
spec: { versions: [{ name: v3alpha1, served: true, storage: true }] }`;
const all = (...without: readonly string[]) =>
  KINDS.split(' ')
    .filter((plural) => !without.includes(plural))
    .map((plural) => crd(`${plural}.getambassador.io`));

testCheck(crdMissing, {
  clean: {
    'all but DevPortal': { given: [gateway(), ...all()] },
    'no definition was read at all': { given: [gateway(), gatewayPod({ name: 'a' })] },
    'manifests with definitions of others': { given: [gateway(), crd('certificates.cert-manager.io')] },
    'a gateway of version 1, which has no Listener': {
      given: [gateway({ image: 'docker.io/datawire/ambassador:1.14.4' }), ...all('listeners')],
    },
    'a gateway of unknown version': { given: [gateway({ version: 'main' }), ...all('listeners')] },
    'an object of the kind is there, so its definition was left out': {
      given: [
        gateway(),
        ...all('listeners'),
        'kind: Listener\nmetadata: { name: l, namespace: shop }\nspec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }',
      ],
    },
    'some of the definitions, and objects of kinds that are not among them': {
      given: [
        gateway(),
        crd('mappings.getambassador.io'),
        crd('hosts.getambassador.io'),
        'kind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: {} }',
      ],
    },
  },
  found: {
    'Listener, as after an upgrade from version 1': {
      given: [gateway(), ...all('listeners')],
      expect: [
        {
          on: 'Deployment emissary/emissary-ingress',
          severity: 'critical',
          says: 'Deployment emissary/emissary-ingress watches kinds that this cluster does not have: Listener.',
          evidence: ['CustomResourceDefinition listeners.getambassador.io metadata.name'],
        },
      ],
    },
    'a kind that is not at the core': {
      given: [gateway(), ...all('tracingservices')],
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'error' }],
    },
    'all of them, in a cluster that runs': {
      given: [gateway(), gatewayPod({ name: 'a' }), crd('certificates.cert-manager.io')],
      expect: [{ on: 'Deployment emissary/emissary-ingress', severity: 'critical', mentions: ['and 8 more'] }],
    },
  },
});
