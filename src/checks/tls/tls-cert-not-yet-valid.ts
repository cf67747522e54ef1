import { certManagerKinds, renewerNameOf } from '../../cluster/cert-manager.ts';
import { neededOf, titleOf } from '../../cluster/certificate-chain.ts';
import { certificateKinds, hostnamesOf, reachOf, usedSecretsOf, usersOf } from '../../cluster/served-certificates.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { renew, writeTLSSecret } from '../../engine/kubectl.ts';

export const tlsCertNotYetValid = defineCheck({
  code: 'TLS010',
  name: 'tls-cert-not-yet-valid',
  area: 'tls',
  title: 'A certificate is not valid yet',
  severity: 'error',
  reads: ['Host', 'Secret'],
  alsoReads: [...certificateKinds, ...certManagerKinds],
  options: { skewMinutes: 5 },
  message: '{certificate} in {secret} for {names} is valid only from {begins}.',
  why: 'Until then browsers show a warning page, and other clients refuse the connection.',
  fix: 'Put a certificate that is valid now into Secret {name}. If it was issued a moment ago, correct the clock of whoever issued it.',
  silent: ['a start in the next few minutes: clocks differ', 'Secrets that nothing uses'],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2026-02-01T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa, publicKey: 5a7e } }
`,
    good: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa, publicKey: 5a7e } }
`,
  },

  run({ cluster, now, options, report }) {
    const latest = now.getTime() + options.skewMinutes * 60 * 1000;
    for (const used of usedSecretsOf(cluster)) {
      const { secret, chain, certificateKey } = used;
      const certificate = neededOf(chain).find(({ notBefore }) => Date.parse(notBefore) > latest);
      if (!certificate) continue;

      const renewer = renewerNameOf(cluster, secret);
      const begins = new Date(certificate.notBefore);
      report({
        on: secret,
        severity: reachOf(used) === 'none' ? 'info' : 'error',
        data: {
          certificate: words(titleOf(chain, certificate)),
          secret,
          name: secret.metadata.name,
          names: hostnamesOf(used),
          begins,
        },
        evidence: [{ at: secret, path: `data[${certificateKey}].notBefore`, value: begins }],
        related: usersOf(used),
        command: renewer ? renew(renewer) : writeTLSSecret(secret),
      });
    }
  },
});
