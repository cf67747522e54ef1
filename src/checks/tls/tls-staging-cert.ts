import {
  type CertManagerKind,
  certManagerKinds,
  isStagingServer,
  issuerOf,
  isWritten,
  productionIssuerFor,
  renewerNameOf,
  renewerOf,
  stagingServerOf,
} from '../../cluster/cert-manager.ts';
import { isStaged, neededOf } from '../../cluster/certificate-chain.ts';
import { isPublicName } from '../../cluster/certificate-names.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import {
  certificateKinds,
  hostnamesOf,
  reachOf,
  type UsedSecret,
  usedSecretsOf,
  usersOf,
} from '../../cluster/served-certificates.ts';
import { defineCheck, type Evidence, words } from '../../engine/check.ts';
import { patch, renew, writeTLSSecret } from '../../engine/kubectl.ts';

const PRODUCTION = 'https://acme-v02.api.letsencrypt.org/directory';

export const tlsStagingCert = defineCheck({
  code: 'TLS011',
  name: 'tls-staging-cert',
  area: 'tls',
  title: 'A certificate of a staging authority is served',
  severity: 'error',
  reads: ['Host', 'Secret'],
  alsoReads: [...certificateKinds, ...certManagerKinds],
  message: '{names} is served with a certificate of a staging authority: that in {secret} was issued by {issuer}.',
  why: 'No browser or client trusts a staging authority: browsers show a warning page, others refuse the connection.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Point the issuer of cert-manager, or spec.acmeProvider.authority of the Host, at the production server of the authority. Then have the certificate issued again: with cmctl renew, or for a Host by deleting the Secret.',
  },
  silent: [
    'hostnames under .test, .local and the like, or with dev, test or staging in them: there it is only good to know',
    'Secrets that nothing uses',
  ],
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
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: "C=US, O=(STAGING) Let's Encrypt, CN=(STAGING) Counterfeit Cashew R10", names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
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
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: "C=US, O=Let's Encrypt, CN=R10", names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
  },

  run({ cluster, report }) {
    for (const used of usedSecretsOf(cluster)) {
      const { secret, chain, certificateKey, servers } = used;
      const staged = neededOf(chain).find(isStaged);
      if (!staged || servers.length === 0) continue;

      const names = hostnamesOf(used);
      const cause = causeOf(cluster, used);
      report({
        on: secret,
        severity: names.some(isPublicName) && reachOf(used) !== 'none' ? 'error' : 'info',
        data: { secret, names, issuer: staged.issuer, advice: words(cause.advice) },
        evidence: [{ at: secret, path: `data[${certificateKey}].issuer`, value: staged.issuer }, ...cause.evidence],
        related: [...new Set([...cause.evidence.map(({ at }) => at), ...usersOf(used)])],
        command: cause.command,
      });
    }
  },
});

interface Cause {
  readonly advice: string;
  readonly evidence: readonly Evidence[];
  readonly command: string;
}

/** Who asks the staging authority: an issuer of cert-manager, or a Host by Edge Stack's own ACME. */
function causeOf(cluster: Cluster<CertManagerKind>, { secret, servers }: UsedSecret): Cause {
  const { namespace, name } = secret.metadata;
  const { ref, issuer } = issuerOf(cluster, secret) ?? {};
  const renewer = renewerNameOf(cluster, secret);
  if (issuer && stagingServerOf(issuer)) {
    const evidence = [{ at: issuer, path: 'spec.acme.server', value: issuer.spec.acme?.server }];
    const certificate = renewerOf(cluster, namespace, name);
    const production = productionIssuerFor(cluster, namespace);
    if (production && certificate && isWritten(certificate)) {
      const issuerRef = { kind: production.kind, name: production.metadata.name };
      return {
        advice: `Let Certificate ${certificate.metadata.name} name ${issuerRef.kind} ${issuerRef.name}; cert-manager then issues it again by itself.`,
        evidence,
        command: patch(certificate, { spec: { issuerRef } }),
      };
    }
    return {
      advice: `Point ${issuer.kind} ${issuer.metadata.name} at the production server, ${PRODUCTION}, then have the certificate issued again: cmctl renew.`,
      evidence,
      command: [patch(issuer, { spec: { acme: { server: PRODUCTION } } }), ...(renewer ? [renew(renewer)] : [])].join(
        '\n',
      ),
    };
  }
  for (const { object: host } of servers) {
    if (host.kind !== 'Host' || !isStagingServer(host.spec.acmeProvider?.authority ?? '')) continue;
    return {
      advice: `Set spec.acmeProvider.authority of the Host to ${PRODUCTION}, then delete the Secret, so that a new certificate is fetched.`,
      evidence: [{ at: host, path: 'spec.acmeProvider.authority', value: host.spec.acmeProvider?.authority }],
      command: patch(host, { spec: { acmeProvider: { authority: PRODUCTION } } }),
    };
  }
  return {
    advice: ref
      ? `Let ${ref.kind} ${ref.name} ask the production server, ${PRODUCTION}, then have the certificate issued again: cmctl renew.`
      : `Have the certificate issued by the production server of the authority (Let's Encrypt: ${PRODUCTION}).`,
    evidence: [],
    // An issuer that is known asks no staging server any more; what it issued before is still there.
    command: renewer ? renew(renewer) : writeTLSSecret(secret),
  };
}
