import type { Cluster } from './cluster.ts';
import { installationsOf } from './installations.ts';
import type { Mapping, TCPMapping } from './objects.ts';
import { refOf } from './objects.ts';
import type { Unreachable } from './route-table-facts.ts';
import type { Dropped, Group, Routing, RoutingKind } from './routing.ts';
import { shadows } from './shadows.ts';
import { mappingRefsOf } from './tried.ts';
import { unattached } from './unattached.ts';
import { unmatchable } from './unmatchable.ts';

/** Every Mapping of an installation that no request reaches, with the first reason that keeps it. */
export function unreachableIn(cluster: Cluster<RoutingKind>, routing: Routing): readonly Unreachable[] {
  const shadowedBy = new Map(
    shadows(cluster).flatMap(({ winner, losers }) => losers.map(({ group }) => [group, winner] as const)),
  );
  const causes = new Map(
    unattached(cluster).flatMap(({ mappings, cause }) => mappings.map((mapping) => [mapping, cause] as const)),
  );
  return [
    ...routing.dropped.map(droppedFact),
    ...routing.groups.flatMap((group): readonly Unreachable[] => {
      const mappings = group.redirect ? [group.redirect] : group.members.map(({ mapping }) => mapping);
      const base = { ...placeOf(group), mappings: mappingRefsOf(group) };
      if (mappings.length === 0) return [];
      if (group.hosts.length === 0) {
        const cause = mappings.map((mapping) => causes.get(mapping)).find((one) => one !== undefined);
        const host = cause && 'host' in cause && cause.host ? refOf(cause.host) : undefined;
        return [{ ...base, because: { kind: 'no-host', ...(cause && { cause: cause.kind }), ...(host && { host }) } }];
      }
      if (group.hosts.every(({ servedBy }) => servedBy.length === 0)) {
        const hosts = group.hosts.flatMap(({ host }) => (host ? [refOf(host)] : []));
        return [{ ...base, because: { kind: 'no-listener', hosts } }];
      }
      const [fault] = unmatchable(group);
      if (fault) return [{ ...base, because: { kind: 'never-matches', field: fault.field, right: fault.right } }];
      const winner = shadowedBy.get(group);
      if (winner) return [{ ...base, because: { kind: 'shadowed', by: mappingRefsOf(winner) } }];
      const starved = group.members.filter(({ share }) => share <= 0).map(({ mapping }) => refOf(mapping));
      return starved.length > 0 ? [{ ...base, mappings: starved, because: { kind: 'no-share' } }] : [];
    }),
  ];
}

/** Mappings that no gateway of the cluster reads. */
export function unseen(cluster: Cluster<RoutingKind>): readonly Unreachable[] {
  const installations = installationsOf(cluster);
  const all: readonly (Mapping | TCPMapping)[] = [...cluster.all('Mapping'), ...cluster.all('TCPMapping')];
  return all
    .filter((mapping) => !installations.some((installation) => installation.sees(mapping)))
    .map((mapping) => ({ mappings: [refOf(mapping)], ...written(mapping), because: { kind: 'not-seen' } }));
}

function droppedFact({ mapping, reason, by, field, detail }: Dropped): Unreachable {
  const because = {
    ...{ kind: 'dropped' as const, reason },
    ...(by && { by: refOf(by) }),
    ...(field !== undefined && { field }),
    ...(detail !== undefined && { detail }),
  };
  return { mappings: [refOf(mapping)], ...written(mapping), because };
}

function placeOf({ host, prefix: path }: Group): Pick<Unreachable, 'hostname' | 'path'> {
  return { path, ...(host !== undefined && { hostname: host }) };
}

function written(mapping: Mapping | TCPMapping): Pick<Unreachable, 'hostname' | 'path'> {
  const { host } = mapping.spec;
  const hostname = mapping.kind === 'Mapping' ? mapping.spec.hostname || host : host;
  const path = mapping.kind === 'Mapping' ? mapping.spec.prefix : undefined;
  return { ...(path !== undefined && { path }), ...(hostname && { hostname }) };
}
