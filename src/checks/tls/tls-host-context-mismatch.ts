import { certManagerKinds } from '../../cluster/cert-manager.ts';
import { type Disagreement, disagreementsOf } from '../../cluster/host-agreement.ts';
import { installationsOf } from '../../cluster/installations.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck, type Severity, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';
import { HOST_DROPPED } from './sentence-parts.ts';

export const tlsHostContextMismatch = defineCheck({
  code: 'TLS020',
  name: 'tls-host-context-mismatch',
  area: 'tls',
  title: 'A Host and its TLSContext do not agree',
  severity: 'error',
  reads: ['Host', 'TLSContext'],
  alsoReads: [...routingKinds, ...routingAlsoReads, ...certManagerKinds],
  explains: ['tls-plaintext-fallback', 'gateway-diag-errors', 'gateway-log-errors'],
  message: '{host} {difference}.',
  why: '{effect}',
  fix: '{advice}',
  inGeneral: {
    why: 'Where they contradict each other, the gateway drops the whole Host: its hostname is not served any more, not even over http. Else visitors may get the certificate of the TLSContext, or the diagnostics show an error and nothing more.',
    fix: 'Let tlsSecret of the Host and secret of the TLSContext name one Secret, in one namespace. In the Host keep either tls or tlsContext, and no files in tls. Add the hostname to spec.hosts of the TLSContext.',
  },
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
      for (const disagreement of disagreementsOf(cluster, installation)) {
        const { host, context, about } = disagreement;
        const { severity, difference, effect, advice } = WORDS[about](disagreement);
        report({
          on: host,
          severity,
          data: { host, difference: words(difference), effect: words(effect), advice: words(advice) },
          evidence: [
            { at: host, path: 'spec.tlsSecret.name', value: host.spec.tlsSecret?.name },
            about === 'hosts' && context
              ? { at: context, path: 'spec.hosts', value: context.spec.hosts }
              : about === 'both' || about === 'files'
                ? { at: host, path: 'spec.tls', value: Object.keys(host.spec.tls ?? {}) }
                : { at: context ?? host, path: 'spec.secret', value: context?.spec.secret },
          ],
          related: context ? [context] : [],
          command: commandFor(disagreement),
        });
      }
    }
  },
});

function commandFor({ about, host, context }: Disagreement): string {
  const { tlsSecret, tls = {}, hostname = '*' } = host.spec;
  if (about === 'both') return patch(host, { spec: { tls: null } });
  if (about === 'files') {
    const files = Object.keys(tls).filter((field) => /_file$/.test(field));
    return patch(host, { spec: { tls: Object.fromEntries(files.map((field) => [field, null])) } });
  }
  if (!context) return edit(host);
  if (about === 'hosts') return patch(context, { spec: { hosts: [...(context.spec.hosts ?? []), hostname] } });
  const isBeside = (tlsSecret?.namespace ?? host.metadata.namespace) === context.metadata.namespace;
  return isBeside && !tlsSecret?.name?.includes('.')
    ? patch(context, { spec: { secret: tlsSecret?.name } })
    : edit(context);
}

interface Said {
  readonly severity: Severity;
  readonly difference: string;
  readonly effect: string;
  readonly advice: string;
}

const ONE_SECRET =
  'Let tlsSecret of the Host and secret of the TLSContext name one Secret, in one namespace, without namespace in either.';

const WORDS: Readonly<Record<Disagreement['about'], (disagreement: Disagreement) => Said>> = {
  secret: ({ host: { spec }, name, context }) => ({
    severity: 'error',
    difference: `names Secret ${spec.tlsSecret?.name}, and its TLSContext ${name} names ${context?.spec.secret ?? 'another'}`,
    effect: HOST_DROPPED,
    advice: ONE_SECRET,
  }),
  served: ({ host: { spec, metadata }, name, served }) => ({
    severity: 'warning',
    difference: `asks for Secret ${spec.tlsSecret?.namespace ?? metadata.namespace}/${spec.tlsSecret?.name}, and its TLSContext ${name} serves ${served?.namespace}/${served?.name}`,
    effect: 'Visitors get the certificate of the TLSContext, and not the one that the Host names.',
    advice: ONE_SECRET,
  }),
  hosts: ({ host: { spec }, name, context }) => ({
    severity: 'warning',
    difference: `is ${spec.hostname ?? '*'}, and its TLSContext ${name} is for ${context?.spec.hosts?.join(', ')}`,
    effect: 'The gateway uses the TLSContext all the same, and shows an error in its diagnostics.',
    advice: `Add ${spec.hostname ?? '*'} to spec.hosts of the TLSContext, or name another TLSContext.`,
  }),
  both: ({ name }) => ({
    severity: 'error',
    difference: `has both tls and tlsContext ${name}`,
    effect: HOST_DROPPED,
    advice: 'Take spec.tls or spec.tlsContext out.',
  }),
  files: () => ({
    severity: 'error',
    difference: 'names a Secret and, in spec.tls, files',
    effect: HOST_DROPPED,
    advice: 'Take the files out of spec.tls.',
  }),
};
