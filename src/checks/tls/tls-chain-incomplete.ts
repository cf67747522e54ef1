import { isOwnIssuer } from '../../cluster/certificate-chain.ts';
import { certificateKinds, hostnamesOf, usedSecretsOf, usersOf } from '../../cluster/served-certificates.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { putIntoSecret } from '../../engine/kubectl.ts';
import { count } from '../../engine/text.ts';

export const tlsChainIncomplete = defineCheck({
  code: 'TLS014',
  name: 'tls-chain-incomplete',
  area: 'tls',
  title: 'The intermediate certificate of a public authority is missing',
  severity: 'warning',
  reads: ['Host', 'Secret'],
  alsoReads: certificateKinds,
  message: '{secret} holds the certificate for {names}, and not the one of its issuer {issuer}.',
  why: 'Browsers often find the missing one themselves; curl, phones and other services do not, and refuse the connection.',
  fix: 'Append the intermediate certificate of {issuer} to {key} of Secret {name}: authorities call it chain or bundle.',
  silent: [
    'authorities that are not known to be public: a private one may sign directly',
    'certificates that signed themselves, and those of staging authorities',
    'Secrets that nothing uses',
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
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: "C=US, O=Let's Encrypt, CN=R11", names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
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
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: "C=US, O=Let's Encrypt, CN=R11", names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }, { subject: "C=US, O=Let's Encrypt, CN=R11", issuer: "CN=ISRG Root X1", names: [], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z", isCA: true }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa, publicKey: 5a7e } }
`,
  },

  run({ cluster, report }) {
    for (const used of usedSecretsOf(cluster)) {
      const { secret, chain, certificateKey, servers } = used;
      const [leaf, ...behind] = chain;
      if (!leaf || servers.length === 0 || isOwnIssuer(leaf) || !isPublicAuthority(leaf.issuer)) continue;
      if (behind.some(({ subject }) => subject === leaf.issuer)) continue;

      const issuer = /CN=([^,]*)/.exec(leaf.issuer)?.[1] ?? leaf.issuer;
      report({
        on: secret,
        data: {
          secret,
          name: secret.metadata.name,
          names: hostnamesOf(used),
          issuer: words(issuer),
          key: certificateKey,
        },
        evidence: [
          { at: secret, path: `data[${certificateKey}].issuer`, value: leaf.issuer },
          { at: secret, path: `data[${certificateKey}]`, value: count(chain.length, 'certificate') },
        ],
        related: usersOf(used),
        command: putIntoSecret(secret, certificateKey, 'FULLCHAIN.pem'),
      });
    }
  },
});

// They all sign with intermediates, never with a root that clients know.
const PUBLIC_AUTHORITIES =
  /O=(Let's Encrypt|DigiCert|Sectigo|COMODO|GlobalSign|GoDaddy|Google Trust Services|Amazon|Entrust|ZeroSSL|Buypass|SSL Corp|Actalis|Certum|Unizeto|Asseco|QuoVadis|GeoTrust|Thawte|Starfield|Network Solutions|IdenTrust|SwissSign|HARICA|Hellenic Academic|Trustwave|Gandi|Internet2)/i;

function isPublicAuthority(issuer: string): boolean {
  return PUBLIC_AUTHORITIES.test(issuer.replaceAll('"', '').replaceAll('\\', ''));
}
