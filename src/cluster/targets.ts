import type { Cluster } from './cluster.ts';
import { type Installation, installationsOf } from './installations.ts';
import type { Kind, Mapping, Service, ServicePort, TCPMapping } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { type RoutingKind, routingAlsoReads, routingKinds } from './routing-kinds.ts';
import type { ServiceAddress } from './service-address.ts';
import { type Upstream, upstreamOf } from './upstream.ts';
import { type BackendKind, backendKinds } from './workloads.ts';

/** The kinds that make targets and what stands behind them more exact; Mapping and Service are what they need. */
export const targetAlsoReads = [
  ...routingKinds,
  ...routingAlsoReads,
  ...backendKinds,
] as const satisfies readonly Kind[];

export type TargetKind = RoutingKind | BackendKind;

/** A Mapping or TCPMapping, and the Service of this cluster that it sends traffic to. */
export interface Target {
  readonly installation: Installation;
  readonly mapping: Mapping | TCPMapping;
  readonly upstream: Upstream;
  /** Absent: it does not exist, or is not known. */
  readonly service?: Service;
}

/**
 * Every Mapping and TCPMapping that sends traffic to a Service in this cluster, once, as the first installation that
 * sees it resolves it. Redirects, external names, the gateway's own Pod, Consul and unknown resolvers are left out.
 */
export const targetsOf = perCluster((cluster: Cluster<TargetKind>): readonly Target[] => {
  const mappings = [...cluster.all('Mapping'), ...cluster.all('TCPMapping')];
  const installations = installationsOf(cluster);
  return mappings.flatMap((mapping) => {
    const installation = installations.find((candidate) => candidate.sees(mapping));
    if (!installation) return [];
    const upstream = upstreamOf(cluster, installation, mapping);
    if (upstream?.kind !== 'service' || upstream.resolver === 'consul' || upstream.resolver === 'unknown') return [];
    const service = cluster.find('Service', upstream.namespace, upstream.name);
    return [{ installation, mapping, upstream, ...(service && { service }) }];
  });
});

/** A service text with another host or port in it, for fixes: `https://cart.shop:8443`. */
export function serviceText({ scheme, host, port }: ServiceAddress, change: { host?: string; port?: number }): string {
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
  | { readonly kind: 'missing' };

/**
 * Finds the Service port that a target asks for. Through DNS it is the number of a TCP `port`; of a headless Service it
 * is the Pods' own port, because DNS gives their addresses; an endpoint resolver takes both.
 */
export function matchPort({ upstream, service }: Target): PortMatch {
  const ports = (service?.spec.ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  if (!service || service.spec.type === 'ExternalName' || !service.spec.ports?.length) return { kind: 'unknown' };

  const byNumber = ports.find(({ port }) => port === upstream.port);
  const byTarget = ports.find(({ port, targetPort = port }) => targetPort === upstream.port);
  if (service.spec.clusterIP === 'None' && upstream.resolver === 'service') {
    if (byTarget) return { kind: 'matches', port: byTarget };
    // A named targetPort can be any number.
    return ports.some(({ targetPort }) => typeof targetPort === 'string') ? { kind: 'unknown' } : { kind: 'missing' };
  }
  if (byNumber) return { kind: 'matches', port: byNumber };
  if (upstream.resolver === 'endpoint' && byTarget) return { kind: 'matches', port: byTarget };
  if (byTarget) return { kind: 'target-port', port: byTarget };
  return { kind: 'missing' };
}
