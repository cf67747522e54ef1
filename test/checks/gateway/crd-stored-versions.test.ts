import { crdStoredVersions } from '../../../src/checks/gateway/crd-stored-versions.ts';
import { testCheck } from '../../support/check-tester.ts';

function crd({
  kind = 'Mapping',
  group = 'getambassador.io',
  strategy = 'None',
  storage = 'v3alpha1',
  stored = '[v2, v3alpha1]',
} = {}): string {
  const plural = `${kind.toLowerCase()}s`;
  return `
kind: CustomResourceDefinition
metadata: { name: ${plural}.${group} }
spec:
  group: ${group}
  names: { kind: ${kind}, plural: ${plural} }
  ${strategy ? `conversion: { strategy: ${strategy} }` : ''}
  versions:
    - { name: v2, served: true, storage: ${storage === 'v2'} }
    - { name: v3alpha1, served: true, storage: ${storage === 'v3alpha1'} }
${stored ? `status: { storedVersions: ${stored} }` : ''}`;
}

testCheck(crdStoredVersions, {
  clean: {
    'only the new version was ever stored': { given: crd({ stored: '[v3alpha1]' }) },
    'the webhook converts': { given: crd({ strategy: 'Webhook' }) },
    'the old version is stored today': { given: crd({ storage: 'v2', stored: '[v2]' }) },
    'a manifest without a status': { given: crd({ stored: '' }) },
    'a definition of somebody else': { given: crd({ group: 'example.com' }) },
    'definitions could not be read': { given: [], gaps: [{ kind: 'CustomResourceDefinition', reason: 'forbidden' }] },
  },
  found: {
    'two kinds, one finding': {
      given: [
        crd({ stored: '[v1, v2, v3alpha1]' }),
        crd({ kind: 'Host' }),
        crd({ kind: 'Module', stored: '[v3alpha1]' }),
      ],
      expect: [
        {
          on: 'CustomResourceDefinition mappings.getambassador.io',
          severity: 'warning',
          says: 'Objects of Mapping, Host may still be stored as v1, v2, and nothing converts them: their conversion strategy is None.',
          evidence: [
            'CustomResourceDefinition hosts.getambassador.io status.storedVersions',
            'CustomResourceDefinition mappings.getambassador.io spec.conversion.strategy',
          ],
          related: ['CustomResourceDefinition hosts.getambassador.io'],
        },
      ],
    },
    'no strategy is None': {
      given: crd({ strategy: '' }),
      expect: [{ on: 'CustomResourceDefinition mappings.getambassador.io' }],
    },
  },
});
