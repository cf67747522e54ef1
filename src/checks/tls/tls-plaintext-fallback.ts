import { type CertManagerKind, certManagerKinds } from '../../cluster/cert-manager.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { type Installation, installationsOf } from '../../cluster/installations.ts';
import { isAwaited } from '../../cluster/missing-secrets.ts';
import type { Host } from '../../cluster/objects.ts';
import { type RoutedHost, type RoutingKind, routingFor } from '../../cluster/routing.ts';
import { certificateKinds, TLS_SECRET_TYPES } from '../../cluster/served-certificates.ts';
import { defineCheck, type Evidence, words } from '../../engine/check.ts';
import { edit, replaceTLSSecret, writeTLSSecret } from '../../engine/kubectl.ts';

export const tlsPlaintextFallback = defineCheck({
  code: 'TLS002',
  name: 'tls-plaintext-fallback',
  area: 'tls',
  title: 'All Hosts are gone, and the gateway serves everything in clear',
  severity: 'critical',
  reads: ['Host', 'Secret'],
  alsoReads: [...certificateKinds, ...certManagerKinds],
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message:
    'The gateway dropped all of its Hosts ({hosts}), and now serves every Mapping under every hostname without TLS.',
  why: 'https is not answered at all, and over http anybody reaches what Hosts protected: names that no Host had, and what was to be redirected or rejected.',
  fix: 'Mend one of the Hosts: {advice}.',
  inGeneral: {
    fix: 'Mend one of the Hosts: create the Secret or the TLSContext it names, or correct the name. Let it and its TLSContext name the same Secret; in the Host keep either tls or tlsContext, with no files in tls and versions that are known.',
  },
  silent: [
    'a gateway that never had a Host',
    'a gateway with a Secret fallback-self-signed-cert in its namespace, or with an Ingress that still makes a Host',
    'while cert-manager or Edge Stack fetches the certificate of one of the Hosts',
    'when Secrets, TLSContexts or Ingresses that decide it cannot be read',
  ],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Namespace
metadata: { name: shop }
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
    for (const installation of installationsOf(cluster)) {
      const { hosts } = routingFor(cluster, installation);
      const lost = hosts.filter(({ host }) => host);
      const standIn = hosts.find(({ host }) => !host);
      if (!standIn || standIn.context || installation.flavour === 'ambassador-1') continue;
      const objects = lost.flatMap(({ host }) => host ?? []);
      const [first] = objects;
      if (!first || !isSure(cluster, installation, lost)) continue;

      report({
        on: installation.workloads[0] ?? first,
        data: { hosts: objects, advice: words(ADVICE[lost[0]?.inactiveReason ?? 'secret-unusable']) },
        evidence: lost
          .slice(0, 5)
          .flatMap(({ host, inactiveReason = 'secret-unusable' }): readonly Evidence[] =>
            host ? [{ at: host, path: PATHS[inactiveReason], value: valueAt(host, inactiveReason) }] : [],
          ),
        related: objects,
        command: mend(cluster, first, lost[0]?.inactiveReason),
      });
    }
  },
});

function mend(cluster: Cluster<'Secret'>, host: Host, reason: Reason = 'secret-unusable'): string {
  const { name, namespace = host.metadata.namespace } = host.spec.tlsSecret ?? {};
  if (reason !== 'secret-unusable' || !name) return edit(host);
  const secret = cluster.find('Secret', namespace, name);
  if (secret && !TLS_SECRET_TYPES.includes(secret.type)) return replaceTLSSecret(secret);
  return writeTLSSecret(secret ?? { kind: 'Secret', namespace, name });
}

function valueAt({ spec }: Host, reason: Reason): string | undefined {
  if (PATHS[reason] === 'spec.tlsSecret.name') return spec.tlsSecret?.name;
  return PATHS[reason] === 'spec.tlsContext.name' ? spec.tlsContext?.name : JSON.stringify(spec.tls);
}

type Reason = NonNullable<RoutedHost['inactiveReason']>;

const PATHS: Readonly<Record<Reason, string>> = {
  'secret-unusable': 'spec.tlsSecret.name',
  'context-unknown': 'spec.tlsContext.name',
  'secret-mismatch': 'spec.tlsContext.name',
  'context-and-tls': 'spec.tls',
  'tls-version': 'spec.tls',
  'tls-invalid': 'spec.tls',
};

const ADVICE: Readonly<Record<Reason, string>> = {
  'secret-unusable': 'create the Secret it names, or correct the name',
  'context-unknown': 'create the TLSContext it names, or correct the name',
  'secret-mismatch': 'let it and its TLSContext name the same Secret',
  'context-and-tls': 'take its tls or its tlsContext out',
  'tls-version': 'correct the versions in its tls',
  'tls-invalid': 'take the files out of its tls',
};

/** Whether what could not be read leaves no doubt, and no certificate is on its way. */
function isSure(
  cluster: Cluster<RoutingKind | CertManagerKind>,
  installation: Installation,
  lost: readonly RoutedHost[],
): boolean {
  const { namespace, singleNamespace } = installation;
  const scope = singleNamespace ? namespace : undefined;
  const isKnown =
    cluster.lacks('Secret', namespace, 'fallback-self-signed-cert') &&
    cluster.knows('TLSContext', scope) &&
    cluster.knows('Ingress', scope) &&
    cluster.knows('IngressClass');
  const waits = lost.some(({ host }) => {
    const { name, namespace: home = host?.metadata.namespace ?? '' } = host?.spec.tlsSecret ?? {};
    return host && name && isAwaited(cluster, installation, host, { namespace: home, name });
  });
  return isKnown && !waits;
}
