import { certificateKinds, secretReferencesOf, TLS_SECRET_TYPES } from '../../cluster/served-certificates.ts';
import { defineCheck } from '../../engine/check.ts';
import { replaceTLSSecret } from '../../engine/kubectl.ts';

export const tlsSecretWrongType = defineCheck({
  code: 'TLS004',
  name: 'tls-secret-wrong-type',
  area: 'tls',
  title: 'A Secret for TLS is of a type that the gateway does not read',
  severity: 'error',
  reads: ['Host', 'Secret'],
  alsoReads: certificateKinds,
  explains: ['tls-plaintext-fallback', 'gateway-diag-errors', 'gateway-log-errors'],
  message: '{secret} is of type {type}, and the gateway reads certificates only from Secrets of type {types}.',
  why: 'To the gateway this Secret does not exist: it drops every Host that names it, and what uses a TLSContext with it goes without TLS.',
  fix: 'Create the Secret anew with type kubernetes.io/tls: a type cannot be changed.',
  silent: ['Secrets that nothing names', 'what a TLSContext names that nothing uses'],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: example.com/certificate
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
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
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
  },

  run({ cluster, report }) {
    const used = secretReferencesOf(cluster).filter(({ isUsed }) => isUsed);
    for (const { by, path, written, namespace, name, installation, isHandedOn } of used) {
      const secret = isHandedOn ? cluster.find('Secret', namespace, name) : undefined;
      if (!secret || TLS_SECRET_TYPES.includes(secret.type) || !installation.sees(secret)) continue;

      const others = used.filter((other) => other.namespace === namespace && other.name === name);
      report({
        on: secret,
        data: { secret, type: secret.type, types: TLS_SECRET_TYPES },
        evidence: [
          { at: secret, path: 'type', value: secret.type },
          { at: by, path, value: written },
        ],
        related: [...new Set(others.map((other) => other.by))],
        command: replaceTLSSecret(secret),
      });
    }
  },
});
