import { certManagerKinds, renewerNameOf } from '../../cluster/cert-manager.ts';
import { neededOf, titleOf } from '../../cluster/certificate-chain.ts';
import type { Certificate } from '../../cluster/objects.ts';
import {
  certificateKinds,
  hostnamesOf,
  leftoverSecretsOf,
  reachOf,
  usedSecretsOf,
  usersOf,
} from '../../cluster/served-certificates.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl, putIntoSecret, remove, writeTLSSecret } from '../../engine/kubectl.ts';

export const tlsCertExpired = defineCheck({
  code: 'TLS008',
  name: 'tls-cert-expired',
  area: 'tls',
  title: 'A certificate has expired',
  severity: 'error',
  reads: ['Host', 'Secret'],
  alsoReads: [...certificateKinds, ...certManagerKinds],
  message: '{certificate} in {secret} for {names} ended on {ends}.',
  why: '{effect}',
  fix: '{advice}',
  inGeneral: {
    why: 'Browsers show a warning page, and other clients refuse the connection. If the gateway shows it to upstreams, they refuse its connections. Where nothing uses the Secret, nobody notices.',
    fix: 'If cert-manager makes it, see in the events of its Certificate why it was not renewed. Else put a renewed certificate and its key into the Secret; the gateway takes it up by itself. Delete a Secret that is not needed any more.',
  },
  silent: [
    'Secrets that nothing uses, unless they were made for the hostname of a Host: then it is good to know',
    'more than that it is good to know where nobody sees the certificate: no Listener takes TLS, or a load balancer terminates it',
    'a root at the end of a chain: clients have their own',
    'an intermediate that stands there a second time with a later end',
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
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-01-01T00:00:00Z", notAfter: "2025-12-31T00:00:00Z" }] }
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
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-01-01T00:00:00Z", notAfter: "2026-12-31T00:00:00Z" }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`,
  },

  run({ cluster, now, report }) {
    const hasEnded = ({ notAfter }: Certificate) => Date.parse(notAfter) <= now.getTime();

    for (const used of usedSecretsOf(cluster)) {
      const { secret, chain, certificateKey } = used;
      const needed = neededOf(chain);
      const certificate = needed.find(hasEnded);
      if (!certificate) continue;

      const renewer = renewerNameOf(cluster, secret);
      const reach = reachOf(used);
      // Above the direct issuer clients often know another way to a root.
      const isNeeded = needed.indexOf(certificate) < 2;
      report({
        on: secret,
        severity: reach === 'none' ? 'info' : !isNeeded ? 'warning' : reach === 'all' ? 'critical' : 'error',
        data: {
          certificate: words(titleOf(chain, certificate)),
          secret,
          names: hostnamesOf(used),
          ends: new Date(certificate.notAfter),
          effect: words(
            reach === 'none'
              ? 'No client sees it: no Listener takes TLS for it, or something in front terminates TLS.'
              : !isNeeded
                ? 'Clients that know no other way to a root refuse the connection, old ones above all.'
                : used.servers.length > 0
                  ? 'Browsers show a warning page, and other clients refuse the connection.'
                  : 'Upstreams refuse the connections of the gateway.',
          ),
          advice: words(
            !isNeeded
              ? `Put the chain that the authority gives out today into ${certificateKey}, without this certificate.`
              : renewer
                ? `See why cert-manager did not renew it: the events of Certificate ${renewer.name} say so.`
                : 'Put a renewed certificate into the Secret; the gateway takes it up by itself.',
          ),
        },
        evidence: [
          { at: secret, path: `data[${certificateKey}].notAfter`, value: new Date(certificate.notAfter) },
          { at: secret, path: `data[${certificateKey}].issuer`, value: certificate.issuer },
        ],
        related: usersOf(used),
        command: !isNeeded
          ? putIntoSecret(secret, certificateKey, 'FULLCHAIN.pem')
          : renewer
            ? kubectl('describe', renewer)
            : writeTLSSecret(secret),
      });
    }

    for (const { secret, certificate, hostnames } of leftoverSecretsOf(cluster)) {
      if (!hasEnded(certificate)) continue;
      report({
        on: secret,
        severity: 'info',
        data: {
          certificate: words('The certificate'),
          secret,
          names: hostnames,
          ends: new Date(certificate.notAfter),
          effect: words('Nobody notices: nothing that the gateway knows uses this Secret.'),
          advice: words('Delete the Secret if it is not needed any more.'),
        },
        evidence: [{ at: secret, path: 'data[tls.crt].notAfter', value: new Date(certificate.notAfter) }],
        command: remove(secret),
      });
    }
  },
});
