import type { Cluster } from './cluster.ts';
import { type Installation, installationsOf } from './installations.ts';
import { nearest } from './names.ts';
import type { Kind, Mapping, Service, ServicePort, TCPMapping } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { perInstallation } from './per-installation.ts';
import { routingFor } from './routing.ts';
import { type RoutingKind, routingAlsoReads, routingKinds } from './routing-kinds.ts';
import type { ServiceAddress } from './service-address.ts';
import { destinationOf, type Upstream, upstreamOf } from './upstream.ts';
import { type BackendKind, backendKinds, backendsOf } from './workloads.ts';

/** The kinds that make targets and what stands behind them more exact; Mapping and Service are what they need. */
export const targetAlsoReads = [
  ...routingKinds,
  ...routingAlsoReads,
  ...backendKinds,
] as const satisfies readonly Kind[];

export type TargetKind = RoutingKind | BackendKind;

/** A Mapping or TCPMapping, and what its service means: where it sends traffic, or as a redirect its clients. */
export interface Directed {
  readonly installation: Installation;
  readonly mapping: Mapping | TCPMapping;
  readonly upstream: Upstream;
  readonly isRedirect: boolean;
}

/**
 * What of the traffic reaches a Mapping: requests, only copies of requests (a shadow), or nothing, because others have
 * all of the weight or Emissary leaves it out.
 */
export type Traffic = 'requests' | 'copies' | 'none';

/** A Mapping or TCPMapping, and the Service of this cluster that it sends traffic to. */
export interface Target extends Directed {
  /** Absent: it does not exist, or is not known. */
  readonly service?: Service;
  readonly traffic: Traffic;
  /** What the Pods of a headless Service declare to listen on; absent for all other Services. */
  readonly podPorts?: readonly { readonly name?: string; readonly port: number }[];
}

/** Every Mapping and TCPMapping that some installation sees, once, as the first one reads it. */
export const directedMappings = perCluster((cluster: Cluster<RoutingKind>): readonly Directed[] => {
  const installations = installationsOf(cluster);
  return [...cluster.all('Mapping'), ...cluster.all('TCPMapping')].flatMap((mapping) => {
    const installation = installations.find((candidate) => candidate.sees(mapping));
    if (!installation) return [];
    const traffic = upstreamOf(cluster, installation, mapping);
    const upstream = traffic ?? destinationOf(cluster, installation, mapping);
    return [{ installation, mapping, upstream, isRedirect: !traffic }];
  });
});

/**
 * Every Mapping and TCPMapping that sends traffic to a Service in this cluster. Left out are redirects, external
 * names, the gateway's own Pod, Consul and unknown resolvers, and addresses that nobody can read.
 */
export const targetsOf = perCluster((cluster: Cluster<TargetKind>): readonly Target[] =>
  directedMappings(cluster).flatMap((directed) => {
    const { installation, mapping } = directed;
    const upstream = inCluster(cluster, directed);
    if (!upstream || replacedMappings(cluster, installation).has(mapping)) return [];
    const service = cluster.find('Service', upstream.namespace, upstream.name);
    const podPorts = service && portsBehind(cluster, service, upstream);
    return [
      {
        ...directed,
        upstream,
        traffic: trafficOf(cluster, directed),
        ...(service && { service }),
        ...(podPorts && { podPorts }),
      },
    ];
  }),
);

/** The Services of a name in all namespaces. */
export function namesakes(cluster: Cluster<'Service'>, name: string): readonly Service[] {
  return servicesByName(cluster).get(name) ?? [];
}

const servicesByName = perCluster(
  (cluster: Cluster<'Service'>): ReadonlyMap<string, readonly Service[]> =>
    Map.groupBy(cluster.all('Service'), ({ metadata }) => metadata.name),
);

/** Of two definitions under one name only the later counts. */
const replacedMappings = perInstallation(
  (cluster: Cluster<RoutingKind>, installation: Installation): ReadonlySet<Mapping | TCPMapping> =>
    new Set(
      routingFor(cluster, installation)
        .dropped.filter(({ reason }) => reason === 'replaced')
        .map(({ mapping }) => mapping),
    ),
);

function inCluster(cluster: Cluster<TargetKind>, { upstream, isRedirect }: Directed): Upstream | undefined {
  const { kind, resolver, qualified, address } = upstream;
  if (isRedirect || resolver === 'consul' || resolver === 'unknown') return undefined;
  // Of a text that cannot be read the rest is no better than a guess; it has a finding of its own.
  if (address.malformed && address.malformed !== 'unknown-scheme') return undefined;
  // The Services of other clusters are found under this name.
  if (qualified.endsWith('.svc.clusterset.local')) return undefined;
  if (kind === 'external') return withMisspelledNamespace(cluster, upstream);
  // Endpoints are looked up by the first two labels of whatever is written; that is a matter of the resolver.
  const [, , third] = qualified.split('.');
  return kind === 'service' && (!third || third === 'svc') ? upstream : undefined;
}

