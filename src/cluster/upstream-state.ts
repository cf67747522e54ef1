import type { Cluster } from './cluster.ts';
import type { Mapping, Ref, Service, TCPMapping } from './objects.ts';
import { refOf } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { type Target, type TargetKind, targetsOf } from './targets.ts';
import type { Upstream } from './upstream.ts';
import { backendsOf, troubleOf } from './workloads.ts';

/** Where traffic goes, and what stands there. Plain data. */
export interface UpstreamState {
  /** As Emissary names it, scheme and all: `https://cart.shop:8443`. */
  readonly service: string;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly kind: Upstream['kind'];
  readonly resolver: Upstream['resolver'];
  /** The Service it means, also where there is none. */
  readonly ref?: Ref;
  /** Whether there is such a Service; absent: not known. */
  readonly exists?: boolean;
  /** Whether that Service has the port; absent: it cannot be told. */
  readonly hasPort?: boolean;
  /** Ready Pods or addresses, of how many; absent: not known. */
  readonly ready?: number;
  readonly total?: number;
  /** That none is there can be intended: requests or hours bring them back. */
  readonly scalesToZero?: true;
}

/** A Pod that does not serve, and why in words. */
export interface PodTrouble {
  readonly pod: Ref;
  /** `CrashLoopBackOff, exit 1, 14 restarts: missing env DB_URL` */
  readonly text: string;
}

/** What stands behind a Mapping's upstream; a namespace that nobody has was not meant as a name outside. */
export function stateBehind(
  cluster: Cluster<TargetKind>,
  mapping: Mapping | TCPMapping,
  upstream: Upstream,
): UpstreamState {
  const target = upstream.kind === 'external' ? targetsByMapping(cluster).get(mapping) : undefined;
  return stateOf(cluster, target?.upstream.qualified === upstream.qualified ? target.upstream : upstream);
}

const targetsByMapping = perCluster(
  (cluster: Cluster<TargetKind>): ReadonlyMap<Mapping | TCPMapping, Target> =>
    new Map(targetsOf(cluster).map((target) => [target.mapping, target])),
);

/** What stands behind an upstream. */
export function stateOf(cluster: Cluster<TargetKind>, upstream: Upstream): UpstreamState {
  const { service: text, qualified: host, port, tls, kind, resolver, name, namespace } = upstream;
  const base = { service: text, host, port, tls, kind, resolver };
  if (kind !== 'service') return base;
  const ref: Ref = { kind: 'Service', namespace, name };
  const service = cluster.find('Service', namespace, name);
  if (!service) return { ...base, ref, ...(cluster.lacks('Service', namespace, name) && { exists: false }) };

  const hasPort = hasPortFor(service, upstream);
  const state = { ...base, ref, exists: true, ...(hasPort !== undefined && { hasPort }) };
  if (service.spec.type === 'ExternalName') return state;
  const { ready, endpoints, pods, scalesToZero } = backendsOf(cluster, service);
  // A Pod that never got an address is no endpoint yet, and is missed all the same.
  const total = Math.max(endpoints.length, pods.length);
  if (ready === undefined) return state;
  return { ...state, ready, total, ...(scalesToZero && total === 0 && { scalesToZero }) };
}

/** The Pods behind an upstream that do not serve. */
export function troublesOf(
  cluster: Cluster<TargetKind>,
  { kind, namespace, name }: Upstream,
  now: Date,
): readonly PodTrouble[] {
  const service = kind === 'service' ? cluster.find('Service', namespace, name) : undefined;
  if (!service) return [];
  return backendsOf(cluster, service).pods.flatMap((pod) => {
    const trouble = troubleOf(pod, now);
    return trouble ? [{ pod: refOf(pod), text: trouble.text }] : [];
  });
}

/**
 * Whether somebody may answer there: `none` when the Service or its port is surely missing, or none of its Pods is ready.
 */
export function healthOf(upstream: UpstreamState): 'none' | 'some' | 'all' | 'unknown' {
  const { exists, hasPort, ready, total, scalesToZero } = upstream;
  if (scalesToZero) return 'unknown';
  if (exists === false || hasPort === false || ready === 0) return 'none';
  if (ready === undefined || total === undefined) return 'unknown';
  return ready < total ? 'some' : 'all';
}

function hasPortFor({ spec }: Service, { port: wanted, resolver }: Upstream): boolean | undefined {
  const { ports = [], type, clusterIP } = spec;
  // Of a headless Service DNS gives the addresses of the Pods, which may listen on more than is said.
  if (type === 'ExternalName' || ports.length === 0 || (clusterIP === 'None' && resolver === 'service'))
    return undefined;
  return ports.some(({ port, protocol = 'TCP' }) => protocol === 'TCP' && port === wanted);
}
