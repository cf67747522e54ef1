import { apiextIn, isStoredOld, mainFirst, webhookAuthoritiesOf } from '../../cluster/gateway-crds.ts';
import type { CustomResourceDefinition } from '../../cluster/objects.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';
import { between, timeOf } from '../../engine/time.ts';

export const apiextCaBundleMismatch = defineCheck({
  code: 'GWY019',
  name: 'apiext-cabundle-mismatch',
  area: 'gateway',
  title: 'The API server does not trust the conversion webhook',
  severity: 'critical',
  reads: ['Secret', 'CustomResourceDefinition'],
  alsoReads: ['Deployment'],
  message: '{definition} {problem} the conversion webhook, whose own is in {secret}{others}.',
  why: '{consequence}',
  fix: 'Restart {apiext}: when it starts, it writes its authority into the definitions. If they were applied anew by a tool, let that leave caBundle alone.',
  inGeneral: {
    why: 'The API server refuses the webhook’s certificate (x509: certificate signed by unknown authority). Where old versions are stored, it can neither read nor write these objects: gateways see no change, and one that restarts does not start.',
    fix: 'Restart the Deployment emissary-apiext: when it starts, it writes its authority into the definitions. If they were applied anew by a tool, let that leave caBundle alone.',
  },
  silent: [
    'a caBundle with several authorities, one of them the webhook’s',
    'a caBundle that cert-manager fills from somewhere else',
    'an authority or a definition that is younger than ten minutes: apiext is about to write it',
    'an authority that has expired: that is apiext-ca-expired',
    'definitions that were not read from a cluster, and have no caBundle yet',
  ],
  example: {
    bad: `
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec:
  group: getambassador.io
  versions: [{ name: v2, served: true, storage: true }, { name: v3alpha1, served: true }]
  conversion: { strategy: Webhook, webhook: { clientConfig: { caBundle: [0f1e] } } }
---
kind: Secret
type: kubernetes.io/tls
metadata: { name: emissary-ingress-webhook-ca, namespace: emissary-system }
data: { tls.crt: { bytes: 900, certificates: [{ subject: CN=ca, issuer: CN=ca, fingerprint: 2a3b, notBefore: "2025-06-01T00:00:00Z", notAfter: "2026-06-01T00:00:00Z" }] } }
---
kind: Deployment
metadata: { name: emissary-apiext, namespace: emissary-system }
spec: { template: { spec: { containers: [{ name: apiext, image: "ghcr.io/emissary-ingress/emissary:3.9.1" }] } } }
`,
    good: `
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec:
  group: getambassador.io
  versions: [{ name: v2, served: true, storage: true }, { name: v3alpha1, served: true }]
  conversion: { strategy: Webhook, webhook: { clientConfig: { caBundle: [2a3b] } } }
---
kind: Secret
type: kubernetes.io/tls
metadata: { name: emissary-ingress-webhook-ca, namespace: emissary-system }
data: { tls.crt: { bytes: 900, certificates: [{ subject: CN=ca, issuer: CN=ca, fingerprint: 2a3b, notBefore: "2025-06-01T00:00:00Z", notAfter: "2026-06-01T00:00:00Z" }] } }
`,
  },

  run({ cluster, now, report }) {
    for (const { secret, certificate, definitions } of webhookAuthoritiesOf(cluster)) {
      const own = secret.data['tls.crt']?.certificates?.flatMap(({ fingerprint }) => fingerprint ?? []) ?? [];
      const end = timeOf(certificate.notAfter);
      if (own.length === 0 || isYoung(certificate.notBefore, now) || (end && end <= now)) continue;
      const foreign = definitions.filter(
        (definition) => !isYoung(definition.metadata.creationTimestamp, now) && isForeign(definition, own),
      );
      const [definition, ...others] = mainFirst(foreign);
      if (!definition) continue;

      const bundle = bundleOf(definition);
      const apiext = apiextIn(cluster, secret.metadata.namespace);
      const isNeeded = foreign.some(isStoredOld);
      report({
        on: definition,
        severity: isNeeded ? 'critical' : 'warning',
        data: {
          definition,
          problem: words(bundle.length > 0 ? 'trusts another authority than that of' : 'names no authority for'),
          secret,
          others: words(
            others.length > 0 ? `, and so ${others.length === 1 ? 'does' : 'do'} ${others.length} more` : '',
          ),
          consequence: words(
            isNeeded
              ? 'The API server refuses the webhook’s certificate and can neither read nor write these objects: gateways see no change, and one that restarts does not start.'
              : 'The API server refuses the webhook’s certificate: it can neither read nor write these objects in another version than the stored one.',
          ),
          apiext,
        },
        evidence: [
          { at: definition, path: 'spec.conversion.webhook.clientConfig.caBundle (SHA-256)', value: bundle },
          { at: secret, path: 'data[tls.crt] (SHA-256)', value: own },
        ],
        related: [secret, ...others],
        command: kubectl('rollout restart', apiext),
      });
    }
  },
});

/** apiext compares every ten seconds. */
const SETTLING_MS = 10 * 60 * 1000;

function isYoung(since: string | undefined, now: Date): boolean {
  const time = timeOf(since);
  return time !== undefined && between(time, now) < SETTLING_MS;
}

function isForeign(definition: CustomResourceDefinition, own: readonly string[]): boolean {
  const { annotations = {}, uid } = definition.metadata;
  if (Object.keys(annotations).some((key) => key.startsWith('cert-manager.io/inject-'))) return false;
  const bundle = bundleOf(definition);
  // Manifests come without: apiext writes it when it starts.
  return bundle.length > 0 ? !bundle.some((one) => own.includes(one)) : uid !== undefined;
}

function bundleOf({ spec }: CustomResourceDefinition): readonly string[] {
  return spec.conversion?.webhook?.clientConfig?.caBundle ?? [];
}