/** `cart.shpo`, where there is no such namespace and `shop` has that Service, was not meant to be a name outside. */
function withMisspelledNamespace(cluster: Cluster<TargetKind>, upstream: Upstream): Upstream | undefined {
  const [name = '', namespace = '', ...more] = upstream.qualified.split('.');
  // Short names are as near to a top-level domain as to a namespace.
  if (more.length > 0 || namespace.length < 4 || cluster.hasNamespace(namespace) !== false) return undefined;
  const homes = namesakes(cluster, name).map(({ metadata }) => metadata.namespace);
  return nearest(namespace, homes) === undefined ? undefined : { ...upstream, kind: 'service', name, namespace };
}

function trafficOf(cluster: Cluster<TargetKind>, { installation, mapping }: Directed): Traffic {
  return trafficByMapping(cluster, installation).get(mapping) ?? 'none';
}

const trafficByMapping = perInstallation(
  (cluster: Cluster<RoutingKind>, installation: Installation): ReadonlyMap<Mapping | TCPMapping, Traffic> => {
    const { groups, tcpGroups } = routingFor(cluster, installation);
    const reached = new Map<Mapping | TCPMapping, Traffic>();
    for (const { members } of [...groups, ...tcpGroups]) {
      for (const { mapping, share } of members) reached.set(mapping, share > 0 ? 'requests' : 'none');
    }
    for (const { mapping } of groups.flatMap(({ shadows }) => shadows)) reached.set(mapping, 'copies');
    return reached;
  },
);

function portsBehind(cluster: Cluster<BackendKind>, service: Service, { resolver }: Upstream): Target['podPorts'] {
  if (service.spec.clusterIP !== 'None' || resolver !== 'service') return undefined;
  const { pods, workloads } = backendsOf(cluster, service);
  const specs = [...pods.map(({ spec }) => spec), ...workloads.map(({ spec }) => spec.template?.spec)];
  return specs
    .flatMap((spec) => [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])])
    .flatMap(({ ports = [] }) =>
      ports.map(({ name, containerPort: port }) => ({ port, ...(name !== undefined && { name }) })),
    );
}

/** A service text with another host or port in it, for fixes: `https://cart.shop:8443`. */
export function serviceText(
  { scheme, host, port }: ServiceAddress,
  change: { host?: string; port?: number | string },
): string {
  const place = change.host ?? host;
  const number = change.port ?? port;
  return `${scheme ? `${scheme}://` : ''}${place}${number ? `:${number}` : ''}`;
}

/** How a target's port stands to the ports of its Service. */
export type PortMatch =
  | { readonly kind: 'matches'; readonly port: ServicePort }
  /** A port that nothing can be said of: an ExternalName, a Service without ports. */
  | { readonly kind: 'unknown' }
  /** The number is a targetPort, where the Service's own port is asked for. */
  | { readonly kind: 'target-port'; readonly port: ServicePort }
  /** `pod`: the Service is headless, and this number is its own port where that of its Pods is asked for. */
  | { readonly kind: 'missing'; readonly pod?: ServicePort };

/**
 * Finds the Service port that a target asks for: the number of a TCP `port`, with an endpoint resolver as well
 * (cmd/entrypoint/endpoint_routing.go). Of a headless Service DNS gives the addresses of the Pods, so there it is their
 * own port.
 */
export function matchPort(target: Target): PortMatch {
  const { upstream, service } = target;
  if (!service || service.spec.type === 'ExternalName' || !service.spec.ports?.length) return { kind: 'unknown' };

  const ports = service.spec.ports.filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  if (service.spec.clusterIP === 'None' && upstream.resolver === 'service') return matchPodPort(target, ports);

  const byNumber = ports.find(({ port }) => port === upstream.port);
  if (byNumber) return { kind: 'matches', port: byNumber };
  const byTarget = ports.find(({ port, targetPort = port }) => targetPort === upstream.port);
  return byTarget ? { kind: 'target-port', port: byTarget } : { kind: 'missing' };
}

function matchPodPort({ upstream, podPorts = [] }: Target, ports: readonly ServicePort[]): PortMatch {
  const numbersOf = ({ port, targetPort = port }: ServicePort) =>
    typeof targetPort === 'number'
      ? [targetPort]
      : podPorts.filter(({ name }) => name === targetPort).map((declared) => declared.port);
  const meant = ports.find((port) => numbersOf(port).includes(upstream.port));
  if (meant) return { kind: 'matches', port: meant };
  // Pods may listen on more than they declare; only when they declare something is there something to compare.
  if (podPorts.length === 0 || podPorts.some(({ port }) => port === upstream.port)) return { kind: 'unknown' };
  if (ports.some((port) => numbersOf(port).length === 0)) return { kind: 'unknown' };
  const confused = ports.find(({ port }) => port === upstream.port);
  return { kind: 'missing', ...(confused && { pod: confused }) };
}
