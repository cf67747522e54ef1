import { apiextIn, webhookAuthoritiesOf } from '../../cluster/gateway-crds.ts';
import { defineCheck } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';
import { timeOf } from '../../engine/time.ts';

export const apiextCaExpired = defineCheck({
  code: 'GWY017',
  name: 'apiext-ca-expired',
  area: 'gateway',
  title: 'The certificate of the conversion webhook’s authority has expired',
  severity: 'critical',
  reads: ['Secret', 'CustomResourceDefinition'],
  alsoReads: ['Deployment'],
  message: 'The authority of the conversion webhook in {secret} expired on {date}.',
  why: 'The API server can no longer read or write objects of getambassador.io: kubectl fails with x509 errors, gateways see no change and do not start.',
  fix: 'Delete {secret} and restart the Deployment emissary-apiext, which makes a new one; from version 3.10 on it renews it by itself.',
  silent: ['clusters whose definitions are not converted by a webhook'],
  example: {
    bad: `
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec: { group: getambassador.io, conversion: { strategy: Webhook } }
---
kind: Secret
type: kubernetes.io/tls
metadata: { name: emissary-ingress-webhook-ca, namespace: emissary-system }
data: { tls.crt: { bytes: 900, certificates: [{ subject: CN=ca, issuer: CN=ca, notBefore: "2024-12-01T00:00:00Z", notAfter: "2025-12-01T00:00:00Z" }] } }
---
kind: Deployment
metadata: { name: emissary-apiext, namespace: emissary-system }
spec: { template: { spec: { containers: [{ name: apiext, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } } }
`,
    good: `
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec: { group: getambassador.io, conversion: { strategy: None } }
---
kind: Secret
type: kubernetes.io/tls
metadata: { name: emissary-ingress-webhook-ca, namespace: emissary-system }
data: { tls.crt: { bytes: 900, certificates: [{ subject: CN=ca, issuer: CN=ca, notBefore: "2024-12-01T00:00:00Z", notAfter: "2025-12-01T00:00:00Z" }] } }
---
kind: Deployment
metadata: { name: emissary-apiext, namespace: emissary-system }
spec: { template: { spec: { containers: [{ name: apiext, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } } }
`,
  },

  run({ cluster, now, report }) {
    for (const { secret, certificate, definitions } of webhookAuthoritiesOf(cluster)) {
      const end = timeOf(certificate.notAfter);
      if (!end || end > now) continue;

      const apiext = apiextIn(cluster, secret.metadata.namespace);
      report({
        on: secret,
        data: { secret, date: end },
        evidence: [{ at: secret, path: 'data[tls.crt].notAfter', value: end }],
        related: definitions,
        command: `${kubectl('delete', secret)}\n${kubectl('rollout restart', apiext)}`,
      });
    }
  },
});
