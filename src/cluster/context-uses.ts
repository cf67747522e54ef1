import type { Cluster } from './cluster.ts';
import { type GatewayObjectKind, gatewayObjectsOf } from './gateway-objects.ts';
import type { IngressKind } from './ingresses.ts';
import type { Installation } from './installations.ts';
import type { AuthService, Host, Kind, Mapping, RateLimitService, Ref, TCPMapping, TLSContext } from './objects.ts';
import { refOf } from './objects.ts';
import { perInstallation } from './per-installation.ts';
import { type RoutingKind, routingFor } from './routing.ts';

/** The kinds that can use a TLSContext. LogServices and TracingServices have no field for one. */
export const contextUserKinds = [
  'Host',
  'Mapping',
  'TCPMapping',
  'AuthService',
  'RateLimitService',
] as const satisfies readonly Kind[];

type ContextUserKind = (typeof contextUserKinds)[number];
type ContextUser = Host | Mapping | TCPMapping | AuthService | RateLimitService;

/** A field that names a TLS context. */
export interface ContextName {
  readonly by: ContextUser;
  readonly path: string;
  readonly name: string;
}

/**
 * Every field that names a TLS context, for the objects that an installation sees. A Host without `tlsSecret` names
 * none: it never looks (ir/irhost.py).
 */
export const contextNamesOf = perInstallation(
  (cluster: Cluster<GatewayObjectKind | IngressKind | ContextUserKind>, installation: Installation) => {
    const names: ContextName[] = [];
    const add = (by: ContextUser, path: string, name: unknown) => {
      if (typeof name === 'string' && name !== '') names.push({ by, path, name });
    };
    const { hosts, mappings, tcpMappings } = gatewayObjectsOf(cluster, installation);
    for (const host of hosts.byName.values()) {
      if (host.spec.tlsSecret?.name) add(host, 'spec.tlsContext.name', host.spec.tlsContext?.name);
    }
    for (const mapping of [...mappings.byName.values(), ...tcpMappings.byName.values()]) {
      add(mapping, 'spec.tls', mapping.spec.tls);
    }
    for (const kind of ['AuthService', 'RateLimitService'] as const) {
      for (const service of cluster.all(kind)) {
        if (installation.sees(service)) add(service, 'spec.tls', service.spec.tls);
      }
    }
    return names;
  },
);

/** The objects that use a TLSContext: by its name, by a Host's own, or (TCPMappings) by its hosts. */
export const contextUsersOf = perInstallation(
  (
    cluster: Cluster<GatewayObjectKind | IngressKind | ContextUserKind>,
    installation: Installation,
  ): ReadonlyMap<TLSContext, readonly ContextUser[]> => {
    const { contexts, hosts, tcpMappings } = gatewayObjectsOf(cluster, installation);
    const users = new Map<TLSContext, ContextUser[]>();
    const use = (context: TLSContext | undefined, user: ContextUser) => {
      if (!context) return;
      const known = users.get(context);
      if (!known) users.set(context, [user]);
      else if (!known.includes(user, -1)) known.push(user);
    };
    for (const { by, name } of contextNamesOf(cluster, installation)) use(contexts.byName.get(name), by);

    for (const [name, host] of hosts.byName) {
      const { tlsSecret, tlsContext, tls } = host.spec;
      if (tlsSecret?.name && !tlsContext?.name && !tls) use(contexts.byName.get(`${name}-context`), host);
    }
    const byHost = new Map([...contexts.byName.values()].flatMap((context) => hostsOf(context)));
    for (const mapping of tcpMappings.byName.values()) use(byHost.get(mapping.spec.host ?? ''), mapping);
    return users;
  },
);

function hostsOf(context: TLSContext): readonly (readonly [string, TLSContext])[] {
  return (context.spec.hosts ?? []).map((host) => [host, context]);
}

/** The fields that name a TLS context which is not there; none while TLSContexts of some namespace are unknown. */
export function unknownContextsOf(cluster: Cluster<RoutingKind>, installation: Installation): readonly ContextName[] {
  const { singleNamespace, namespace } = installation;
  if (!cluster.knows('TLSContext', singleNamespace ? namespace : undefined)) return [];
  const { byName } = gatewayObjectsOf(cluster, installation).contexts;
  const { contexts, hosts } = routingFor(cluster, installation);
  const made = new Set([...contexts.map(({ name }) => name), ...legacyNames(cluster, installation)]);
  const lost = new Set(
    hosts.filter(({ inactiveReason }) => inactiveReason === 'context-unknown').map(({ host }) => host),
  );
  // Hosts look before the contexts of later Hosts are made.
  return contextNamesOf(cluster, installation).filter(({ by, name }) =>
    by.kind === 'Host' ? lost.has(by) && !byName.has(name) : !made.has(name),
  );
}

/** TLSContexts without any certificate, with what names them towards upstreams: there they are not used. */
export function emptyContextsOf(
  cluster: Cluster<RoutingKind>,
  installation: Installation,
): readonly { readonly context: TLSContext; readonly names: readonly ContextName[] }[] {
  const { contexts, errors } = routingFor(cluster, installation);
  const empty = new Set(errors.flatMap(({ on, reason }) => (reason === 'context-empty' ? [keyOf(on)] : [])));
  return contexts.flatMap(({ from, name }) => {
    if (from?.kind !== 'TLSContext' || !empty.has(keyOf(refOf(from)))) return [];
    const names = contextNamesOf(cluster, installation).filter((used) => used.name === name && used.by.kind !== 'Host');
    return names.length > 0 ? [{ context: from, names }] : [];
  });
}

function keyOf(on: Ref | string): string {
  return typeof on === 'string' ? on : `${on.kind}/${on.namespace}/${on.name}`;
}

/** The contexts that a Module `tls` of old makes: one for each key. */
function legacyNames(cluster: Cluster<'Module'>, installation: Installation): readonly string[] {
  return cluster
    .all('Module')
    .filter((module) => module.metadata.name === 'tls' && installation.sees(module))
    .flatMap(({ spec }) => Object.keys(spec.config ?? {}));
}
