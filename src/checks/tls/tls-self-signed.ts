import { certManagerKinds, isIssued, renewerOf } from '../../cluster/cert-manager.ts';
import { isOwnIssuer } from '../../cluster/certificate-chain.ts';
import { isPublicName } from '../../cluster/certificate-names.ts';
import { certificateKinds, usedSecretsOf } from '../../cluster/served-certificates.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { writeTLSSecret } from '../../engine/kubectl.ts';

export const tlsSelfSigned = defineCheck({
  code: 'TLS012',
  name: 'tls-self-signed',
  area: 'tls',
  title: 'A public hostname is served with a certificate that nobody vouches for',
  severity: 'warning',
  reads: ['Host', 'Secret'],
  alsoReads: [...certificateKinds, ...certManagerKinds],
  message: '{names} is served with {kind}, {secret}.',
  why: 'Browsers show a warning page, and other clients refuse the connection, unless each of them was told to trust it.',
  fix: 'Have a certificate issued by an authority that clients know, for example through cert-manager, and name its Secret in the Host.',
  silent: [
    'internal hostnames, addresses, and the hostname *',
    'private authorities: clients may well know them',
    'a certificate that stands in until cert-manager has the real one, and the fallback certificate of the gateway',
    'a gateway whose load balancer terminates TLS: visitors see the certificate of that',
  ],
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
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=shop, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z", isSelfSigned: true }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
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
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z", isSelfSigned: false }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
  },

  run({ cluster, report }) {
    for (const { secret, chain, certificateKey, servers } of usedSecretsOf(cluster)) {
      const { namespace, name } = secret.metadata;
      const [leaf] = chain;
      const isPlaceholder = PLACEHOLDER.test(leaf?.subject ?? '');
      if (!leaf || (!isOwnIssuer(leaf) && !isPlaceholder) || name === 'fallback-self-signed-cert') continue;
      const renewer = renewerOf(cluster, namespace, name);
      if (renewer && !isIssued(renewer)) continue;

      const seen = servers.filter(
        ({ hostname, isExposed, isBehindTls }) => isExposed && !isBehindTls && isPublicName(hostname),
      );
      if (seen.length === 0) continue;
      report({
        on: secret,
        severity: isPlaceholder ? 'error' : 'warning',
        data: {
          secret,
          names: [...new Set(seen.map(({ hostname }) => hostname))].sort(),
          kind: words(
            isPlaceholder ? 'the placeholder certificate of an ingress controller' : 'a self-signed certificate',
          ),
        },
        evidence: [
          { at: secret, path: `data[${certificateKey}].subject`, value: leaf.subject },
          { at: secret, path: `data[${certificateKey}].issuer`, value: leaf.issuer },
        ],
        related: [...new Set(seen.map(({ object }) => object))],
        command: writeTLSSecret(secret),
      });
    }
  },
});

const PLACEHOLDER =
  /CN=(Kubernetes Ingress Controller Fake Certificate|TRAEFIK DEFAULT CERT|Ambassador( Edge Stack)?( Self-Signed)?)(,|$)/i;
