import { apiextCaExpiring } from '../../../src/checks/gateway/apiext-ca-expiring.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const CRD = `
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec: { group: getambassador.io, conversion: { strategy: Webhook } }`;
const ca = (ends: string) => tlsSecret({ name: 'emissary-ingress-webhook-ca', namespace: 'emissary-system', ends });
const apiext = (tag: string) => `
kind: Deployment
metadata: { name: emissary-apiext, namespace: emissary-system }
spec: { template: { spec: { containers: [{ name: emissary-apiext, image: "localhost:5000/emissary:${tag}" }] } } }`;

testCheck(apiextCaExpiring, {
  clean: {
    'old apiext, thirty days left': { given: [CRD, apiext('3.9.1'), ca('2026-01-31')] },
    'new apiext, ten days left': { given: [CRD, apiext('3.10.0'), ca('2026-01-11')] },
    'apiext of unknown version, ten days left': { given: [CRD, ca('2026-01-11')] },
    'it has expired: that is another finding': { given: [CRD, apiext('3.9.1'), ca('2025-12-31')] },
    'nothing is converted': { given: [CRD.replace('Webhook', 'None'), ca('2026-01-02')] },
  },
  found: {
    'old apiext, a day less than thirty left': {
      given: [CRD, apiext('3.9.1'), ca('2026-01-30')],
      expect: [
        {
          on: 'Secret emissary-system/emissary-ingress-webhook-ca',
          severity: 'error',
          says: 'The authority of the conversion webhook in Secret emissary-system/emissary-ingress-webhook-ca expires on 2026-01-30, and apiext before 3.10 never renews it.',
          evidence: ['Deployment emissary-system/emissary-apiext spec.template.spec.containers[].image'],
        },
      ],
    },
    'new apiext, a day less than ten left': {
      given: [CRD, apiext('4.0.1'), ca('2026-01-10')],
      expect: [
        {
          on: 'Secret emissary-system/emissary-ingress-webhook-ca',
          severity: 'warning',
          mentions: ['apiext should have renewed it by now'],
        },
      ],
    },
    'apiext of unknown version': {
      given: [CRD, ca('2026-01-10')],
      expect: [{ on: 'Secret emissary-system/emissary-ingress-webhook-ca', mentions: ['nothing has renewed it yet'] }],
    },
  },
});
