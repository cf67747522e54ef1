import type { Cluster } from './cluster.ts';
import { selectsLabels } from './groups.ts';
import type { Installation } from './installations.ts';
import type { Host, Listener } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { type RoutedHost, type RoutedListener, type Routing, type RoutingKind, routingOf } from './routing.ts';
import { usesHosts } from './unattached.ts';

/** A Listener that Emissary takes and that somebody wrote. */
export type WrittenListener = RoutedListener & { readonly listener: Listener };

/** Hosts that no Listener takes, and why. */
export type Unlistened =
  /** Listeners would, were it not for their own namespace. */
  | {
      readonly by: 'namespace';
      readonly listeners: readonly [Listener, ...Listener[]];
      readonly hosts: readonly [Host, ...Host[]];
      readonly isAll: boolean;
    }
  /** All Listeners ask for labels that the Host has not. */
  | { readonly by: 'labels'; readonly listener: Listener; readonly host: Host; readonly isAll: boolean };

/** The Listeners of an installation that speak HTTP and that Emissary takes. */
export function httpListeners({ listeners }: Routing): readonly WrittenListener[] {
  return listeners.filter(
    (candidate): candidate is WrittenListener =>
      candidate.listener !== undefined && !candidate.fault && candidate.stack.includes('HTTP'),
  );
}

/** Whether a Listener's binding lets a Host in: its namespace, and its labels. */
export function bindingOf(
  { listener }: WrittenListener,
  host: Pick<RoutedHost, 'host' | 'namespace'>,
  { strictLabelSelectors: strict }: Installation,
): { readonly namespace: boolean; readonly labels: boolean } {
  const { namespace, selector } = listener.spec.hostBinding ?? {};
  const isForAll = namespace?.from?.toUpperCase() === 'ALL';
  return {
    namespace: isForAll || host.namespace === listener.metadata.namespace,
    labels: selectsLabels(selector?.matchLabels, host.host?.metadata.labels, strict),
  };
}

/** Whether all Listeners, and all Hosts, that an installation could read are known. */
export function knowsBindings(cluster: Cluster<RoutingKind>, { singleNamespace, namespace }: Installation): boolean {
  return (['Listener', 'Host'] as const).every((kind) =>
    singleNamespace ? cluster.knows(kind, namespace) : cluster.knows(kind),
  );
}

/** The Hosts without a Listener: one cause once. What some other installation serves is left out. */
export const unlistened = perCluster((cluster: Cluster<RoutingKind>): readonly Unlistened[] => {
  const routings = routingOf(cluster);
  const served = new Set(
    routings.flatMap(({ hosts }) => hosts.filter(({ servedBy }) => servedBy.length > 0)).map(({ host }) => host),
  );
  return routings
    .filter(({ installation }) => usesHosts(installation) && knowsBindings(cluster, installation))
    .flatMap((routing) => unlistenedIn(routing, served));
});

function unlistenedIn(routing: Routing, served: ReadonlySet<Host | undefined>): readonly Unlistened[] {
  const { hosts, installation } = routing;
  const listeners = httpListeners(routing);
  if (listeners.length === 0) return [];

  const isAll = hosts.every(({ servedBy }) => servedBy.length === 0);
  const byNamespace = new Map<Listener, [Host, ...Host[]]>();
  const missed = new Map<Listener, readonly Listener[]>();
  const byLabels: Unlistened[] = [];
  for (const routed of hosts) {
    const { host, active } = routed;
    if (!host || !active || host.madeFrom || served.has(host)) continue;
    const bindings = listeners.map((item) => ({ listener: item.listener, ...bindingOf(item, routed, installation) }));
    if (bindings.some(({ namespace, labels }) => namespace && labels)) continue;

    const wouldTake = bindings.filter(({ labels }) => labels).map(({ listener }) => listener);
    const [first] = wouldTake;
    const [refusing] = bindings;
    if (first) {
      missed.set(first, wouldTake);
      const others = byNamespace.get(first);
      if (others) others.push(host);
      else byNamespace.set(first, [host]);
    } else if (refusing) byLabels.push({ by: 'labels', listener: refusing.listener, host, isAll });
  }
  const groups = [...byNamespace].map(
    ([first, found]): Unlistened => ({
      by: 'namespace',
      listeners: [first, ...(missed.get(first) ?? []).filter((listener) => listener !== first)],
      hosts: found,
      isAll,
    }),
  );
  return [...groups, ...byLabels];
}
