import type { LoadBalancer, Mapping, Module } from './objects.ts';
import type { Group, Routing } from './routing.ts';

/** What decides which of several addresses a request goes to, and the routes that it does that for. */
export interface Balancer {
  /** What sets it. Mappings that share a route have to agree, so it is one of them. */
  readonly object: Mapping | Module;
  /** `spec.load_balancer`, or its place in the Module. */
  readonly path: string;
  readonly balancer: LoadBalancer;
  readonly groups: readonly [Group, ...Group[]];
  /** The Mappings that it serves. */
  readonly mappings: readonly Mapping[];
}

/**
 * The load balancers that have an effect. With the service resolver none has: there is one address to choose from
 * (ir/irhttpmapping.py, ir/ircluster.py).
 */
export function balancersOf({ groups, module }: Routing): readonly Balancer[] {
  const spread = groups.filter(({ members }) => members.some(({ upstream }) => upstream.resolver !== 'service'));
  const own = spread.flatMap((group): readonly Balancer[] => {
    const mappings = group.members.map(({ mapping }) => mapping);
    const object = mappings.find(({ spec }) => spec.load_balancer);
    const balancer = object?.spec.load_balancer;
    return object && balancer ? [{ object, path: 'spec.load_balancer', balancer, groups: [group], mappings }] : [];
  });
  const owned = new Set(own.flatMap((one) => one.groups));
  const [first, ...others] = spread.filter((group) => !owned.has(group));
  if (!first || !module.module || !module.loadBalancer) return own;
  return [
    ...own,
    {
      object: module.module,
      path: 'spec.config.load_balancer',
      balancer: module.loadBalancer,
      groups: [first, ...others],
      mappings: [first, ...others].flatMap(({ members }) => members.map(({ mapping }) => mapping)),
    },
  ];
}
