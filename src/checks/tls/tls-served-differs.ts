import { type WronglyPresented, wronglyPresented } from '../../cluster/presented-certificates.ts';
import { certificateKinds } from '../../cluster/served-certificates.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';
import { nameOf } from '../gateway/log-words.ts';

const shop = (fingerprint: string) => `
kind: Pod
metadata: { name: emissary-1, namespace: emissary }
spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
status: { podIP: 10.0.0.7, conditions: [{ type: Ready, status: "True" }] }
---
kind: Listener
metadata: { name: https, namespace: emissary }
spec: { port: 8443, protocol: HTTPS, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test, tlsSecret: { name: shop-tls } }
---
kind: Secret
metadata: { name: shop-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.test], notBefore: "2025-12-01T00:00:00Z", notAfter: "2026-03-01T00:00:00Z", fingerprint: 2b7e }] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
---
kind: ServedCertificate
metadata: { name: shop.test, namespace: emissary }
address: 10.0.0.7:8443
certificate: { subject: CN=shop, issuer: CN=R11, names: [shop.test], notBefore: "2025-10-01T00:00:00Z", notAfter: "2025-12-30T00:00:00Z", fingerprint: ${fingerprint} }
`;

export const tlsServedDiffers = defineCheck({
  code: 'TLS032',
  name: 'tls-served-differs',
  area: 'tls',
  title: 'A gateway presents another certificate than its objects say, or none',
  severity: 'error',
  reads: ['ServedCertificate', 'Host', 'Secret'],
  alsoReads: certificateKinds,
  message: 'For {name}, {gateway} {what} the certificate of {secret}.',
  why: '{effect}',
  fix: 'See in the gateway’s log whether it takes up changes (gateway-config-frozen). A Pod that starts anew reads the Secret again.',
  inGeneral: {
    why: 'Clients get an older certificate, or one for another name. When it has ended or does not hold for the name, browsers show a warning page and other clients refuse the connection.',
  },
  silent: [
    'certificates that were issued within the last 75 minutes, Hosts and Secrets of the last ten: they may not be everywhere yet',
    'names for which the objects promise no certificate, and Secrets that could not be read',
    'where something else than a Pod was asked: a good certificate that a load balancer in front may have, and handshakes that fail',
    'gateways that ask clients for a certificate, or for the PROXY protocol, and end the handshake',
  ],
  example: { bad: shop('9f01'), good: shop('2b7e') },

  run({ cluster, now, report }) {
    for (const found of wronglyPresented(cluster, now)) {
      const { gateway, served, on, secret, expected, actual, owner } = found;
      const { name, namespace } = served.metadata;
      const asked = { kind: 'ServedCertificate', namespace, name };
      report({
        on,
        key: name,
        severity: found.isRefused ? 'error' : 'warning',
        data: {
          name,
          gateway,
          secret,
          what: words(whatOf(found)),
          effect: words(effectOf(found)),
        },
        evidence: [
          actual
            ? {
                at: asked,
                path: `certificate at ${served.address}`,
                value: `${actual.issuer}, serial ${actual.serial ?? 'unknown'}`,
              }
            : { at: asked, path: `handshake at ${served.address}`, value: served.failure ?? 'no certificate' },
          { at: secret, path: 'data[tls.crt]', value: `${expected.issuer}, serial ${expected.serial ?? 'unknown'}` },
        ],
        related: [secret, ...(owner ? [owner] : []), gateway],
        command: kubectl(gateway.kind === 'Pod' ? 'describe' : 'rollout restart', gateway),
      });
    }
  },
});

function whatOf({ served, actual, owner }: WronglyPresented): string {
  if (!actual) return `ends the handshake${served.failure ? ` (${served.failure})` : ''} and does not present`;
  const whose = owner ? `that of ${nameOf(owner)}, which` : 'one that';
  return `presents ${whose} ends on ${actual.notAfter.slice(0, 10)}, and not`;
}

function effectOf({ actual, isRefused }: WronglyPresented): string {
  if (!actual) return 'Nobody gets through to this name by https.';
  return isRefused
    ? 'Browsers show a warning page, and other clients refuse the connection.'
    : 'Nobody notices yet; when that certificate ends, browsers show a warning page.';
}
