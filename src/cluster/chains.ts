import type { Post } from './errors.ts';
import { overlap } from './hostnames.ts';
import type { CompiledHost } from './hosts.ts';
import type { Installation } from './installations.ts';
import { bindOf, type CompiledListener, takesHost } from './listeners.ts';
import { byText } from './order.ts';
import type { TcpGroupDraft } from './tcp-groups.ts';
import type { RoutedContext } from './tls-contexts.ts';

/** A Host on a Listener: with TLS or in clear. */
export interface ServedHost {
  readonly host: CompiledHost;
  readonly tls: boolean;
}

/** A TCP group on a Listener: by server name, or for everything that arrives. */
export interface TcpChain<G = TcpGroupDraft> {
  readonly group: G;
  readonly tls: boolean;
  /** The server names it takes; empty: all. */
  readonly serverNames: readonly string[];
  /** What terminates its TLS. */
  readonly context?: RoutedContext;
}

/** What a Listener serves. */
export interface ListenerChains {
  readonly listener: CompiledListener;
  readonly served: readonly ServedHost[];
  readonly tcp: readonly TcpChain[];
}

interface Chain {
  readonly context: RoutedContext | undefined;
  readonly hosts: Map<string, CompiledHost>;
  tcp: TcpGroupDraft | undefined;
}

interface Served {
  readonly hosts: readonly CompiledHost[];
  readonly contexts: readonly RoutedContext[];
  readonly groups: readonly TcpGroupDraft[];
}

/**
 * Works out the filter chains of a Listener. TCPMappings come first; a chain belongs to one server name (with TLS) or
 * hostname (in clear), and of two that want the same one loses (envoy/v3/v3listener.py).
 */
export function chainsOf(
  listener: CompiledListener,
  { hosts, contexts, groups }: Served,
  installation: Installation,
  post: Post,
): ListenerChains {
  const chains = new Map<string, Chain>();
  const byHostname = hosts.filter(({ active }) => active).toSorted((a, b) => byText(a.hostname, b.hostname));

  for (const group of groups) {
    if (bindOf(group.first, installation) !== listener.bind) continue;
    const { host } = group.first.spec;
    const context = host ? contextOfTcp(host, byHostname, contexts) : undefined;
    if (host && !context?.isUsable) {
      post(group.first, 'tcp-context-missing', { detail: host });
      continue;
    }
    const chain = chainFor(chains, context ? `tls-${host}` : 'cleartext', context);
    if (chain.tcp) post(group.first, 'tcp-conflict', { about: chain.tcp.first });
    else chain.tcp = group;
  }

  if (listener.stack.includes('HTTP')) addHosts(listener, byHostname, chains, installation, post);

  const isQuic = listener.bind.startsWith('udp-');
  const all = [...chains.values()];
  return {
    listener,
    served: all
      .filter(({ context }) => context || !isQuic)
      .flatMap(({ context, hosts: served }) =>
        [...served.values()].map((host) => ({ host, tls: context !== undefined })),
      ),
    tcp: all.flatMap(({ context, tcp }) => {
      if (!tcp) return [];
      const { host } = tcp.first.spec;
      const serverNames = context && host && host !== '*' ? [host] : [];
      return [{ group: tcp, tls: context !== undefined, serverNames, ...(context && { context }) }];
    }),
  };
}

function addHosts(
  listener: CompiledListener,
  hosts: readonly CompiledHost[],
  chains: Map<string, Chain>,
  installation: Installation,
  post: Post,
): void {
  for (const host of hosts) {
    if (!takesHost(listener, host, installation.strictLabelSelectors)) continue;
    if (listener.stack.includes('TLS') && host.tlsValid) {
      addHost(host, chainFor(chains, `tls-${host.serverName}`, host.context), post);
    }
    // Nothing that arrives there would be let in.
    if (listener.securityModel === 'INSECURE' && host.insecureAction === 'Reject') continue;
    addHost(host, chainFor(chains, `cleartext-${host.hostname}`, undefined), post);
  }
}

function addHost(host: CompiledHost, chain: Chain, post: Post): void {
  const on = host.host ?? '-internal-';
  if (chain.tcp) {
    post(on, 'host-tcp-conflict', { about: chain.tcp.first });
    return;
  }
  const { context } = chain;
  if (context && (context.name !== host.context?.name || context.namespace !== host.context.namespace)) {
    const [other] = chain.hosts.values();
    post(on, 'host-context-conflict', { ...(other?.host && { about: other.host }), detail: host.serverName });
    return;
  }
  // A later Host of the same hostname takes the place of an earlier one, without a word.
  chain.hosts.set(host.hostname, host);
}

function chainFor(chains: Map<string, Chain>, key: string, context: RoutedContext | undefined): Chain {
  const chain = chains.get(key) ?? { context, hosts: new Map(), tcp: undefined };
  chains.set(key, chain);
  return chain;
}

/** The certificate of a TCPMapping: that of a Host by glob, else of a TLSContext by its exact name. */
function contextOfTcp(
  hostname: string,
  hosts: readonly CompiledHost[],
  contexts: readonly RoutedContext[],
): RoutedContext | undefined {
  const host = hosts.find((candidate) => candidate.tlsValid && overlap(candidate.hostname, hostname));
  return host?.context ?? contexts.find((context) => context.isActive && context.hosts.includes(hostname));
}
