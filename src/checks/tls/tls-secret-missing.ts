import { certManagerKinds } from '../../cluster/cert-manager.ts';
import { isMissing, likelySecret, misreadOf, renamed } from '../../cluster/missing-secrets.ts';
import type { Ref } from '../../cluster/objects.ts';
import { certificateKinds, type SecretReference, secretReferencesOf } from '../../cluster/served-certificates.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { copySecret, edit, patch, patchItems, quote, writeTLSSecret } from '../../engine/kubectl.ts';

export const tlsSecretMissing = defineCheck({
  code: 'TLS001',
  name: 'tls-secret-missing',
  area: 'tls',
  title: 'A Secret for TLS does not exist',
  severity: 'error',
  reads: ['Host', 'Secret'],
  alsoReads: [...certificateKinds, ...certManagerKinds],
  explains: ['tls-plaintext-fallback', 'gateway-diag-errors', 'gateway-log-errors', 'route-nr-in-logs'],
  message: '{object} names {secret}, and there is no such Secret.{hint}',
  why: '{effect}',
  fix: '{advice}',
  inGeneral: {
    why: 'The gateway drops a Host that names it: its hostname is not served any more, not even over http, and only a line in the log says so. What uses it through a TLSContext goes without TLS: Hosts answer no https, and Mappings send their requests to the upstream in clear.',
    fix: 'Correct the name or the namespace, or create the Secret, for example with kubectl create secret tls. An Ingress can name none of another namespace: copy the Secret there.',
  },
  silent: [
    'Secrets of namespaces that could not be read',
    'a Secret that cert-manager, or Edge Stack through ACME, is about to make: tls-cert-manager-failed tells when that fails',
    'what a TLSContext names that nothing uses',
    'the key of an ACME account: it changes nothing in what is served',
    'an authority (ca_secret): that is tls-ca-problem',
  ],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tsl } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
`,
    good: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
`,
  },

  run({ cluster, report }) {
    const missing = secretReferencesOf(cluster).filter(
      (reference) => reference.isUsed && reference.role !== 'authority' && isMissing(cluster, reference),
    );
    for (const reference of missing) {
      const { by, path, role, namespace, name, written } = reference;
      // That is tls-secret-namespacing.
      if (misreadOf(cluster, reference)) continue;
      const others = missing.filter((other) => other.by !== by && other.namespace === namespace && other.name === name);
      // One cause: the Host is what people look for first.
      if (by.kind === 'TLSContext' && others.some((other) => other.by.kind === 'Host')) continue;

      const secret: Ref = { kind: 'Secret', namespace, name };
      const candidate = likelySecret(cluster, reference);
      report({
        on: by,
        ...(by.kind === 'Ingress' && { key: written }),
        ...(role === 'revocations' && { key: 'crl_secret' }),
        data: {
          object: by,
          secret,
          hint: words(candidate ? ` The nearest is ${candidate.namespace}/${candidate.name}.` : ''),
          effect: words(role === 'revocations' ? EFFECTS.TLSContext : EFFECTS[by.kind]),
          advice: words(
            candidate && by.kind === 'Ingress' && candidate.namespace !== namespace
              ? `Copy that Secret into namespace ${namespace}: an Ingress can name none of another.`
              : candidate
                ? `Name ${candidate.name} of namespace ${candidate.namespace} in ${path}, or create the Secret.`
                : `Create the Secret, for example with kubectl -n ${namespace} create secret ${role === 'revocations' ? `generic ${name} --from-file=crl.pem=FILE` : `tls ${name} --cert=FILE --key=FILE`}, or correct ${path}.`,
          ),
        },
        evidence: [{ at: by, path, value: written }],
        related: others.filter((other) => other.by.kind === 'TLSContext').map((other) => other.by),
        command: commandFor(reference, candidate),
      });
    }
  },
});

function commandFor(reference: SecretReference, candidate: Ref | undefined): string {
  const { by, role, namespace, name, written } = reference;
  const secret: Ref = { kind: 'Secret', namespace, name };
  if (candidate && by.kind === 'Ingress') {
    if (candidate.namespace !== namespace) return copySecret(candidate, namespace);
    const index = by.spec.tls?.findIndex(({ secretName }) => secretName === written);
    return patchItems(by, { op: 'replace', path: `/spec/tls/${index}/secretName`, value: candidate.name });
  }
  if (candidate) {
    const change = renamed(reference, candidate);
    return change ? patch(by, { spec: change }) : edit(by);
  }
  if (role === 'certificate') return writeTLSSecret(secret);
  const file = role === 'revocations' ? '--from-file=crl.pem=CRL.pem' : '--from-file=tls.crt=CA.pem';
  return `kubectl -n ${quote(namespace)} create secret generic ${quote(name)} ${file}`;
}

const EFFECTS: Readonly<Record<SecretReference['by']['kind'], string>> = {
  Host: 'The gateway drops the whole Host: its hostname is not served any more, not even over http, and only a line in the log says so.',
  Ingress: 'The gateway does not serve the hostnames of this TLS section any more, not even over http.',
  TLSContext:
    'What uses it goes without TLS: Hosts answer no https, and Mappings send their requests to the upstream in clear.',
};
