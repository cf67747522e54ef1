import { certManagerKinds } from '../../cluster/cert-manager.ts';
import { certificateName } from '../../cluster/certificate-names.ts';
import { gatewayObjectsOf } from '../../cluster/gateway-objects.ts';
import { covers } from '../../cluster/hostnames.ts';
import { installationsOf } from '../../cluster/installations.ts';
import { isMissing, misreadOf } from '../../cluster/missing-secrets.ts';
import { type RoutedHost, routingAlsoReads, routingFor, routingKinds } from '../../cluster/routing.ts';
import { type SecretReference, secretReferencesOf } from '../../cluster/served-certificates.ts';
import { defineCheck, type Severity, words } from '../../engine/check.ts';

export const tlsHostContextMismatch = defineCheck({
  code: 'TLS020',
  name: 'tls-host-context-mismatch',
  area: 'tls',
  title: 'A Host and its TLSContext do not agree',
  severity: 'error',
  reads: ['Host', 'TLSContext'],
  alsoReads: [...routingKinds, ...routingAlsoReads, ...certManagerKinds],
  message: '{host} {difference}.',
  why: '{effect}',
  fix: '{advice}',
  silent: [
    'spec.hosts of a TLSContext that has the hostname, the name of the Host, or a glob for it',
    'a TLSContext whose Secret does not exist: that is tls-secret-missing',
    'a TLSContext that was taken for another of the same name: that is tls-context-name-collision',
  ],
  example: {
    bad: `
kind: TLSContext
metadata: { name: modern, namespace: shop }
spec: { secret: old-tls, min_tls_version: v1.2 }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls }, tlsContext: { name: modern } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
---
kind: Secret
metadata: { name: old-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
    good: `
kind: TLSContext
metadata: { name: modern, namespace: shop }
spec: { secret: shop-tls, min_tls_version: v1.2 }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls }, tlsContext: { name: modern } }
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
      const { contexts, hosts } = gatewayObjectsOf(cluster, installation);
      const routedHosts = new Map(routingFor(cluster, installation).hosts.map((routed) => [routed.host, routed]));
      for (const [storedName, host] of hosts.byName) {
        const routed = routedHosts.get(host);
        if (!routed || host.madeFrom || !host.spec.tlsSecret?.name) continue;
        const { namespace } = host.metadata;
        const name = host.spec.tlsContext?.name ?? `${storedName}-context`;
        const context = contexts.byName.get(name);
        const { secret } = context?.spec ?? {};
        if (context?.metadata.namespace !== namespace && cluster.find('TLSContext', namespace, name)) continue;
        const isTold = ({ by, path }: SecretReference) => by === context && path === 'spec.secret';
        const reference = secretReferencesOf(cluster).find(isTold);
        if (reference && (isMissing(cluster, reference) || misreadOf(cluster, reference))) continue;

        const found = disagreement(routed, name, context?.spec.hosts);
        if (!found) continue;
        report({
          on: host,
          severity: found.severity,
          data: {
            host,
            difference: words(found.difference),
            effect: words(found.effect),
            advice: words(found.advice),
          },
          evidence: [
            { at: host, path: 'spec.tlsSecret.name', value: host.spec.tlsSecret.name },
            ...(context
              ? [{ at: context, path: found.path, value: found.path === 'spec.secret' ? secret : context.spec.hosts }]
              : [{ at: host, path: found.path }]),
          ],
          related: context ? [context] : [],
        });
      }
    }
  },
});

interface Disagreement {
  readonly severity: Severity;
  readonly difference: string;
  readonly effect: string;
  readonly advice: string;
  readonly path: string;
}

const DROPPED = 'The gateway drops the whole Host: its hostname is not served any more, not even over http.';
const ONE_SECRET =
  'Let tlsSecret of the Host and secret of the TLSContext name one Secret, in one namespace, without namespace in either.';

function disagreement(
  { host, context, active, inactiveReason, hostname }: RoutedHost,
  named: string,
  hosts: readonly string[] = [],
): Disagreement | undefined {
  const { tlsSecret } = host?.spec ?? {};
  switch (inactiveReason) {
    case 'secret-mismatch':
      return {
        severity: 'error',
        difference: `has Secret ${tlsSecret?.name}, and its TLSContext ${named} another`,
        effect: DROPPED,
        advice: ONE_SECRET,
        path: 'spec.secret',
      };
    case 'context-and-tls':
      return {
        severity: 'error',
        difference: `has both tls and tlsContext ${named}`,
        effect: DROPPED,
        advice: 'Take spec.tls or spec.tlsContext out.',
        path: 'spec.tls',
      };
    case 'tls-invalid':
      return {
        severity: 'error',
        difference: 'names a Secret and, in spec.tls, files',
        effect: DROPPED,
        advice: 'Take the files out of spec.tls.',
        path: 'spec.tls',
      };
  }
  if (!active || context?.from?.kind !== 'TLSContext') return undefined;

  const { ref } = context.secret ?? {};
  const wanted = `${tlsSecret?.namespace || host?.metadata.namespace}/${tlsSecret?.name}`;
  if (ref && `${ref.namespace}/${ref.name}` !== wanted) {
    return {
      severity: 'warning',
      difference: `asks for Secret ${wanted}, and its TLSContext ${named} serves ${ref.namespace}/${ref.name}`,
      effect: 'Visitors get the certificate of the TLSContext, and not the one that the Host names.',
      advice: ONE_SECRET,
      path: 'spec.secret',
    };
  }
  if (
    hosts.length === 0 ||
    hosts.some((glob) => glob === host?.metadata.name || covers(glob, hostname) || isSameName(glob, hostname))
  )
    return undefined;
  return {
    severity: 'warning',
    difference: `is ${hostname}, and its TLSContext ${named} is for ${hosts.join(', ')}`,
    effect: 'The gateway uses the TLSContext all the same, and shows an error in its diagnostics.',
    advice: `Add ${hostname} to spec.hosts of the TLSContext, or name another TLSContext.`,
    path: 'spec.hosts',
  };
}

/** A port is no part of the name in TLS. */
function isSameName(one: string, other: string): boolean {
  return certificateName(one) === certificateName(other);
}
