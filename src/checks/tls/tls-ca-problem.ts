import { certManagerKinds } from '../../cluster/cert-manager.ts';
import { isOwnIssuer } from '../../cluster/certificate-chain.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { contextUsersOf } from '../../cluster/context-uses.ts';
import { installationsOf } from '../../cluster/installations.ts';
import { isMissing, likelySecret, misreadOf, renamed } from '../../cluster/missing-secrets.ts';
import type { Host, TLSContext, TLSSettings } from '../../cluster/objects.ts';
import { certificateKinds, secretReferencesOf } from '../../cluster/served-certificates.ts';
import { defineCheck, type Evidence, type Severity, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const tlsCaProblem = defineCheck({
  code: 'TLS027',
  name: 'tls-ca-problem',
  area: 'tls',
  title: 'The authority that certificates are checked with is no good',
  severity: 'error',
  reads: ['Host', 'Secret'],
  alsoReads: [...certificateKinds, ...certManagerKinds],
  message: '{object} cannot check certificates as it is meant to: {problem}.',
  why: '{effect}',
  fix: '{advice}',
  silent: [
    'an authority under the wrong key (ca.crt): that is tls-secret-missing-key',
    'a certificate that signed itself, as authorities do, also one that does not say that it is an authority',
    'what a TLSContext says that nothing uses',
  ],
  example: {
    bad: `
kind: Host
metadata: { name: partners, namespace: shop }
spec: { hostname: partners.example.com, tlsSecret: { name: shop-tls }, tls: { ca_secret: partners-ac, cert_required: true } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
---
kind: Secret
metadata: { name: partners-ca, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z", isCA: true }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
    good: `
kind: Host
metadata: { name: partners, namespace: shop }
spec: { hostname: partners.example.com, tlsSecret: { name: shop-tls }, tls: { ca_secret: partners-ca, cert_required: true } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
---
kind: Secret
metadata: { name: partners-ca, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z", isCA: true }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
  },

  run({ cluster, now, report }) {
    for (const reference of secretReferencesOf(cluster)) {
      const { by, path, role, written, namespace, name, isUsed } = reference;
      if (role !== 'authority' || !isUsed || misreadOf(cluster, reference)) continue;
      const candidate = isMissing(cluster, reference) ? likelySecret(cluster, reference) : undefined;
      const change = candidate && renamed(reference, candidate);
      const found = isMissing(cluster, reference)
        ? {
            problem: `there is no Secret ${namespace}/${name}${candidate ? `, the nearest is ${candidate.namespace}/${candidate.name}` : ''}`,
            advice: candidate
              ? `Write ${candidate.name} in ${path}, or create the Secret.`
              : 'Create the Secret, with the authority under tls.crt.',
            effect: 'Hosts with it answer no https, and Mappings with it send their requests to the upstream in clear.',
          }
        : unfit(cluster, namespace, name, now);
      if (!found) continue;
      report({
        on: by,
        severity: found.severity ?? 'error',
        data: { object: by, problem: words(found.problem), effect: words(found.effect), advice: words(found.advice) },
        evidence: [{ at: by, path, value: written }, ...(found.evidence ?? [])],
        related: [{ kind: 'Secret', namespace, name }],
        command: change && patch(by, { spec: change }),
      });
    }

    for (const installation of installationsOf(cluster)) {
      const users = contextUsersOf(cluster, installation);
      for (const context of cluster.all('TLSContext')) {
        if (users.has(context)) checkSettings(context, context.spec, 'spec', Boolean(context.spec.secret));
      }
      for (const host of cluster.all('Host')) {
        const { tls, tlsSecret } = host.spec;
        if (tls && tlsSecret?.name && installation.sees(host)) checkSettings(host, tls, 'spec.tls', true);
      }
    }

    function checkSettings(
      object: Host | TLSContext,
      settings: TLSSettings,
      path: string,
      hasCertificate: boolean,
    ): void {
      const found = contradiction(settings, hasCertificate);
      if (!found) return;
      const { field, problem, effect, advice } = found;
      report({
        on: object,
        key: field,
        severity: field === 'cert_required' ? 'warning' : 'error',
        data: { object, problem: words(problem), effect: words(effect), advice: words(advice) },
        evidence: [{ at: object, path: `${path}.${field}`, value: String(settings[field]) }],
      });
    }
  },
});

interface Unfit {
  readonly problem: string;
  readonly effect: string;
  readonly advice: string;
  readonly severity?: Severity;
  readonly evidence?: readonly Evidence[];
}

/** What is wrong with the certificates of an authority. One good one among several is enough. */
function unfit(cluster: Cluster<'Secret'>, namespace: string, name: string, now: Date): Unfit | undefined {
  const secret = cluster.find('Secret', namespace, name);
  const certificates = secret?.data['tls.crt']?.certificates ?? [];
  const [first] = certificates;
  if (!secret || !first) return undefined;
  const lasting = certificates.filter(({ notAfter }) => Date.parse(notAfter) > now.getTime());
  if (lasting.length === 0) {
    const evidence = [{ at: secret, path: 'data[tls.crt].notAfter', value: new Date(first.notAfter) }];
    return {
      problem: `the authority in Secret ${namespace}/${name} has ended`,
      effect: 'Every certificate that this authority issued is refused.',
      advice: 'Put the renewed certificate of the authority under tls.crt, and have issued anew what it signed.',
      evidence,
    };
  }
  if (lasting.some((certificate) => certificate.isCA !== false || isOwnIssuer(certificate))) return undefined;
  return {
    problem: `what stands in Secret ${namespace}/${name} is no authority`,
    effect: 'Certificates that an authority issued are refused, unless it is the very one that stands there.',
    advice: 'Put the certificate of the authority that issues the certificates under tls.crt.',
    severity: 'warning',
    evidence: [{ at: secret, path: 'data[tls.crt].subject', value: first.subject }],
  };
}

type Contradiction = Omit<Unfit, 'severity' | 'evidence'> & { readonly field: 'ca_secret' | 'cert_required' };

function contradiction(settings: TLSSettings, hasCertificate: boolean): Contradiction | undefined {
  const { ca_secret, cacert_chain_file, cert_required, cert_chain_file } = settings;
  if (ca_secret && !hasCertificate && !cert_chain_file) {
    return {
      field: 'ca_secret',
      problem: 'it has an authority and no certificate of its own, and the gateway does not take one without the other',
      effect: 'The TLSContext is not used: Mappings with it send their requests to the upstream in clear.',
      advice: 'Name a Secret with a certificate and its key in spec.secret as well.',
    };
  }
  if (!cert_required || ca_secret || cacert_chain_file) return undefined;
  return {
    field: 'cert_required',
    problem: 'it asks clients for a certificate, and has no authority to check it with',
    effect: 'Any certificate will do, also one that a client made for itself.',
    advice: 'Name the Secret with the authority in ca_secret.',
  };
}
