import type { Cluster } from './cluster.ts';
import type { Mapping, Service, TCPMapping } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { type Target, type TargetKind, targetsOf } from './targets.ts';
import { type Backends, backendsOf } from './workloads.ts';

/** A Service that Mappings send traffic to, with what stands behind it. */
export interface BackedService {
  readonly service: Service;
  readonly mappings: readonly (Mapping | TCPMapping)[];
  readonly backends: Backends;
}

/**
 * Every Service with a selector that some Mapping sends traffic to, once, in the order of namespace and name. Services
 * that manage their addresses themselves (no selector, ExternalName) are left out.
 */
export const backedServices = perCluster((cluster: Cluster<TargetKind>): readonly BackedService[] => {
  const byService = new Map<Service, Target[]>();
  for (const target of targetsOf(cluster)) {
    const { service } = target;
    if (!service || service.spec.type === 'ExternalName') continue;
    if (Object.keys(service.spec.selector ?? {}).length === 0) continue;
    byService.set(service, [...(byService.get(service) ?? []), target]);
  }
  return [...byService]
    .map(([service, targets]) => ({
      service,
      mappings: targets.map(({ mapping }) => mapping),
      backends: backendsOf(cluster, service),
    }))
    .toSorted((a, b) => (keyOf(a.service) < keyOf(b.service) ? -1 : 1));
});

function keyOf({ metadata }: Service): string {
  return `${metadata.namespace}/${metadata.name}`;
}
