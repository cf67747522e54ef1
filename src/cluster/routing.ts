import { chainsOf, type ListenerChains } from './chains.ts';
import type { Cluster } from './cluster.ts';
import { type PostedError, posting } from './errors.ts';
import { gatewayObjectsOf } from './gateway-objects.ts';
import type { Dropped } from './groups.ts';
import { type HostFault, hostsAndContextsOf, type InsecureAction } from './hosts.ts';
import { type HttpGroup, httpRoutes } from './http-routes.ts';
import { type Installation, installationsOf } from './installations.ts';
import { compileListeners, type ListenerFault, type SecurityModel, withTcpListeners } from './listeners.ts';
import type { Matcher } from './matchers.ts';
import { type GatewayModule, moduleOf } from './module.ts';
import { moduleCrash, postModuleFaults, postProbeFaults } from './module-faults.ts';
import type { Host, Listener, Mapping, TCPMapping } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { perInstallation } from './per-installation.ts';
import { probeGroups } from './probe-routes.ts';
import { type Crash, type RemoteServices, remoteServices, remoteUpstreams } from './remote-services.ts';
import { postResolverFaults, resolversOf } from './resolvers.ts';
import type { RoutingKind } from './routing-kinds.ts';
import { tcpRoutes } from './tcp-routes.ts';
import type { RoutedContext } from './tls-contexts.ts';
import type { Upstream } from './upstream.ts';
import { endpointPortErrors } from './upstream-errors.ts';

export type { PostedError, Reason } from './errors.ts';
export type { Dropped, DropReason } from './groups.ts';
export type { HostFault, InsecureAction } from './hosts.ts';
export type { ListenerFault, SecurityModel } from './listeners.ts';
export type { Matcher } from './matchers.ts';
export type { Crash, RemoteServices } from './remote-services.ts';
export { type RoutingKind, routingAlsoReads, routingKinds } from './routing-kinds.ts';
export type { RoutedContext } from './tls-contexts.ts';

/** All that an installation makes of the objects it sees. */
export interface Routing {
  readonly installation: Installation;
  readonly module: GatewayModule;
  readonly hosts: readonly RoutedHost[];
  readonly listeners: readonly RoutedListener[];
  readonly contexts: readonly RoutedContext[];
  /** HTTP groups, in the order in which requests try them. */
  readonly groups: readonly Group[];
  /** The gateway's own routes, on every Host. */
  readonly probes: readonly Group[];
  readonly tcpGroups: readonly TcpGroup[];
  readonly dropped: readonly Dropped[];
  readonly remote: RemoteServices;
  readonly errors: readonly PostedError[];
  /** The compiler throws: this update and all later ones are not applied. The rest says what they would be. */
  readonly crash?: Crash;
}

/** A Mapping in a group. */
export interface Member<M extends Mapping | TCPMapping = Mapping> {
  readonly mapping: M;
  readonly upstream: Upstream;
  readonly weight?: number;
  /** The running total of weights that Envoy gets. */
  readonly cumulative: number;
  /** The percentage of the group's requests that really reach it. */
  readonly share: number;
}

/** Mappings with the same conditions. */
export interface Group {
  /** As Emissary's diagnostics call it. */
  readonly id: string;
  readonly kind: 'HTTP';
  readonly match: 'prefix' | 'exact' | 'regex';
  readonly prefix: string;
  readonly caseSensitive: boolean;
  readonly host?: string;
  readonly hostRegex: boolean;
  readonly method?: string;
  readonly methodRegex: boolean;
  /** Without `:authority` and `:method`. */
  readonly headers: readonly Matcher[];
  readonly query: readonly Matcher[];
  readonly precedence: number;
  /** In the order in which Envoy tries them. Empty: a redirect, or nothing but a shadow. */
  readonly members: readonly Member[];
  readonly shadows: readonly Member[];
  readonly redirect?: Mapping;
  /** Where the redirect sends clients: a host, qualified like a Service. */
  readonly redirectTo?: string;
  /** The rewrite by regex, which holds for all members. */
  readonly regexRewrite?: { readonly pattern?: string; readonly substitution?: string };
  /** The Hosts it is attached to; empty: nobody can reach it. */
  readonly hosts: readonly RoutedHost[];
}

/** TCPMappings with the same address, port and host. */
export interface TcpGroup {
  readonly id: string;
  readonly kind: 'TCP';
  readonly address?: string;
  readonly port: number;
  readonly host?: string;
  readonly members: readonly Member<TCPMapping>[];
  /** The Listeners that have a chain for it, and the TLS context of that. */
  readonly servedBy: readonly {
    readonly listener: RoutedListener;
    readonly tls: boolean;
    readonly context?: RoutedContext;
  }[];
}

/** A Host, and the Listeners that serve it. */
export interface RoutedHost {
  /** Absent: the default Host, which Emissary makes up when no other is left. */
  readonly host?: Host;
  readonly name: string;
  readonly namespace: string;
  readonly hostname: string;
  readonly active: boolean;
  readonly inactiveReason?: HostFault;
  readonly context?: RoutedContext;
  /** Whether it can terminate TLS. */
  readonly tlsValid: boolean;
  readonly insecureAction: InsecureAction;
  readonly servedBy: readonly { readonly listener: RoutedListener; readonly tls: boolean }[];
}

