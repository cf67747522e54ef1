import { conditionOf, isIssued, isWritten } from '../../cluster/cert-manager.ts';
import { type Blocker, blockerOf, isFinal, issuanceKinds } from '../../cluster/issuance.ts';
import type { AnyObject, CertManagerCertificate, Condition, Ref } from '../../cluster/objects.ts';
import { certificateKinds, secretReferencesOf } from '../../cluster/served-certificates.ts';
import { defineCheck, type Evidence, words } from '../../engine/check.ts';
import { kubectl, patch } from '../../engine/kubectl.ts';
import { between, timeOf } from '../../engine/time.ts';

export const tlsCertManagerFailed = defineCheck({
  code: 'TLS031',
  name: 'tls-cert-manager-failed',
  area: 'tls',
  title: 'cert-manager cannot get a certificate that the gateway needs',
  severity: 'error',
  reads: ['Certificate', 'Host'],
  alsoReads: [...certificateKinds, ...issuanceKinds],
  options: { pendingMinutes: 30 },
  explains: ['tls-secret-missing', 'tls-cert-expired', 'tls-cert-expiring', 'tls-plaintext-fallback'],
  message: 'cert-manager has {state} for {certificate}: {reason}.',
  why: '{effect}',
  fix: '{advice}',
  inGeneral: {
    fix: 'Follow what the events of the Certificate say: its issuer, DNS, or the answer to the challenge. Then cmctl renew tries again at once.',
    why: 'Without the Secret the gateway drops the Hosts that name it: their hostnames are not served, not even over http. A certificate that is there goes on until it ends; then browsers show a warning page, and other clients refuse the connection.',
  },
  silent: [
    'Certificates whose Secret no Host, TLSContext or Ingress of the gateway names',
    'a certificate that is being fetched, or renewed, and has not failed',
    'Certificates that cert-manager has not looked at yet, as in manifests',
  ],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Certificate
apiVersion: cert-manager.io/v1
metadata: { name: shop, namespace: shop }
spec: { secretName: shop-tls, issuerRef: { kind: ClusterIssuer, name: letsencrypt } }
status: { conditions: [{ type: Issuing, status: "False", reason: Failed, message: "The certificate request has failed: 429 rateLimited." }] }
`,
    good: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: shop-tls } }
---
kind: Certificate
apiVersion: cert-manager.io/v1
metadata: { name: shop, namespace: shop }
spec: { secretName: shop-tls, issuerRef: { kind: ClusterIssuer, name: letsencrypt } }
status: { conditions: [{ type: Ready, status: "True", reason: Ready }] }
`,
  },

  run({ cluster, now, options, report }) {
    const references = secretReferencesOf(cluster).filter(({ isUsed }) => isUsed);
    for (const certificate of cluster.all('Certificate')) {
      const { namespace, name } = certificate.metadata;
      const { secretName } = certificate.spec;
      const users = references.filter(
        (reference) => reference.namespace === namespace && reference.name === secretName,
      );
      const blocker = users.length > 0 ? blockerOf(cluster, certificate) : undefined;
      const trouble = users.length > 0 && troubleOf(certificate, blocker, now, options.pendingMinutes);
      if (!trouble) continue;

      const leaf = cluster.find('Secret', namespace, secretName ?? '')?.data['tls.crt']?.certificates?.[0];
      const isServed = leaf !== undefined && Date.parse(leaf.notAfter) > now.getTime();
      // Without a right to read Secrets the Certificate itself says whether there still is a good one.
      const isGood = isServed || (!cluster.knows('Secret', namespace) && isIssued(certificate));
      const said = blocker ? wordsOf(blocker, certificate) : undefined;
      report({
        on: certificate,
        severity: isGood ? 'warning' : 'error',
        data: {
          certificate,
          state: words(leaf ? 'not renewed the certificate' : 'not got a certificate'),
          reason: words(
            (said?.reason ?? trouble.message ?? trouble.reason ?? 'it does not say why').replace(/[.\s]+$/, ''),
          ),
          effect: words(
            isGood
              ? 'The certificate that is there goes on until it ends.'
              : leaf
                ? 'The certificate that is there has ended: browsers show a warning page, and other clients refuse the connection.'
                : 'Without the Secret the gateway drops the Hosts that name it: their hostnames are not served, not even over http.',
          ),
          advice: words(
            `${said?.advice ?? 'Follow what the events of the Certificate say: its issuer, DNS, or the answer to the challenge.'} Then cmctl renew ${name} tries again at once.`,
          ),
        },
        evidence: [
          { at: certificate, path: `status.conditions[${trouble.type}].reason`, value: trouble.reason },
          { at: certificate, path: 'spec.secretName', value: secretName },
          ...(said ? [said.evidence] : []),
        ],
        related: [
          ...(said && 'metadata' in said.on ? [said.on] : []),
          { kind: 'Secret', namespace, name: secretName ?? '' },
          ...new Set(users.map(({ by }) => by)),
        ],
        command: said?.command ?? kubectl('describe', certificate),
      });
    }
  },
});

