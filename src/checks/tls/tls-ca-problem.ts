import { type AuthorityProblem, authorityProblemsOf } from '../../cluster/authorities.ts';
import { certManagerKinds } from '../../cluster/cert-manager.ts';
import { certificateKinds } from '../../cluster/served-certificates.ts';
import { defineCheck, type Severity, words } from '../../engine/check.ts';
import { edit, patch, putIntoSecret, quote } from '../../engine/kubectl.ts';

export const tlsCaProblem = defineCheck({
  code: 'TLS027',
  name: 'tls-ca-problem',
  area: 'tls',
  title: 'The authority that certificates are checked with is no good',
  severity: 'error',
  reads: ['Host', 'Secret'],
  alsoReads: [...certificateKinds, ...certManagerKinds],
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{object} cannot check certificates as it is meant to: {problem}.',
  why: '{effect}',
  fix: '{advice}',
  inGeneral: {
    why: 'If the authority is missing or stands alone, Hosts answer no https, and Mappings send their requests to the upstream in clear. If it has ended or is none, good certificates are refused. If clients are asked for a certificate and no authority is named, any will do.',
    fix: 'Put the certificate of the authority that issues the certificates under tls.crt of the Secret that ca_secret names. In a TLSContext name a Secret with a certificate and its key in spec.secret as well.',
  },
  silent: [
    'an authority under the wrong key (ca.crt): that is tls-secret-missing-key',
    'a certificate that signed itself, also one that does not say that it is an authority',
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
    for (const found of authorityProblemsOf(cluster, now)) {
      const { object, path, value, kind, ref, secret, change } = found;
      const { severity, problem, effect, advice } = WORDS[kind](found);
      const [first] = secret?.data['tls.crt']?.certificates ?? [];
      report({
        on: object,
        ...(kind === 'absent' && { key: 'cert_required' }),
        severity,
        data: { object, problem: words(problem), effect: words(effect), advice: words(advice) },
        evidence: [
          { at: object, path, value },
          ...(secret && first
            ? [
                kind === 'ended'
                  ? { at: secret, path: 'data[tls.crt].notAfter', value: new Date(first.notAfter) }
                  : { at: secret, path: 'data[tls.crt].subject', value: first.subject },
              ]
            : []),
        ],
        related: ref ? [ref] : [],
        command: change ? patch(object, { spec: change }) : commandFor(found),
      });
    }
  },
});

function commandFor({ kind, object, secret, ref }: AuthorityProblem): string {
  if (secret) return putIntoSecret(secret, 'tls.crt', 'CA.pem');
  if (ref)
    return `kubectl -n ${quote(ref.namespace)} create secret generic ${quote(ref.name)} --from-file=tls.crt=CA.pem`;
  if (kind === 'alone') return patch(object, { spec: { secret: 'SECRET' } });
  return object.kind === 'TLSContext'
    ? patch(object, { spec: { ca_secret: 'SECRET' } })
    : object.kind === 'Host'
      ? patch(object, { spec: { tls: { ca_secret: 'SECRET' } } })
      : edit(object);
}

interface Said {
  readonly severity: Severity;
  readonly problem: string;
  readonly effect: string;
  readonly advice: string;
}

const WORDS: Readonly<Record<AuthorityProblem['kind'], (found: AuthorityProblem) => Said>> = {
  missing: ({ ref, likely, path }) => ({
    severity: 'error',
    problem: `there is no Secret ${ref?.namespace}/${ref?.name}${likely ? `, the nearest is ${likely.namespace}/${likely.name}` : ''}`,
    effect: 'Hosts with it answer no https, and Mappings with it send their requests to the upstream in clear.',
    advice: likely
      ? `Name ${likely.name} of namespace ${likely.namespace} in ${path}, or create the Secret.`
      : 'Create the Secret, with the authority under tls.crt.',
  }),
  ended: ({ ref }) => ({
    severity: 'error',
    problem: `the authority in Secret ${ref?.namespace}/${ref?.name} has ended`,
    effect: 'Every certificate that this authority issued is refused.',
    advice: 'Put the renewed certificate of the authority under tls.crt, and have issued anew what it signed.',
  }),
  'no-authority': ({ ref }) => ({
    severity: 'warning',
    problem: `what stands in Secret ${ref?.namespace}/${ref?.name} is no authority`,
    effect: 'Certificates that an authority issued are refused, unless it is the very one that stands there.',
    advice: 'Put the certificate of the authority that issues the certificates under tls.crt.',
  }),
  alone: () => ({
    severity: 'error',
    problem: 'it has an authority and no certificate of its own, and the gateway does not take one without the other',
    effect: 'The TLSContext is not used: Mappings with it send their requests to the upstream in clear.',
    advice: 'Name a Secret with a certificate and its key in spec.secret as well.',
  }),
  absent: () => ({
    severity: 'warning',
    problem: 'it asks clients for a certificate, and has no authority to check it with',
    effect: 'Any certificate will do, also one that a client made for itself.',
    advice: 'Name the Secret with the authority in ca_secret.',
  }),
};
