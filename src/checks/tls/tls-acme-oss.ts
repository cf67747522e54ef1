import { asksForAcme, ignoresAcme } from '../../cluster/acme.ts';
import { certManagerKinds, renewerNameOf } from '../../cluster/cert-manager.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { installationsOf } from '../../cluster/installations.ts';
import type { Host, Ref } from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { isTlsTerminatedInFront } from '../../cluster/served-certificates.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { apply, patch } from '../../engine/kubectl.ts';

export const tlsAcmeOss = defineCheck({
  code: 'TLS030',
  name: 'tls-acme-oss',
  area: 'tls',
  title: 'A Host asks for a certificate by ACME, which Emissary-ingress does not do',
  severity: 'warning',
  reads: ['Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads, ...certManagerKinds],
  explains: [
    'tls-secret-missing',
    'tls-plaintext-fallback',
    'route-redirect-to-nowhere',
    'gateway-diag-errors',
    'gateway-log-errors',
  ],
  message: '{host} asks for a certificate by ACME, which {gateway} does not do: only Edge Stack does.{state}',
  why: '{effect}',
  fix: '{advice}',
  inGeneral: {
    why: 'Nobody fetches a certificate for this Host. Without its Secret it is not served, not even over http. A certificate that is there is not renewed by this: once it ends, browsers show a warning page.',
    fix: 'Let a Certificate of cert-manager fill the Secret that spec.tlsSecret names, and take spec.acmeProvider out.',
  },
  silent: [
    'authority: none, which asks for nothing',
    'Hosts that an Edge Stack reads too, and clusters in which no gateway was found',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, acmeProvider: { email: ops@example.com } }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, acmeProvider: { authority: none }, tlsSecret: { name: shop-tls } }
`,
  },

  run({ cluster, report }) {
    const installations = installationsOf(cluster);
    for (const host of cluster.all('Host')) {
      const readers = installations.filter((installation) => installation.sees(host));
      const [gateway] = readers;
      if (!gateway || !asksForAcme(host) || !readers.every(ignoresAcme)) continue;

      const { acmeProvider, tlsSecret, hostname = '*' } = host.spec;
      const found = stateOf(cluster, host);
      const isInFront = readers.every(isTlsTerminatedInFront);
      report({
        on: host,
        severity: found.isMissing ? 'error' : tlsSecret?.name || isInFront ? 'info' : 'warning',
        data: {
          host,
          gateway: gateway.workloads[0] ?? words('Emissary-ingress'),
          state: words(found.isMissing ? ` There is no Secret ${found.name}.` : ''),
          effect: words(
            found.isMissing
              ? `The gateway drops the whole Host: ${hostname} is not served, not even over http.`
              : tlsSecret?.name
                ? 'Nothing is fetched or renewed by this. Whatever filled the Secret has to go on renewing it.'
                : `Nobody fetches a certificate, so the gateway answers no https for ${hostname}.`,
          ),
          advice: words(found.advice),
        },
        evidence: [
          {
            at: host,
            path: acmeProvider?.authority ? 'spec.acmeProvider.authority' : 'spec.acmeProvider.email',
            value: acmeProvider?.authority || acmeProvider?.email,
          },
          { at: host, path: 'spec.tlsSecret.name', value: tlsSecret?.name },
        ],
        related: gateway.workloads,
        command:
          tlsSecret?.name && !found.isMissing ? patch(host, { spec: { acmeProvider: null } }) : createCertificate(host),
      });
    }
  },
});

interface State {
  /** Whether its Secret is surely not there. */
  readonly isMissing: boolean;
  readonly name: string;
  readonly advice: string;
}

function stateOf(cluster: Cluster<'Secret' | 'Certificate'>, { metadata, spec }: Host): State {
  const ref: Ref = {
    kind: 'Secret',
    namespace: spec.tlsSecret?.namespace || metadata.namespace,
    name: spec.tlsSecret?.name ?? '',
  };
  const name = `${ref.namespace}/${ref.name}`;
  if (ref.name === '') {
    const advice =
      'Let a Certificate of cert-manager make a Secret, name that in spec.tlsSecret, and take spec.acmeProvider out.';
    return { isMissing: false, name, advice };
  }
  const secret = cluster.find('Secret', ref.namespace, ref.name);
  const renewer = secret && renewerNameOf(cluster, secret);
  if (renewer) {
    return { isMissing: false, name, advice: `Take spec.acmeProvider out: Certificate ${renewer.name} fills ${name}.` };
  }
  const advice = `Let a Certificate of cert-manager fill Secret ${name}, and take spec.acmeProvider out.`;
  return { isMissing: cluster.lacks('Secret', ref.namespace, ref.name), name, advice };
}

/** The Host is to name the Secret once there is one: it is dropped while it names one that is not there. */
function createCertificate({ metadata, spec: { tlsSecret, hostname = '*' } }: Host): string {
  const name = tlsSecret?.name || `${metadata.name}-tls`;
  const dnsNames = [hostname === '*' ? 'HOSTNAME' : hostname];
  const issuerRef = { kind: 'ClusterIssuer', name: 'ISSUER' };
  return apply({
    kind: 'Certificate',
    metadata: { name, namespace: tlsSecret?.namespace || metadata.namespace },
    spec: { secretName: name, dnsNames, issuerRef },
  });
}
