import { apiextCaBundleMismatch } from '../../../src/checks/gateway/apiext-cabundle-mismatch.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const SECRET = 'Secret emissary-system/emissary-ingress-webhook-ca';
const MAPPINGS = 'CustomResourceDefinition mappings.getambassador.io';

function crd({
  name = 'mappings',
  caBundle = '[own]',
  metadata = '',
  home = 'emissary-system',
  stored = 'v2',
  strategy = 'Webhook',
} = {}): string {
  return `
kind: CustomResourceDefinition
metadata: { name: ${name}.getambassador.io${metadata} }
spec:
  group: getambassador.io
  versions: [{ name: ${stored}, served: true, storage: true }]
  conversion:
    strategy: ${strategy}
    webhook: { clientConfig: { service: { namespace: ${home}, name: emissary-apiext }${caBundle ? `, caBundle: ${caBundle}` : ''} } }`;
}

function ca({ fingerprint = 'own', begins = '2025-06-01', ends = '2026-06-01', namespace = 'emissary-system' } = {}) {
  return tlsSecret({ name: 'emissary-ingress-webhook-ca', namespace, begins, ends, leaf: { fingerprint } });
}

testCheck(apiextCaBundleMismatch, {
  clean: {
    'the bundle is the authority': { given: [crd(), ca()] },
    'a bundle of several': { given: [crd({ caBundle: '[old, own]' }), ca()] },
    'nothing is converted': { given: [crd({ caBundle: '[old]', strategy: 'None' }), ca()] },
    'the authority is nine minutes old': {
      given: [crd({ caBundle: '[old]' }), ca({ begins: '2025-12-31T23:51:00Z' })],
    },
    'the definition is nine minutes old': {
      given: [crd({ caBundle: '', metadata: ', uid: a, creationTimestamp: "2025-12-31T23:51:00Z"' }), ca()],
    },
    'the authority has expired: that is another finding': {
      given: [crd({ caBundle: '[old]' }), ca({ begins: '2024-12-31', ends: '2025-12-31' })],
    },
    'cert-manager fills it': {
      given: [
        crd({
          caBundle: '[other]',
          metadata: ', annotations: { cert-manager.io/inject-ca-from: emissary-system/own }',
        }),
        ca(),
      ],
    },
    'a manifest without a bundle': { given: [crd({ caBundle: '' }), ca()] },
    'the Secret of another installation, left over': {
      given: [crd(), ca(), ca({ namespace: 'old', fingerprint: 'old' })],
    },
    'the Secret could not be read': {
      given: crd({ caBundle: '[old]' }),
      gaps: [{ kind: 'Secret', reason: 'forbidden' }],
    },
    'a Secret whose fingerprint is not known': {
      given: [
        crd({ caBundle: '[old]' }),
        tlsSecret({ name: 'emissary-ingress-webhook-ca', namespace: 'emissary-system' }),
      ],
    },
  },
  found: {
    'another authority, in two definitions of three': {
      given: [crd({ caBundle: '[old]' }), crd({ name: 'hosts', caBundle: '[old]' }), crd({ name: 'modules' }), ca()],
      expect: [
        {
          on: MAPPINGS,
          severity: 'critical',
          says: `${MAPPINGS} trusts another authority than that of the conversion webhook, whose own is in ${SECRET}, and so does 1 more.`,
          mentions: ['kubectl -n emissary-system rollout restart deployment emissary-apiext'],
          evidence: [`${SECRET} data[tls.crt] (SHA-256)`],
          related: [SECRET, 'CustomResourceDefinition hosts.getambassador.io'],
        },
      ],
    },
    'the authority is ten minutes old': {
      given: [crd({ caBundle: '[old]' }), ca({ begins: '2025-12-31T23:50:00Z' })],
      expect: [{ on: MAPPINGS }],
    },
    'read from a cluster, and no bundle': {
      given: [crd({ caBundle: '[]', metadata: ', uid: a' }), ca()],
      expect: [
        {
          on: MAPPINGS,
          says: `${MAPPINGS} names no authority for the conversion webhook, whose own is in ${SECRET}.`,
        },
      ],
    },
    'objects are stored in the version that gateways read': {
      given: [crd({ caBundle: '[old]', stored: 'v3alpha1' }), ca()],
      expect: [{ on: MAPPINGS, severity: 'warning', mentions: ['in another version than the stored one'] }],
    },
    'a webhook that was installed elsewhere': {
      given: [
        crd({ caBundle: '[old]', home: 'edge' }),
        ca({ namespace: 'edge' }),
        `
kind: Deployment
metadata: { name: edge-apiext, namespace: edge }`,
      ],
      expect: [{ on: MAPPINGS, mentions: ['kubectl -n edge rollout restart deployment edge-apiext'] }],
    },
  },
});
