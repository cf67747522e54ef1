import type { Cluster } from './cluster.ts';
import { perCluster } from './per-cluster.ts';
import { type Group, type Member, type Routing, type RoutingKind, routingOf } from './routing.ts';

/** A route whose requests several Mappings share. */
export interface SharedRoute {
  readonly routing: Routing;
  readonly group: Group;
  readonly first: Member;
  readonly others: readonly Member[];
}

/** Every route with more than one member that some request can reach. */
export const sharedRoutes = perCluster((cluster: Cluster<RoutingKind>): readonly SharedRoute[] =>
  routingOf(cluster).flatMap((routing) =>
    routing.groups.flatMap((group): SharedRoute[] => {
      const [first, ...others] = group.members;
      return first && others.length > 0 && group.hosts.length > 0 ? [{ routing, group, first, others }] : [];
    }),
  ),
);