/** The condition that says what went wrong: an attempt that failed, or one that takes too long. */
function troubleOf(
  certificate: CertManagerCertificate,
  blocker: Blocker | undefined,
  now: Date,
  minutes: number,
): Condition | undefined {
  const isLong = ({ lastTransitionTime }: Condition) => {
    const since = timeOf(lastTransitionTime) ?? timeOf(certificate.metadata.creationTimestamp);
    return since !== undefined && between(since, now) > minutes * 60 * 1000;
  };
  const issuing = conditionOf(certificate, 'Issuing');
  if (issuing?.status === 'False' && issuing.reason === 'Failed') return issuing;
  const ready = conditionOf(certificate, 'Ready');
  if (ready && ready.status !== 'True') return isLong(ready) || (blocker && isFinal(blocker)) ? ready : undefined;
  // A renewal may take its time, unless something is seen to stand in its way.
  return issuing?.status === 'True' && blocker && (isLong(issuing) || isFinal(blocker)) ? issuing : undefined;
}

interface Said {
  readonly on: AnyObject | Ref;
  readonly reason: string;
  readonly advice: string;
  readonly evidence: Evidence;
  readonly command?: string | undefined;
}

function wordsOf(blocker: Blocker, certificate: CertManagerCertificate): Said {
  if (blocker.kind === 'issuer-missing') {
    const { ref, likely } = blocker;
    const near = likely && `${likely.kind} ${likely.name}`;
    return {
      on: ref,
      reason: `there is no ${ref.kind} ${ref.name}${near ? `, the nearest is ${near}` : ''}`,
      advice: near ? `Name ${near} in spec.issuerRef.` : `Correct spec.issuerRef, or create ${ref.kind} ${ref.name}.`,
      evidence: { at: certificate, path: 'spec.issuerRef.name', value: ref.name },
      command:
        likely && isWritten(certificate)
          ? patch(certificate, { spec: { issuerRef: { kind: likely.kind, name: likely.name } } })
          : undefined,
    };
  }
  const { object, reason } = blocker;
  const name = `${object.kind} ${object.metadata.name}`;
  const command = kubectl('describe', object);
  switch (blocker.kind) {
    case 'challenge': {
      const { dnsName = '', type = '' } = blocker.object.spec;
      return {
        on: object,
        reason: `${name} for ${dnsName} says: ${reason}`,
        advice:
          type === 'DNS-01'
            ? `See that the issuer may write the record _acme-challenge.${dnsName}, and that the world can read it.`
            : `See that http://${dnsName}/.well-known/acme-challenge/ leads from outside to the solver: DNS, port 80, and no route or login before it.`,
        evidence: { at: object, path: 'status.reason', value: blocker.object.status?.reason },
        command,
      };
    }
    case 'order':
      return {
        on: object,
        reason: `${name} says: ${reason}`,
        advice: 'Do what the authority asks for; after rateLimited wait as long as it says.',
        evidence: { at: object, path: 'status.state', value: blocker.object.status?.state },
        command,
      };
    default: {
      return {
        on: object,
        reason: `${name} says: ${reason}`,
        advice: `Mend what ${name} says.`,
        evidence: { at: object, path: 'status.conditions[Ready].message', value: reason },
        command,
      };
    }
  }
}
