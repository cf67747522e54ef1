import { conditionOf, isIssued } from '../../cluster/cert-manager.ts';
import type { CertManagerCertificate, Condition } from '../../cluster/objects.ts';
import { certificateKinds, secretReferencesOf } from '../../cluster/served-certificates.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';
import { between, timeOf } from '../../engine/time.ts';

export const tlsCertManagerFailed = defineCheck({
  code: 'TLS031',
  name: 'tls-cert-manager-failed',
  area: 'tls',
  title: 'cert-manager cannot get a certificate that the gateway needs',
  severity: 'error',
  reads: ['Certificate', 'Host'],
  alsoReads: certificateKinds,
  options: { pendingMinutes: 30 },
  explains: ['tls-secret-missing', 'tls-cert-expired', 'tls-cert-expiring', 'tls-plaintext-fallback'],
  message: 'cert-manager has {state} for {certificate}: {reason}.',
  why: '{effect}',
  fix: 'Follow what the events of the Certificate say: its issuer, DNS, or the answer to the challenge. Then cmctl renew {name} tries again at once.',
  inGeneral: {
    why: 'Without the Secret the gateway drops the Hosts that name it: their hostnames are not served, not even over http. A certificate that is there goes on until it ends; then browsers show a warning page, and other clients refuse the connection.',
  },
  silent: [
    'Certificates whose Secret no Host, TLSContext or Ingress of the gateway names',
    'a certificate that is being fetched, or renewed, and has not failed',
    'Certificates that cert-manager has not looked at yet, as in manifests',
  ],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Certificate
apiVersion: cert-manager.io/v1
metadata: { name: shop, namespace: shop }
spec: { secretName: shop-tls, issuerRef: { kind: ClusterIssuer, name: letsencrypt } }
status: { conditions: [{ type: Issuing, status: "False", reason: Failed, message: "The certificate request has failed: 429 rateLimited." }] }
`,
    good: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Certificate
apiVersion: cert-manager.io/v1
metadata: { name: shop, namespace: shop }
spec: { secretName: shop-tls, issuerRef: { kind: ClusterIssuer, name: letsencrypt } }
status: { conditions: [{ type: Ready, status: "True", reason: Ready }] }
`,
  },

  run({ cluster, now, options, report }) {
    const references = secretReferencesOf(cluster).filter(({ isUsed }) => isUsed);
    for (const certificate of cluster.all('Certificate')) {
      const { namespace, name } = certificate.metadata;
      const { secretName } = certificate.spec;
      const users = references.filter(
        (reference) => reference.namespace === namespace && reference.name === secretName,
      );
      const trouble = users.length > 0 && troubleOf(certificate, now, options.pendingMinutes);
      if (!trouble) continue;

      const leaf = cluster.find('Secret', namespace, secretName ?? '')?.data['tls.crt']?.certificates?.[0];
      const isServed = leaf !== undefined && Date.parse(leaf.notAfter) > now.getTime();
      // Without a right to read Secrets the Certificate itself says whether there still is a good one.
      const isGood = isServed || (!cluster.knows('Secret', namespace) && isIssued(certificate));
      report({
        on: certificate,
        severity: isGood ? 'warning' : 'error',
        data: {
          certificate,
          name,
          state: words(leaf ? 'not renewed the certificate' : 'not got a certificate'),
          reason: words((trouble.message ?? trouble.reason ?? 'it does not say why').replace(/[.\s]+$/, '')),
          effect: words(
            isGood
              ? 'The certificate that is there goes on until it ends.'
              : leaf
                ? 'The certificate that is there has ended: browsers show a warning page, and other clients refuse the connection.'
                : 'Without the Secret the gateway drops the Hosts that name it: their hostnames are not served, not even over http.',
          ),
        },
        evidence: [
          { at: certificate, path: `status.conditions[${trouble.type}].reason`, value: trouble.reason },
          { at: certificate, path: 'spec.secretName', value: secretName },
        ],
        related: [...new Set(users.map(({ by }) => by))],
        command: kubectl('describe', certificate),
      });
    }
  },
});

/** The condition that says what went wrong: an attempt that failed, or one that takes too long. */
function troubleOf(certificate: CertManagerCertificate, now: Date, minutes: number): Condition | undefined {
  const issuing = conditionOf(certificate, 'Issuing');
  if (issuing?.status === 'False' && issuing.reason === 'Failed') return issuing;
  const ready = conditionOf(certificate, 'Ready');
  if (!ready || ready.status === 'True') return undefined;
  const since = timeOf(ready.lastTransitionTime) ?? timeOf(certificate.metadata.creationTimestamp);
  return since && between(since, now) > minutes * 60 * 1000 ? ready : undefined;
}
