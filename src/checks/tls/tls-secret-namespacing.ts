import { misreadOf } from '../../cluster/missing-secrets.ts';
import { moduleOf } from '../../cluster/module.ts';
import type { Ingress, Ref, Secret } from '../../cluster/objects.ts';
import {
  certificateKinds,
  type SecretReference,
  secretReferencesOf,
  takenSecretsOf,
} from '../../cluster/served-certificates.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { copyAs, patch, patchItems } from '../../engine/kubectl.ts';

export const tlsSecretNamespacing = defineCheck({
  code: 'TLS018',
  name: 'tls-secret-namespacing',
  area: 'tls',
  title: 'A Secret name with dots does not lead to the Secret',
  severity: 'error',
  reads: ['TLSContext', 'Secret'],
  alsoReads: certificateKinds,
  explains: ['gateway-log-errors', 'tls-served-differs'],
  message: '{object} names {written}, and does not get {secret} by that: {reason}.',
  why: '{effect}',
  fix: '{advice}',
  inGeneral: {
    why: 'What uses the Secret goes without TLS: Hosts answer no https, Mappings send their requests to the upstream in clear, and hostnames of an Ingress are not served at all. If another Secret is taken for it, visitors get a certificate that was made for something else.',
    fix: 'Set secret_namespacing in the TLSContext: true if what stands behind the last dot is a namespace, else false. For a Host put the Secret beside it and name it without namespace. For an Ingress give the Secret a name without dots.',
  },
  silent: [
    'the name in the tlsSecret of a Host: it is never taken apart',
    'names with dots where the Module cannot be read',
    'what a TLSContext names that nothing uses',
  ],
  example: {
    bad: `
kind: TLSContext
metadata: { name: upstream, namespace: shop }
spec: { secret: client.vault }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart, tls: upstream }
---
kind: Module
metadata: { name: ambassador, namespace: ambassador }
spec: { config: { diagnostics: { enabled: false } } }
---
kind: Secret
metadata: { name: client, namespace: vault }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
    good: `
kind: TLSContext
metadata: { name: upstream, namespace: shop }
spec: { secret: client.vault, secret_namespacing: true }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart, tls: upstream }
---
kind: Module
metadata: { name: ambassador, namespace: ambassador }
spec: { config: { diagnostics: { enabled: false } } }
---
kind: Secret
metadata: { name: client, namespace: vault }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
  },

  run({ cluster, report }) {
    for (const reference of secretReferencesOf(cluster)) {
      const { by, path, written, namespace, name, installation, isUsed, isHandedOn } = reference;
      const { module, tlsSecretNamespacing } = moduleOf(cluster, installation);
      if (!isUsed || !cluster.knows('Module')) continue;
      const misread = misreadOf(cluster, reference);
      const secret = misread ?? cluster.find('Secret', namespace, name);
      if (!secret || (!misread && isHandedOn)) continue;

      const shouldSplit = misread ? !reference.isSplit : reference.isSplit;
      report({
        on: by,
        key: path,
        data: {
          object: by,
          written,
          secret,
          reason: words(reasonFor(reference, misread !== undefined)),
          effect: words(
            by.kind === 'Ingress'
              ? 'The gateway does not serve the hostnames of this TLS section, not even over http.'
              : 'What uses it goes without TLS: Hosts answer no https, and Mappings send their requests to the upstream in clear.',
          ),
          advice: words(
            by.kind === 'TLSContext'
              ? `Set secret_namespacing: ${shouldSplit} in the TLSContext.`
              : by.kind === 'Host'
                ? 'Put the Secret beside the Host and name it without namespace, or set defaults.tls_secret_namespacing in the Module ambassador.'
                : 'Give the Secret a name without dots.',
          ),
        },
        evidence: [
          { at: by, path, value: written },
          ...(module
            ? [
                {
                  at: module,
                  path: 'spec.config.defaults.tls_secret_namespacing',
                  value: tlsSecretNamespacing === undefined ? undefined : String(tlsSecretNamespacing),
                },
              ]
            : []),
        ],
        related: [secret],
        command:
          by.kind === 'TLSContext'
            ? patch(by, { spec: { secret_namespacing: shouldSplit } })
            : by.kind === 'Host'
              ? patch(by, { spec: { tlsSecret: { name: 'SECRET', namespace: null } } })
              : giveNewName(secret, by, written),
      });
    }

    for (const { host, wanted, got } of takenSecretsOf(cluster)) {
      const { namespace, name } = got.metadata;
      report({
        on: got,
        key: `${wanted.metadata.namespace}/${wanted.metadata.name}`,
        data: {
          object: host,
          written: wanted.metadata.name,
          secret: wanted,
          reason: words(`${name} of namespace ${namespace} reads the same, and is taken for it`),
          effect: words('Visitors get a certificate that was made for something else.'),
          advice: words(`Give Secret ${name} of namespace ${namespace} a name without dots.`),
        },
        evidence: [
          { at: host, path: 'spec.tlsSecret.name', value: wanted.metadata.name },
          { at: got, path: 'metadata.name', value: name },
        ],
        related: [wanted, host],
        // What names it has to follow before the old one can go.
        command: copyAs(got, name.replaceAll('.', '-')),
      });
    }
  },
});

function giveNewName(secret: Secret | Ref, ingress: Ingress, written: string): string {
  const name = ('metadata' in secret ? secret.metadata : secret).name.replaceAll('.', '-');
  const index = ingress.spec.tls?.findIndex(({ secretName }) => secretName === written);
  const step = { op: 'replace', path: `/spec/tls/${index}/secretName`, value: name } as const;
  return `${copyAs(secret, name)}\n${patchItems(ingress, step)}`;
}

function reasonFor({ by, isSplit }: SecretReference, isMisread: boolean): string {
  if (isMisread) {
    return isSplit
      ? 'what stands behind the last dot is taken for a namespace'
      : 'the dots are taken for a part of the name';
  }
  return by.kind === 'Ingress'
    ? 'when the gateway fetches the Secret, it takes what stands behind the last dot for a namespace'
    : 'beside a Module ambassador without tls_secret_namespacing: true, the gateway fetches only a Secret of that very name';
}
