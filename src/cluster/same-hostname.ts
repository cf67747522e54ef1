import type { Cluster } from './cluster.ts';
import type { Host } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { type Group, type RoutedHost, type Routing, type RoutingKind, routingOf } from './routing.ts';

/** A Host that loses to another one of the same hostname. */
export interface Displaced {
  readonly routing: Routing;
  readonly loser: RoutedHost & { readonly host: Host };
  readonly winner: RoutedHost & { readonly host: Host };
  /** The two differ in letter case alone, which Envoy refuses together with everything on that Listener. */
  readonly isRefused: boolean;
  /** What is lost: `routes`: Mappings that only the loser has; `tls`: it cannot terminate TLS; `policy`: its settings. */
  readonly loses: 'routes' | 'tls' | 'policy' | 'nothing';
  readonly groups: readonly Group[];
}

type Written = RoutedHost & { readonly host: Host };

/** The Hosts that another one of their hostname displaces on some Listener. */
export const displacedHosts = perCluster((cluster: Cluster<RoutingKind>): readonly Displaced[] =>
  routingOf(cluster).flatMap(displacedIn),
);

function displacedIn(routing: Routing): readonly Displaced[] {
  const written = routing.hosts.filter(
    (candidate): candidate is Written => candidate.host !== undefined && candidate.active,
  );
  const same = [...Map.groupBy(written, ({ hostname }) => hostname.toLowerCase()).values()].filter(
    (hosts) => hosts.length > 1,
  );
  return same.flatMap((hosts) =>
    hosts.flatMap((loser) => {
      const winner = hosts.find((other) => other !== loser && displaces(other, loser));
      return winner ? [displaced(routing, loser, winner)] : [];
    }),
  );
}

function displaced(routing: Routing, loser: Written, winner: Written): Displaced {
  const isRefused = loser.hostname !== winner.hostname;
  const isServed = loser.servedBy.length > 0;
  const groups = isServed
    ? []
    : routing.groups.filter(({ hosts }) => hosts.includes(loser) && !hosts.some(({ servedBy }) => servedBy.length > 0));
  const losesTls = loser.tlsValid && winner.context !== loser.context && !loser.servedBy.some(({ tls }) => tls);
  const differs = loser.insecureAction !== winner.insecureAction;
  const loses = groups.length > 0 ? 'routes' : losesTls ? 'tls' : differs ? 'policy' : 'nothing';
  return { routing, loser, winner, isRefused, loses, groups };
}

/** Whether one has a place on a Listener, with or without TLS, that the other would have but for it. */
function displaces(winner: Written, loser: Written): boolean {
  if (winner.hostname !== loser.hostname) {
    // Both are there, and that is the fault; it is told of the one with capitals.
    return (
      loser.hostname > winner.hostname === false &&
      winner.servedBy.some(({ listener, tls }) => isServedThere(loser, listener, tls))
    );
  }
  return winner.servedBy.some(({ listener, tls }) => {
    if (isServedThere(loser, listener, tls)) return false;
    const { namespace, selector } = listener.listener?.spec.hostBinding ?? {};
    const isForAll = namespace?.from?.toUpperCase() === 'ALL';
    const sees = isForAll || loser.namespace === listener.namespace;
    const labels = Object.entries(selector?.matchLabels ?? {});
    const fits = labels.every(([key, value]) => loser.host.metadata.labels?.[key] === value);
    const isLetIn = tls
      ? loser.tlsValid
      : !(listener.securityModel === 'INSECURE' && loser.insecureAction === 'Reject');
    return sees && fits && isLetIn;
  });
}

function isServedThere({ servedBy }: Written, listener: unknown, tls: boolean): boolean {
  return servedBy.some((place) => place.listener === listener && place.tls === tls);
}
