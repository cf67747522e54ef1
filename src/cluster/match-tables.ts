import { perRouting } from './per-routing.ts';
import { withProbes } from './probe-routes.ts';
import type { Group, RoutedContext, RoutedHost, RoutedListener, Routing, TcpGroup } from './routing.ts';

/** What a connection that came to a Listener is handed to. */
export interface TlsChain {
  readonly tcp?: TcpGroup;
  readonly context?: RoutedContext;
  /** By hostname in small letters. */
  readonly hosts: ReadonlyMap<string, RoutedHost>;
}

/** What a Listener holds, ready to be asked. */
export interface ListenerTables {
  /** By server name in small letters. */
  readonly tls: ReadonlyMap<string, TlsChain>;
  readonly clear?: TlsChain;
  /** In the order in which they are tried, the gateway's own among them. */
  readonly groups: ReadonlyMap<RoutedHost, readonly Group[]>;
}

/** The tables of every Listener of an installation. */
export const tablesOf = perRouting(makeTables);

/**
 * The entry whose domain fits a name best, as Envoy looks for it: the name itself, the longest with a star in front,
 * the longest with a star behind, `*`.
 */
export function domainFor<T>(entries: ReadonlyMap<string, T>, name: string): T | undefined {
  const exact = entries.get(name);
  if (exact !== undefined) return exact;
  for (let length = name.length - 1; length > 0; length--) {
    const found = entries.get(`*${name.slice(-length)}`);
    if (found !== undefined) return found;
  }
  for (let length = name.length - 1; length > 0; length--) {
    const found = entries.get(`${name.slice(0, length)}*`);
    if (found !== undefined) return found;
  }
  return entries.get('*');
}

function makeTables({
  listeners,
  hosts,
  groups,
  probes,
  tcpGroups,
}: Routing): ReadonlyMap<RoutedListener, ListenerTables> {
  const byHost = new Map<RoutedHost, Group[]>();
  for (const group of withProbes(groups, probes)) {
    for (const host of group.hosts) {
      const routes = byHost.get(host) ?? [];
      routes.push(group);
      byHost.set(host, routes);
    }
  }

  const tables = new Map(
    listeners.map((listener) => [
      listener,
      { tls: new Map<string, Draft>(), clear: undefined as Draft | undefined, groups: byHost },
    ]),
  );
  const chain = (listener: RoutedListener, serverName: string | undefined): Draft | undefined => {
    const table = tables.get(listener);
    if (!table) return undefined;
    if (serverName === undefined) {
      table.clear ??= { hosts: new Map() };
      return table.clear;
    }
    const draft = table.tls.get(serverName) ?? { hosts: new Map() };
    table.tls.set(serverName, draft);
    return draft;
  };

  for (const host of hosts) {
    for (const { listener, tls } of host.servedBy) {
      const draft = chain(listener, tls ? serverNameOf(host.hostname) : undefined);
      if (!draft) continue;
      draft.hosts.set(host.hostname.toLowerCase(), host);
      if (tls && host.context) draft.context = host.context;
    }
  }
  for (const group of tcpGroups) {
    for (const { listener, tls, context } of group.servedBy) {
      const draft = chain(listener, tls ? (group.host ?? '*').toLowerCase() : undefined);
      if (!draft) continue;
      draft.tcp = group;
      if (context) draft.context = context;
    }
  }
  return tables as ReadonlyMap<RoutedListener, ListenerTables>;
}

interface Draft {
  tcp?: TcpGroup;
  context?: RoutedContext;
  readonly hosts: Map<string, RoutedHost>;
}

function serverNameOf(hostname: string): string {
  return hostname.toLowerCase().replace(/:[^:]*$/, '');
}
