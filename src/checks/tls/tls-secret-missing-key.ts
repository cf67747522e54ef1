import { certManagerKinds, isIssued, renewerOf } from '../../cluster/cert-manager.ts';
import type { Secret } from '../../cluster/objects.ts';
import {
  certificateKinds,
  type SecretReference,
  secretReferencesOf,
  TLS_SECRET_TYPES,
} from '../../cluster/served-certificates.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patchItems, putIntoSecret } from '../../engine/kubectl.ts';

export const tlsSecretMissingKey = defineCheck({
  code: 'TLS005',
  name: 'tls-secret-missing-key',
  area: 'tls',
  title: 'A Secret for TLS lacks a key that the gateway looks for',
  severity: 'error',
  reads: ['Host', 'Secret'],
  alsoReads: [...certificateKinds, ...certManagerKinds],
  explains: ['tls-plaintext-fallback', 'gateway-diag-errors', 'gateway-log-errors', 'tls-served-differs'],
  message: '{secret} has no {key}, {others}.',
  why: '{effect}',
  fix: '{advice}',
  inGeneral: {
    why: 'Hosts with this Secret answer no https, and Mappings send their requests to the upstream in clear. With no certificate or key in it at all, the gateway drops every Host that names it. Without crl.pem, certificates that were revoked are accepted.',
    fix: 'Put what stands under another key where the gateway looks for it: a certificate under tls.crt, its key under tls.key, an authority under tls.crt (never ca.crt), revocations under crl.pem. If it is nowhere, add it.',
  },
  silent: [
    'cert-chain.pem and key.pem, which Istio writes, in place of tls.crt and tls.key',
    'Secrets that cert-manager is about to fill',
    'Secrets that nothing names, and what a TLSContext names that nothing uses',
  ],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: Opaque
data:
  cert.pem: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
    good: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: Opaque
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
  },

  run({ cluster, report }) {
    const used = secretReferencesOf(cluster).filter(({ isUsed, isHandedOn }) => isUsed && isHandedOn);
    for (const { by, path, role, written, namespace, name, installation } of used) {
      const secret = cluster.find('Secret', namespace, name);
      if (!secret || !TLS_SECRET_TYPES.includes(secret.type) || !installation.sees(secret)) continue;
      const key = missingKey(secret, role);
      const renewer = renewerOf(cluster, namespace, name);
      if (!key || (renewer && !isIssued(renewer))) continue;

      const keys = Object.keys(secret.data).sort();
      const isEmpty = key in secret.data;
      const instead = insteadOf(secret, key);
      const others = used.filter(
        (other) => other.namespace === namespace && other.name === name && other.role === role,
      );
      report({
        on: secret,
        key,
        data: {
          secret,
          key,
          others: words(
            isEmpty ? 'only an empty one' : keys.length > 0 ? `only ${keys.join(', ')}` : 'and nothing else either',
          ),
          effect: words(effectOf(secret, role, key)),
          advice: words(
            instead
              ? `Put what stands under ${instead} under ${key}.`
              : `Add ${key} to Secret ${name} of namespace ${namespace}.`,
          ),
        },
        evidence: [
          { at: secret, path: `data[${key}]`, value: isEmpty ? words('empty') : undefined },
          { at: by, path, value: written },
        ],
        related: [...new Set(others.map((other) => other.by))],
        command: instead
          ? patchItems(secret, { op: 'copy', from: `/data/${instead}`, path: `/data/${key}` })
          : putIntoSecret(secret, key),
      });
    }
  },
});

function missingKey({ data }: Secret, role: SecretReference['role']): string | undefined {
  const has = (key: string) => (data[key]?.bytes ?? 0) > 0;
  if (role === 'revocations') return has('crl.pem') ? undefined : 'crl.pem';
  if (!has('tls.crt') && !has('cert-chain.pem')) return 'tls.crt';
  return role === 'authority' || has('tls.key') || has('key.pem') ? undefined : 'tls.key';
}

/** The key under which the value stands that was meant. */
function insteadOf({ data }: Secret, key: string): string | undefined {
  return Object.keys(data)
    .sort()
    .find((other) => (key === 'tls.crt' ? data[other]?.certificates : key === 'tls.key' && data[other]?.privateKey));
}

function effectOf({ data }: Secret, role: SecretReference['role'], key: string): string {
  const isKnown = ['tls.crt', 'cert-chain.pem', 'user.key', 'crl.pem'].some((other) => (data[other]?.bytes ?? 0) > 0);
  if (role === 'certificate' && !isKnown)
    return 'The gateway drops every Host that names this Secret, not only its https.';
  if (role === 'revocations' && isKnown) return 'Certificates that were revoked are accepted.';
  const reason =
    role === 'authority' && 'ca.crt' in data ? ` The authority is looked for in ${key}, never in ca.crt.` : '';
  return `Hosts with this Secret answer no https, and Mappings send their requests to the upstream in clear.${reason}`;
}
