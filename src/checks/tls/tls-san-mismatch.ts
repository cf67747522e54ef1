import { isOwnIssuer } from '../../cluster/certificate-chain.ts';
import { certifies, isPublicName } from '../../cluster/certificate-names.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { overlap } from '../../cluster/hostnames.ts';
import type { Secret } from '../../cluster/objects.ts';
import { type CertificateServer, certificateKinds, usedSecretsOf } from '../../cluster/served-certificates.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch, writeTLSSecret } from '../../engine/kubectl.ts';

export const tlsSanMismatch = defineCheck({
  code: 'TLS013',
  name: 'tls-san-mismatch',
  area: 'tls',
  title: 'A certificate does not hold for the hostname it is served for',
  severity: 'error',
  reads: ['Host', 'Secret'],
  alsoReads: certificateKinds,
  message: '{hostnames} is served with the certificate in {secret}, which holds for {names}.',
  why: 'Browsers show a warning page, and other clients refuse the connection: the name they asked for is not in the certificate.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Have the certificate issued again with these names in it (dnsNames of a Certificate), or name another Secret in the Host. A star stands for one label.',
  },
  silent: [
    'the hostname *, and globs that some name of the certificate matches',
    'internal hostnames: there it is only good to know',
    'self-signed certificates: that is tls-self-signed',
    'certificates in the wrong order: that is tls-key-mismatch',
    'a gateway whose load balancer terminates TLS, and Hosts that no Listener serves with TLS',
    'certificates of a service mesh (cert-chain.pem), whose names are no hostnames',
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
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [www.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
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
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-11-15T00:00:00Z", notAfter: "2026-11-15T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
  },

  run({ cluster, now, report }) {
    for (const { secret, chain, certificateKey, privateKeyKey, servers } of usedSecretsOf(cluster)) {
      const [leaf, ...behind] = chain;
      if (!leaf || isOwnIssuer(leaf) || certificateKey !== 'tls.crt') continue;
      // The certificate that was meant stands further down: that is tls-key-mismatch.
      const key = secret.data[privateKeyKey]?.privateKey?.publicKey;
      if (key && leaf.publicKey !== key && behind.some(({ publicKey }) => publicKey === key)) continue;
      const wrong = servers.filter(
        ({ hostname, isExposed, isBehindTls }) => isExposed && !isBehindTls && !holdsFor(leaf.names, hostname),
      );
      const [first] = wrong;
      if (!first) continue;

      const better = betterFor(cluster, first, now);
      const isOnlyCommonName = leaf.names.length === 0;
      report({
        on: secret,
        severity: wrong.some(({ hostname }) => isPublicName(hostname)) ? 'error' : 'info',
        data: {
          secret,
          hostnames: [...new Set(wrong.map(({ hostname }) => hostname))].sort(),
          names: isOnlyCommonName ? words('no name: its common name does not count any more') : leaf.names,
          advice: words(
            better
              ? `Name Secret ${better.metadata.name} of namespace ${better.metadata.namespace} in the Host: it holds for ${first.hostname}. Or have this one issued again with that name in it.`
              : 'Have the certificate issued again with these names in it (dnsNames of a Certificate), or name another Secret in the Host. A star stands for one label.',
          ),
        },
        evidence: [
          isOnlyCommonName
            ? { at: secret, path: `data[${certificateKey}].commonName`, value: leaf.commonName }
            : { at: secret, path: `data[${certificateKey}].names`, value: leaf.names },
          ...wrong
            .slice(0, 3)
            .map(({ object, hostname }) => ({ at: object, path: HOSTNAME[object.kind], value: hostname })),
        ],
        related: [...new Set(wrong.map(({ object }) => object))],
        command: better ? correction(first, better) : writeTLSSecret(secret),
      });
    }
  },
});

const HOSTNAME = { Host: 'spec.hostname', Ingress: 'spec.tls', TCPMapping: 'spec.host', TLSContext: 'spec.hosts' };

/** Of a glob it is enough that some name of the certificate matches it: which names are asked for is not known. */
function holdsFor(names: readonly string[], hostname: string): boolean {
  if (hostname === '*' || certifies(names, hostname)) return true;
  return hostname.includes('*') && names.some((name) => overlap(hostname, name));
}

function betterFor(cluster: Cluster<'Secret'>, { hostname, object }: CertificateServer, now: Date): Secret | undefined {
  const home = object.metadata.namespace;
  const others = cluster.all('Secret').filter((secret) => secret.metadata.namespace !== home);
  return [...cluster.in('Secret', home), ...others].find(({ type, data }) => {
    const leaf = type === 'kubernetes.io/tls' ? data['tls.crt']?.certificates?.[0] : undefined;
    return leaf && !isOwnIssuer(leaf) && certifies(leaf.names, hostname) && Date.parse(leaf.notAfter) > now.getTime();
  });
}

function correction({ object }: CertificateServer, { metadata }: Secret): string {
  if (object.kind !== 'Host' || object.spec.tlsContext?.name) return edit(object);
  const isPlain = metadata.namespace === object.metadata.namespace && !object.spec.tlsSecret?.namespace;
  const { name, namespace } = metadata;
  return patch(object, { spec: { tlsSecret: isPlain ? { name } : { name, namespace } } });
}
