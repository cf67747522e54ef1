import { apiextIn, webhookAuthoritiesOf } from '../../cluster/gateway-crds.ts';
import { isAtLeast } from '../../cluster/versions.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';
import { daysUntil, timeOf } from '../../engine/time.ts';

export const apiextCaExpiring = defineCheck({
  code: 'GWY018',
  name: 'apiext-ca-expiring',
  area: 'gateway',
  title: 'The certificate of the conversion webhook’s authority expires soon',
  severity: 'warning',
  reads: ['Secret', 'CustomResourceDefinition'],
  alsoReads: ['Deployment'],
  options: { oldDays: 30, renewedDays: 10 },
  message: 'The authority of the conversion webhook in {secret} expires on {date}, and {renewal}.',
  why: 'From then on the API server cannot read or write objects of getambassador.io, and gateways do not start.',
  fix: 'Delete {secret} and restart the Deployment emissary-apiext, which makes a new one; better, upgrade apiext to 3.10 or later.',
  silent: [
    'clusters whose definitions are not converted by a webhook',
    'apiext from 3.10 on with more than ten days left: it renews its authority two weeks before the end',
  ],
  example: {
    bad: `
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec: { group: getambassador.io, conversion: { strategy: Webhook } }
---
kind: Secret
type: kubernetes.io/tls
metadata: { name: emissary-ingress-webhook-ca, namespace: emissary-system }
data: { tls.crt: { bytes: 900, certificates: [{ subject: CN=ca, issuer: CN=ca, notBefore: "2025-01-05T00:00:00Z", notAfter: "2026-01-05T00:00:00Z" }] } }
---
kind: Deployment
metadata: { name: emissary-apiext, namespace: emissary-system }
spec: { template: { spec: { containers: [{ name: apiext, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } } }
`,
    good: `
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec: { group: getambassador.io, conversion: { strategy: Webhook } }
---
kind: Secret
type: kubernetes.io/tls
metadata: { name: emissary-ingress-webhook-ca, namespace: emissary-system }
data: { tls.crt: { bytes: 900, certificates: [{ subject: CN=ca, issuer: CN=ca, notBefore: "2025-06-01T00:00:00Z", notAfter: "2026-06-01T00:00:00Z" }] } }
---
kind: Deployment
metadata: { name: emissary-apiext, namespace: emissary-system }
spec: { template: { spec: { containers: [{ name: apiext, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } } }
`,
  },

  run({ cluster, now, options, report }) {
    for (const { secret, certificate, definitions } of webhookAuthoritiesOf(cluster)) {
      const end = timeOf(certificate.notAfter);
      if (!end || end <= now) continue;

      const apiext = apiextIn(cluster, secret.metadata.namespace);
      const image = 'spec' in apiext ? apiext.spec.template?.spec?.containers?.[0]?.image : undefined;
      const renews = isAtLeast(/:v?([\d.]+)/.exec(image?.replace(/^[^/]*\//, '') ?? '')?.[1], '3.10');
      const days = daysUntil(end, now);
      if (days >= (renews === false ? options.oldDays : options.renewedDays)) continue;

      report({
        on: secret,
        severity: renews === false ? 'error' : 'warning',
        data: {
          secret,
          date: end,
          renewal: words(
            renews === false
              ? 'apiext before 3.10 never renews it'
              : renews
                ? 'apiext should have renewed it by now'
                : 'nothing has renewed it yet',
          ),
        },
        evidence: [
          { at: secret, path: 'data[tls.crt].notAfter', value: end },
          ...(image ? [{ at: apiext, path: 'spec.template.spec.containers[].image', value: image }] : []),
        ],
        related: definitions,
        command: `${kubectl('delete', secret)}\n${kubectl('rollout restart', apiext)}`,
      });
    }
  },
});
