import { apiextCaExpired } from '../../../src/checks/gateway/apiext-ca-expired.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const CRD = `
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec: { group: getambassador.io, conversion: { strategy: Webhook } }`;
const ca = (ends: string, name = 'emissary-ingress-webhook-ca') =>
  tlsSecret({ name, namespace: 'emissary-system', ends });

testCheck(apiextCaExpired, {
  clean: {
    'good for another second': { given: [CRD, ca('2026-01-01T00:00:01Z')] },
    'nothing is converted': { given: [CRD.replace('Webhook', 'None'), ca('2025-12-01')] },
    'definitions of others are converted': {
      given: [CRD.replace('getambassador.io, conv', 'example.com, conv'), ca('2025-12-01')],
    },
    'another Secret': { given: [CRD, ca('2025-12-01', 'other')] },
  },
  found: {
    'expired this moment': {
      given: [CRD, ca('2026-01-01')],
      expect: [
        {
          on: 'Secret emissary-system/emissary-ingress-webhook-ca',
          severity: 'critical',
          says: 'The authority of the conversion webhook in Secret emissary-system/emissary-ingress-webhook-ca expired on 2026-01-01.',
          mentions: [
            'kubectl -n emissary-system delete secret emissary-ingress-webhook-ca',
            'kubectl -n emissary-system rollout restart deployment emissary-apiext',
          ],
          related: ['CustomResourceDefinition mappings.getambassador.io'],
        },
      ],
    },
  },
});
