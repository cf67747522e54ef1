import type { Cluster } from './cluster.ts';
import { installationsOf } from './installations.ts';
import { isBackendMeshed, isGatewayMeshed } from './mesh.ts';
import type { Mapping, Service } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { type Spoken, spokenAt } from './spoken.ts';
import { type Directed, directedMappings, matchPort, type Target, type TargetKind, targetsOf } from './targets.ts';
import type { Upstream } from './upstream.ts';
import { isIPv4, isIPv6 } from './url.ts';

/** A Mapping that speaks TLS to a port that takes none, or none to a port that does. */
export interface WrongScheme {
  readonly mapping: Mapping;
  readonly upstream: Upstream;
  /** Absent: the upstream is a name outside. */
  readonly service?: Service;
  readonly traffic?: Target['traffic'];
  /** Whether the port takes TLS. */
  readonly takesTls: boolean;
  /** What says so; absent: the number of the port, of a name outside. */
  readonly spoken?: Spoken;
  /** Another port of the Service that takes what is sent. */
  readonly right?: number;
}

/**
 * The Mappings whose scheme does not fit the port they name. Left out are those with a TLSContext, which is a matter of its
 * own, those that get no traffic, and service meshes, whose proxies add and remove TLS.
 */
export const wrongSchemesOf = perCluster((cluster: Cluster<TargetKind | 'Namespace'>): readonly WrongScheme[] =>
  [...targetsOf(cluster), ...outsideOf(cluster)].flatMap((target: Addressed): readonly WrongScheme[] => {
    const { mapping, upstream, installation, service, traffic } = target;
    if (mapping.kind !== 'Mapping' || mapping.spec.tls || traffic === 'none') return [];
    const found = takenBy(cluster, target);
    if (!found || found.takesTls === upstream.tls || isGatewayMeshed(cluster, installation)) return [];
    const right = service?.spec.ports?.find((port) => spokenAt(cluster, service, port)?.tls === upstream.tls)?.port;
    return [
      {
        ...{ mapping, upstream, ...found },
        ...(service && { service }),
        ...(traffic && { traffic }),
        ...(right !== undefined && { right }),
      },
    ];
  }),
);

/** A Mapping, and the Service it sends traffic to, unless that is a name outside. */
interface Addressed extends Directed {
  readonly service?: Service;
  readonly traffic?: Target['traffic'];
}

type Taken = Pick<WrongScheme, 'takesTls' | 'spoken'>;

function takenBy(cluster: Cluster<TargetKind | 'Namespace'>, target: Addressed): Taken | undefined {
  const { service, upstream, traffic } = target;
  if (upstream.kind === 'external' || service?.spec.type === 'ExternalName') return takenOutside(upstream);
  const match = traffic && matchPort({ ...target, traffic });
  if (!service || match?.kind !== 'matches') return undefined;
  // Listeners for TLS of a gateway take clear requests too.
  if (installationsOf(cluster).some(({ services }) => services.includes(service))) return undefined;
  const spoken = spokenAt(cluster, service, match.port);
  if (!spoken || isBackendMeshed(cluster, service)) return undefined;
  return { takesTls: spoken.tls, spoken };
}

function takenOutside({ port, qualified }: Upstream): Taken | undefined {
  if (port === 80) return { takesTls: false };
  // On a machine that is reached by its address 8443 can be anything.
  return port === 443 || (port === 8443 && !isIPv4(qualified) && !isIPv6(qualified)) ? { takesTls: true } : undefined;
}

function outsideOf(cluster: Cluster<TargetKind>): readonly Directed[] {
  const inside = new Set(targetsOf(cluster).map(({ mapping }) => mapping));
  return directedMappings(cluster).filter(
    ({ mapping, upstream: { kind, resolver, address }, isRedirect }) =>
      kind === 'external' && resolver === 'service' && !address.malformed && !isRedirect && !inside.has(mapping),
  );
}
