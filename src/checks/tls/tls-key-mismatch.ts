import {
  certificateKinds,
  hostnamesOf,
  reachesEnvoy,
  usedSecretsOf,
  usersOf,
} from '../../cluster/served-certificates.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { putIntoSecret, writeTLSSecret } from '../../engine/kubectl.ts';

export const tlsKeyMismatch = defineCheck({
  code: 'TLS007',
  name: 'tls-key-mismatch',
  area: 'tls',
  title: 'A certificate and its private key do not belong together',
  severity: 'critical',
  reads: ['Host', 'Secret'],
  alsoReads: certificateKinds,
  explains: ['tls-served-differs', 'gateway-config-frozen'],
  freezes: true,
  message: 'The certificate for {names} and the private key in {secret} do not belong together.{hint}',
  why: '{effect}',
  fix: '{advice}',
  inGeneral: {
    why: 'Envoy refuses the configuration: a running gateway keeps the old one and takes up no change any more, and a new Pod opens no port for any Host. Where no Listener takes TLS for it yet, that begins as soon as one does.',
    fix: 'Put a certificate and its own private key into the Secret together. If the certificate of this key stands further down, put the certificates in the right order: that of the server first, then its issuer.',
  },
  silent: ['certificates and keys that could not be read or parsed', 'Secrets that nothing uses'],
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
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z", publicKey: 91c0 }] }
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
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z", publicKey: 5a7e }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa, publicKey: 5a7e } }
`,
  },

  run({ cluster, report }) {
    for (const used of usedSecretsOf(cluster)) {
      const { secret, chain, certificateKey, privateKeyKey } = used;
      const [leaf, ...behind] = chain;
      const key = secret.data[privateKeyKey]?.privateKey?.publicKey;
      if (!key || !leaf?.publicKey || leaf.publicKey === key) continue;

      const own = behind.find(({ publicKey }) => publicKey === key);
      report({
        on: secret,
        severity: reachesEnvoy(used) ? 'critical' : 'warning',
        data: {
          effect: words(reachesEnvoy(used) ? REFUSED : TO_BE_REFUSED),
          secret,
          names: hostnamesOf(used),
          hint: words(own ? ' The certificate of this key stands further down.' : ''),
          advice: words(
            own
              ? `Put the certificates in ${certificateKey} in the right order: that of the server first, then its issuer.`
              : `Put a certificate and its own private key into Secret ${secret.metadata.name} together.`,
          ),
        },
        evidence: [
          { at: secret, path: `data[${certificateKey}].publicKey`, value: leaf.publicKey.slice(0, 16) },
          { at: secret, path: `data[${privateKeyKey}].publicKey`, value: key.slice(0, 16) },
        ],
        related: usersOf(used),
        command: own ? putIntoSecret(secret, certificateKey, 'FULLCHAIN.pem') : writeTLSSecret(secret),
      });
    }
  },
});

const REFUSED =
  'Envoy refuses the configuration: a running gateway keeps the old one and takes up no change any more, and a new Pod opens no port for any Host.';
const TO_BE_REFUSED =
  'As soon as a Listener takes TLS for it, Envoy refuses the configuration, with all that is in it.';
