import { crdSchemaOld } from '../../../src/checks/gateway/crd-schema-old.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from './given.ts';

const crd = (plural: string, fields: string) => `
kind: CustomResourceDefinition
metadata: { name: ${plural}.getambassador.io }
spec:
  group: getambassador.io
  versions: [{ name: v2, served: true }, { name: v3alpha1, served: true${fields ? `, schema: ${fields}` : ''} }]`;
const properties = (fields: string, more = '') =>
  `{ openAPIV3Schema: { type: object, properties: { spec: { type: object${more}, properties: { ${fields} } } } } }`;
const OLD_HOST = crd('hosts', properties('hostname: {}, tlsSecret: { properties: { name: {} } }'));

testCheck(crdSchemaOld, {
  clean: {
    'the field is there': {
      given: [gateway(), crd('hosts', properties('tlsSecret: { properties: { name: {}, namespace: {} } }'))],
    },
    'a gateway that does not know the field either': { given: [gateway({ version: '2.3.2' }), OLD_HOST] },
    'a gateway of unknown version': { given: [gateway({ image: 'registry.test/emissary:stable' }), OLD_HOST] },
    'no gateway was found': { given: OLD_HOST },
    'unknown fields are let through': {
      given: [gateway(), crd('mappings', properties('prefix: {}', ', x-kubernetes-preserve-unknown-fields: true'))],
    },
    'a definition without a schema': { given: [gateway(), crd('hosts', '')] },
    'a definition of which only a few fields were written out': {
      given: [gateway(), crd('mappings', properties('hostname: {}, prefix: {}, service: {}'))],
    },
    'v3alpha1 is not served: that is another finding': {
      given: [gateway(), OLD_HOST.replace('name: v3alpha1, served: true', 'name: v3alpha1, served: false')],
    },
    'the fields of v2 alone': {
      given: [gateway(), OLD_HOST.replace('name: v3alpha1', 'name: v1').replace('name: v2', 'name: v3alpha1')],
    },
    'definitions could not be read': {
      given: gateway(),
      gaps: [{ kind: 'CustomResourceDefinition', reason: 'forbidden' }],
    },
  },
  found: {
    'a Secret in another namespace is dropped': {
      given: [gateway({ version: '2.4.0' }), OLD_HOST],
      expect: [
        {
          on: 'CustomResourceDefinition hosts.getambassador.io',
          severity: 'warning',
          says: 'Deployment emissary/emissary-ingress is version 2.4.0, and the definitions in the cluster are older: they lack Host.spec.tlsSecret.namespace.',
          evidence: ['CustomResourceDefinition hosts.getambassador.io schema of v3alpha1, spec.tlsSecret.namespace'],
          related: ['Deployment emissary/emissary-ingress'],
        },
      ],
    },
    'several definitions, one finding': {
      given: [
        gateway({ version: '3.9.1' }),
        OLD_HOST,
        crd('mappings', properties('hostname: {}, prefix: {}, keepalive: {}, v2ExplicitTLS: {}')),
      ],
      expect: [
        {
          on: 'CustomResourceDefinition mappings.getambassador.io',
          mentions: ['they lack Mapping.spec.health_checks, Host.spec.tlsSecret.namespace'],
          related: ['CustomResourceDefinition hosts.getambassador.io'],
        },
      ],
    },
    'no hostname': {
      given: [gateway(), crd('mappings', properties('host: {}, prefix: {}, service: {}'))],
      expect: [{ on: 'CustomResourceDefinition mappings.getambassador.io', mentions: ['lack Mapping.spec.hostname'] }],
    },
  },
});