/** A Listener, and what it serves. */
export interface RoutedListener {
  /** Absent: Emissary made it for a TCPMapping. */
  readonly listener?: Listener;
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  readonly bind: string;
  /** From the outside in: `TLS`, `HTTP`, `TCP`. */
  readonly stack: readonly string[];
  readonly securityModel: SecurityModel;
  readonly l7Depth: number;
  /** Whether Envoy gets it: something is served there. */
  readonly emitted: boolean;
  /** Why there is no such Listener. */
  readonly fault?: ListenerFault;
}

/** The routing of every installation, in the order of `installationsOf`. */
export const routingOf = perCluster((cluster: Cluster<RoutingKind>): readonly Routing[] =>
  installationsOf(cluster).map((installation) => routingFor(cluster, installation)),
);

/** What one installation makes of the objects it sees (ir/ir.py and envoy/v3). */
export const routingFor = perInstallation((cluster: Cluster<RoutingKind>, installation: Installation): Routing => {
  const objects = gatewayObjectsOf(cluster, installation);
  const module = moduleOf(cluster, installation);
  const errors: PostedError[] = [];
  const dropped: Dropped[] = [];
  const post = posting(errors);
  const drop = (item: Dropped) => dropped.push(item);

  for (const named of [objects.mappings, objects.tcpMappings, objects.hosts, objects.listeners, objects.contexts]) {
    for (const { by, object } of named.replaced) post(by, 'duplicate', { about: object });
  }
  const { hosts: compiledHosts, contexts, errors: hostErrors } = hostsAndContextsOf(cluster, installation);
  errors.push(...hostErrors);
  const { listeners: named, refused } = compileListeners(objects.listeners.byName, installation, post);
  postModuleFaults(module, post);
  postResolverFaults(cluster, installation, post);
  const remote = remoteServices(cluster, installation, post);
  postProbeFaults(module, resolversOf(cluster, installation).has(module.resolver), post);

  const tools = { cluster, installation, module, post, drop };
  const http = httpRoutes(objects.mappings, compiledHosts, tools);
  const tcp = tcpRoutes(objects.tcpMappings, tools);
  endpointPortErrors(cluster, installation, [...http.upstreams, ...tcp.upstreams, ...remoteUpstreams(remote)], post);

  const compiled = withTcpListeners(named, tcp.drafts, installation);
  const chains = compiled.map((listener) =>
    chainsOf(listener, { hosts: compiledHosts, contexts, groups: tcp.drafts }, installation, post),
  );
  const listeners = new Map(chains.map((chain) => [chain.listener, routedListener(chain)]));
  for (const { listener, emitted } of listeners.values()) {
    if (!emitted && listener) post(listener, 'listener-without-hosts');
  }
  const places = chains.flatMap(({ listener, served, tcp: tcpChains }) => {
    const routed = listeners.get(listener);
    return routed ? [{ listener: routed, served, tcpChains }] : [];
  });

  const hosts = new Map(
    compiledHosts.map(({ serverName: _, selector: __, labels: ___, ...host }, index) => {
      const key = compiledHosts[index];
      const servedBy = places.flatMap(({ listener, served }) =>
        served.filter((item) => item.host === key).map(({ tls }) => ({ listener, tls })),
      );
      return [key, { ...host, servedBy } satisfies RoutedHost] as const;
    }),
  );
  const crash = moduleCrash(module) ?? remote.crash ?? http.crash ?? tcp.crash;
  return {
    installation,
    module,
    hosts: [...hosts.values()],
    listeners: [...listeners.values(), ...refused.map(refusedListener)],
    contexts,
    groups: http.groups.map((group) => attached(group, (host) => hosts.get(host))),
    probes: probeGroups(cluster, installation, module).map((group) => ({ ...group, hosts: [...hosts.values()] })),
    tcpGroups: tcp.groups.map(({ draft, ...group }) => ({
      ...group,
      servedBy: places.flatMap(({ listener, tcpChains }) =>
        tcpChains
          .filter((chain) => chain.group === draft)
          .map(({ tls, context }) => ({ listener, tls, ...(context && { context }) })),
      ),
    })),
    dropped,
    remote,
    errors,
    ...(crash && { crash }),
  };
});

function attached(
  { compiledHosts, ...group }: HttpGroup,
  routed: (host: HttpGroup['compiledHosts'][number]) => RoutedHost | undefined,
): Group {
  return { ...group, hosts: compiledHosts.flatMap((host) => routed(host) ?? []) };
}

function routedListener({ listener: compiled, served, tcp }: ListenerChains): RoutedListener {
  const { listener, name, namespace, port, bind, stack, securityModel, l7Depth } = compiled;
  const emitted = served.length > 0 || tcp.length > 0;
  return { ...(listener && { listener }), name, namespace, port, bind, stack, securityModel, l7Depth, emitted };
}

function refusedListener({
  listener,
  reason,
}: {
  readonly listener: Listener;
  readonly reason: ListenerFault;
}): RoutedListener {
  const { metadata, spec } = listener;
  return {
    listener,
    name: metadata.name,
    namespace: metadata.namespace,
    port: spec.port ?? 0,
    bind: '',
    stack: spec.protocolStack ?? [],
    securityModel: spec.securityModel === 'XFP' || spec.securityModel === 'INSECURE' ? spec.securityModel : 'SECURE',
    l7Depth: spec.l7Depth ?? 0,
    emitted: false,
    fault: reason,
  };
}

/** The Mappings that answer the requests of a group: its redirect, else its members. Without those that get copies. */
export function mappingsOf({ redirect, members }: Group): readonly Mapping[] {
  return redirect ? [redirect] : members.map(({ mapping }) => mapping);
}
