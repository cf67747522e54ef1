import { certManagerKinds, isIssued, renewerNameOf, renewerOf } from '../../cluster/cert-manager.ts';
import { lifetimeOf, neededOf, titleOf } from '../../cluster/certificate-chain.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Certificate } from '../../cluster/objects.ts';
import {
  certificateKinds,
  hostnamesOf,
  reachOf,
  type UsedSecret,
  usedSecretsOf,
  usersOf,
} from '../../cluster/served-certificates.ts';
import { defineCheck, type Severity, words } from '../../engine/check.ts';
import { kubectl, writeTLSSecret } from '../../engine/kubectl.ts';
import { between, timeOf } from '../../engine/time.ts';

const DAY = 24 * 60 * 60 * 1000;

export const tlsCertExpiring = defineCheck({
  code: 'TLS009',
  name: 'tls-cert-expiring',
  area: 'tls',
  title: 'A certificate ends soon',
  severity: 'warning',
  reads: ['Host', 'Secret'],
  alsoReads: [...certificateKinds, ...certManagerKinds],
  options: {
    warnDays: 30,
    errorDays: 7,
    /** Up to this lifetime the shares below decide too: what lives 90 days is renewed when 30 are left. */
    shortLifetimeDays: 90,
    warnShareOfLifetime: 1 / 4,
    errorShareOfLifetime: 1 / 12,
    /** What a renewal by cert-manager may take; a day of 90 is enough for what goes well. */
    renewalShareOfLifetime: 1 / 90,
  },
  message: '{certificate} in {secret} for {names} ends on {ends}.',
  why: '{effect}',
  fix: '{advice}',
  inGeneral: {
    why: 'From then on browsers show a warning page, and other clients refuse the connection. If the gateway shows it to upstreams, they refuse its connections.',
    fix: 'If cert-manager makes it, see in the events of its Certificate why it is not renewed. Else put a renewed certificate and its key into the Secret; the gateway takes it up by itself.',
  },
  silent: [
    'certificates that cert-manager is going to renew in time, or is renewing just now',
    'certificates that live only hours, while they are being renewed',
    'Secrets that nothing uses, and those that have ended: that is tls-cert-expired',
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
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=shop, issuer: CN=R11, names: [shop.example.com], notBefore: "2025-01-15T00:00:00Z", notAfter: "2026-01-15T00:00:00Z" }] }
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

  run({ cluster, now, options, report }) {
    for (const used of usedSecretsOf(cluster)) {
      const { secret, chain, certificateKey } = used;
      const needed = neededOf(chain);
      const certificate = needed.toSorted((a, b) => Date.parse(a.notAfter) - Date.parse(b.notAfter))[0];
      if (!certificate || reachOf(used) === 'none') continue;
      const severity = urgency(certificate, now, options);
      if (!severity || isRenewedInTime(cluster, used, now, options.renewalShareOfLifetime)) continue;

      const ends = new Date(certificate.notAfter);
      const renewer = renewerNameOf(cluster, secret);
      // Above the direct issuer clients often know another way to a root.
      const isNeeded = needed.indexOf(certificate) < 2;
      report({
        on: secret,
        severity: isNeeded ? severity : 'warning',
        data: {
          certificate: words(titleOf(chain, certificate)),
          secret,
          names: hostnamesOf(used),
          ends,
          effect: words(
            !isNeeded
              ? 'From then on clients that know no other way to a root refuse the connection, old ones above all.'
              : used.servers.length > 0
                ? 'From then on browsers show a warning page, and other clients refuse the connection.'
                : 'From then on upstreams refuse the connections of the gateway.',
          ),
          advice: words(
            renewer
              ? `See why cert-manager has not renewed it: the events of Certificate ${renewer.name} say so.`
              : 'Put a renewed certificate into the Secret; the gateway takes it up by itself.',
          ),
        },
        evidence: [
          { at: secret, path: `data[${certificateKey}].notAfter`, value: ends },
          { at: secret, path: `data[${certificateKey}].issuer`, value: certificate.issuer },
        ],
        related: usersOf(used),
        command: renewer ? kubectl('describe', renewer) : writeTLSSecret(secret),
      });
    }
  },
});

function urgency(
  certificate: Certificate,
  now: Date,
  limits: Readonly<
    Record<'warnDays' | 'errorDays' | 'shortLifetimeDays' | 'warnShareOfLifetime' | 'errorShareOfLifetime', number>
  >,
): Severity | undefined {
  const left = Date.parse(certificate.notAfter) - now.getTime();
  const lifetime = lifetimeOf(certificate);
  // Some authorities count to the end of the last day.
  const isShort = Math.floor(lifetime / DAY) <= limits.shortLifetimeDays;
  if (left <= 0) return undefined;
  if (left < limits.errorDays * DAY && (!isShort || left < lifetime * limits.errorShareOfLifetime)) return 'error';
  return left < (isShort ? lifetime * limits.warnShareOfLifetime : limits.warnDays * DAY) ? 'warning' : undefined;
}

function isRenewedInTime(
  cluster: Cluster<'Certificate'>,
  { secret, chain: [leaf] }: UsedSecret,
  now: Date,
  share: number,
): boolean {
  const renewer = renewerOf(cluster, secret.metadata.namespace, secret.metadata.name);
  const renewal = timeOf(renewer?.status?.renewalTime);
  if (!renewer || !renewal || !leaf || !isIssued(renewer)) return false;
  return between(renewal, now) < lifetimeOf(leaf) * share;
}
