import type { Cluster } from './cluster.ts';
import { tlsFronts } from './fronts.ts';
import { matchRequest } from './match.ts';
import type { Host } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { type RoutedHost, type Routing, type RoutingKind, routingOf } from './routing.ts';
import { isTlsTerminatedInFront } from './served-certificates.ts';
import { usesHosts } from './unattached.ts';

/** A Host without a certificate that redirects to https, where nothing answers. */
export interface DeadRedirect {
  readonly host: Host;
  readonly routed: RoutedHost;
}

/** Every Host that redirects to where surely nothing answers: no other Host, nothing in front, no Edge Stack. */
export const deadRedirectsOf = perCluster((cluster: Cluster<RoutingKind>): readonly DeadRedirect[] => {
  if (!cluster.knows('Listener') || !cluster.knows('Module')) return [];
  return routingOf(cluster).flatMap((routing) => {
    const { installation, module, hosts, groups } = routing;
    if (!usesHosts(installation) || installation.flavour === 'edge-stack' || !module.useRemoteAddress) return [];
    if (isTlsTerminatedInFront(installation) || tlsFronts(cluster, routing).length > 0) return [];
    return hosts.filter(isRedirecting).flatMap((routed) => {
      const { host, hostname } = routed;
      if (!host || host.madeFrom || isAnsweredByTls(routing, hostname)) return [];
      return groups.some((group) => group.hosts.includes(routed)) ? [{ host, routed }] : [];
    });
  });
});

function isRedirecting({ host, active, tlsValid, insecureAction, servedBy }: RoutedHost): boolean {
  return (
    active &&
    !tlsValid &&
    !host?.spec.tlsSecret?.name &&
    insecureAction === 'Redirect' &&
    servedBy.length > 0 &&
    servedBy.every(({ listener }) => listener.securityModel !== 'SECURE' && listener.l7Depth === 0)
  );
}

/** Whether another Host's certificate lets TLS to this name in. */
function isAnsweredByTls(routing: Routing, hostname: string): boolean {
  return routing.listeners
    .filter(({ emitted, stack }) => emitted && stack.includes('TLS'))
    .some(({ port }) => {
      const host = hostname.replace('*', 'any').replace(/:\d+$/, '');
      const { kind } = matchRequest(routing, { tls: true, host, method: 'GET', path: '/', listenerPort: port });
      return kind !== 'tls-refused' && kind !== 'no-listener';
    });
}
