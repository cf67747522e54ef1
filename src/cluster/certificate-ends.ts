import { isIssued, renewerOf } from './cert-manager.ts';
import { neededOf } from './certificate-chain.ts';
import type { Cluster } from './cluster.ts';
import { type Kind, type Ref, refOf } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import type { RoutingKind } from './routing.ts';
import { certificateKinds, hostnamesOf, reachOf, usedSecretsOf } from './served-certificates.ts';

/** When a certificate that somebody is shown ends. Plain data. */
export interface CertificateEnd {
  readonly secret: Ref;
  /** The hostnames it is shown for, or its own. */
  readonly hostnames: readonly string[];
  readonly ends: Date;
  /** When cert-manager is going to renew it, as it says itself. */
  readonly renewal?: Date;
}

/** What has to be read for it. */
export const certificateEndKinds: readonly Kind[] = [...certificateKinds, 'Secret'];

/** The ends of all certificates that somebody is shown, the next one first; of a chain the first that ends counts. */
export const certificateEndsOf = perCluster(
  (cluster: Cluster<RoutingKind | 'Certificate'>): readonly CertificateEnd[] =>
    usedSecretsOf(cluster)
      .flatMap((used): readonly CertificateEnd[] => {
        const times = neededOf(used.chain).map(({ notAfter }) => Date.parse(notAfter));
        const first = Math.min(...times.filter((time) => !Number.isNaN(time)));
        if (!Number.isFinite(first) || reachOf(used) === 'none') return [];
        const secret = refOf(used.secret);
        const renewer = renewerOf(cluster, secret.namespace, secret.name);
        const renewal = renewer && isIssued(renewer) ? Date.parse(renewer.status?.renewalTime ?? '') : Number.NaN;
        return [
          {
            secret,
            hostnames: hostnamesOf(used),
            ends: new Date(first),
            ...(!Number.isNaN(renewal) && { renewal: new Date(renewal) }),
          },
        ];
      })
      .toSorted((a, b) => a.ends.getTime() - b.ends.getTime() || (a.secret.name < b.secret.name ? -1 : 1)),
);
