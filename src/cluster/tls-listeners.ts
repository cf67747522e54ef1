import type { Cluster } from './cluster.ts';
import type { Installation } from './installations.ts';
import type { Listener } from './objects.ts';
import { type RoutedHost, type RoutedListener, type RoutingKind, routingFor } from './routing.ts';
import { isTlsTerminatedInFront } from './served-certificates.ts';

/** Hosts that could have TLS, and are served by Listeners none of which terminates it. */
export interface HostsInClear {
  readonly hosts: readonly RoutedHost[];
  /** The Listeners that would terminate TLS, and do not take these Hosts. */
  readonly secure: readonly RoutedListener[];
  /** Without such Listeners: the one that port 443 of the load balancer leads to. */
  readonly behind443?: Listener;
}

/**
 * The Hosts of an installation that have a certificate and no TLS. None where something in front may terminate it: the
 * load balancer by its annotations, a proxy that a Listener trusts, or anything when no port 443 leads to the gateway.
 */
export function hostsInClear(cluster: Cluster<RoutingKind>, installation: Installation): HostsInClear {
  const none: HostsInClear = { hosts: [], secure: [] };
  if (!cluster.knows('Listener') || isTlsTerminatedInFront(installation)) return none;

  const { hosts, listeners } = routingFor(cluster, installation);
  const left = hosts.filter(isLeftInClear);
  const secure = listeners.filter((listener) => !listener.fault && terminatesTls(listener));
  if (secure.length > 0) return { hosts: left, secure };

  const behind443 = httpBehind443(cluster, installation, listeners);
  if (!behind443) return none;
  return {
    hosts: left.filter(({ servedBy }) => servedBy.some(({ listener }) => listener.listener === behind443)),
    secure,
    behind443,
  };
}

function terminatesTls({ stack }: RoutedListener): boolean {
  return stack.includes('TLS') && stack.includes('HTTP');
}

function isLeftInClear({ tlsValid, servedBy }: RoutedHost): boolean {
  return (
    tlsValid &&
    servedBy.length > 0 &&
    servedBy.every(
      ({ listener }) => !terminatesTls(listener) && listener.l7Depth === 0 && listener.securityModel !== 'SECURE',
    )
  );
}

function httpBehind443(
  cluster: Cluster<'Service'>,
  { services, workloads }: Installation,
  listeners: readonly RoutedListener[],
): Listener | undefined {
  if (!cluster.knows('Service')) return undefined;
  const containers = workloads.flatMap(({ spec }) => spec.template?.spec?.containers ?? []);
  const named = new Map(containers.flatMap(({ ports = [] }) => ports.map((port) => [port.name, port.containerPort])));
  const targets = services
    .filter(({ spec }) => spec.type === 'LoadBalancer')
    .flatMap(({ spec }) => spec.ports ?? [])
    .filter(({ port }) => port === 443)
    .map(({ port, targetPort = port }) => (typeof targetPort === 'string' ? named.get(targetPort) : targetPort));
  return listeners.find(({ port, listener, stack }) => listener && targets.includes(port) && stack.includes('HTTP'))
    ?.listener;
}
