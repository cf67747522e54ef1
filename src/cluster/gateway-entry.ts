import type { Cluster } from './cluster.ts';
import type { Installation } from './installations.ts';
import type { Service } from './objects.ts';
import { perRouting } from './per-routing.ts';
import type { Routing, RoutingKind } from './routing.ts';
import type { Upstream } from './upstream.ts';

/** Where an upstream enters the gateway again. */
export interface GatewayEntry {
  /** The Listener's. */
  readonly port: number;
  /** What shows it: its Service, an address of that, its own Pod, or only a name that one of its Hosts has. */
  readonly by: 'service' | 'address' | 'pod' | 'name';
}

/**
 * The way by which an upstream leads back to the gateway, when it is the gateway itself. Undefined for everything else,
 * its administration (8877) and Edge Stack's own port (8500) among them.
 */
export function gatewayEntry(
  cluster: Cluster<RoutingKind>,
  routing: Routing,
  upstream: Upstream,
): GatewayEntry | undefined {
  const { kind, port, name, namespace, qualified } = upstream;
  if (kind === 'local') return isListener(routing, port) ? { port, by: 'pod' } : undefined;
  if (kind === 'external') return byAddress(routing, qualified, port);

  const service = serviceOf(routing, name, namespace);
  if (service) return entry(targetOf(routing, service, port), 'service');
  const { spec } = cluster.find('Service', namespace, name) ?? {};
  if (spec?.type !== 'ExternalName' || !spec.externalName) return undefined;
  const external = spec.externalName.toLowerCase().replace(/\.$/, '');
  const [itsName = '', itsNamespace = '', third] = external.split('.');
  const named = third === undefined || third === 'svc' ? serviceOf(routing, itsName, itsNamespace) : undefined;
  return named ? entry(targetOf(routing, named, port), 'service') : byAddress(routing, external, port);
}

/** The Listener behind a port of the gateway's Services, as clients outside see it. */
export function listenerBehind(routing: Routing, port: number): number | undefined {
  for (const service of routing.installation.services) {
    const target = targetOf(routing, service, port);
    if (target !== undefined) return target;
  }
  return undefined;
}

/** The port of the gateway's Pods that a port of its Service leads to; undefined: not known. */
export function podPortOf(
  { workloads, pods }: Installation,
  { port, targetPort = port }: { readonly port: number; readonly targetPort?: number | string },
): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  const specs = [...workloads.map(({ spec }) => spec.template?.spec), ...pods.map(({ spec }) => spec)];
  return specs
    .flatMap((spec) => spec?.containers ?? [])
    .flatMap(({ ports = [] }) => ports)
    .find(({ name }) => name === targetPort)?.containerPort;
}

function serviceOf({ installation }: Routing, name: string, namespace: string): Service | undefined {
  return installation.services.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
}

function byAddress(routing: Routing, address: string, port: number): GatewayEntry | undefined {
  const service = routing.installation.services.find(
    ({ spec, status }) =>
      [spec.clusterIP, ...(spec.externalIPs ?? [])].includes(address) ||
      status?.loadBalancer?.ingress?.some(({ ip, hostname }) => ip === address || hostname === address),
  );
  if (service) return entry(targetOf(routing, service, port), 'address');
  return hostnames(routing).has(address) ? entry(listenerBehind(routing, port), 'name') : undefined;
}

function entry(port: number | undefined, by: GatewayEntry['by']): GatewayEntry | undefined {
  return port === undefined ? undefined : { port, by };
}

function targetOf(routing: Routing, { spec }: Service, port: number): number | undefined {
  const wanted = spec.ports?.find((candidate) => candidate.port === port && (candidate.protocol ?? 'TCP') === 'TCP');
  const number = wanted && podPortOf(routing.installation, wanted);
  return number !== undefined && isListener(routing, number) ? number : undefined;
}

function isListener({ listeners }: Routing, port: number): boolean {
  return listeners.some((listener) => listener.emitted && listener.port === port);
}

const hostnames = perRouting(
  ({ hosts }): ReadonlySet<string> =>
    new Set(hosts.filter(({ active }) => active).map(({ hostname }) => hostname.toLowerCase())),
);
