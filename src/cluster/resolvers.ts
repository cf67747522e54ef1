import type { Cluster } from './cluster.ts';
import type { Post } from './errors.ts';
import type { Installation } from './installations.ts';
import type { ConsulResolver, KubernetesEndpointResolver, KubernetesServiceResolver } from './objects.ts';
import { perInstallation } from './per-installation.ts';
import { type Named, storedNames } from './stored-names.ts';

const resolverKinds = ['KubernetesServiceResolver', 'KubernetesEndpointResolver', 'ConsulResolver'] as const;

export type ResolverKind = (typeof resolverKinds)[number];
type ResolverObject = KubernetesServiceResolver | KubernetesEndpointResolver | ConsulResolver;

/** How the addresses of a Service are found: by its name, by its endpoints, or in Consul. */
export interface Resolver {
  readonly name: string;
  readonly type: 'service' | 'endpoint' | 'consul';
  /** Absent: Emissary made it up. */
  readonly object?: ResolverObject;
  readonly datacenter?: string;
}

/**
 * The resolvers of an installation by the names that Mappings use. Those that exist by default and their aliases are
 * among them, a ConsulResolver without datacenter is not (ir/irserviceresolver.py).
 */
export const resolversOf = perInstallation(
  (cluster: Cluster<ResolverKind>, installation: Installation): ReadonlyMap<string, Resolver> => {
    const resolvers = new Map<string, Resolver>();
    for (const [name, object] of namedResolvers(cluster, installation).byName) {
      const resolver = resolverOf(name, object);
      if (resolver) resolvers.set(name, resolver);
    }
    if (!resolvers.has('kubernetes-service')) {
      resolvers.set('kubernetes-service', { name: 'kubernetes-service', type: 'service' });
    }
    addDefaults(resolvers, ['endpoint', 'kubernetes-endpoint'], { type: 'endpoint' });
    addDefaults(resolvers, ['consul', 'consul-endpoint'], { type: 'consul', datacenter: 'dc1' });
    return resolvers;
  },
);

/** What Emissary says of resolvers. */
export function postResolverFaults(cluster: Cluster<ResolverKind>, installation: Installation, post: Post): void {
  const { byName, replaced } = namedResolvers(cluster, installation);
  for (const { object, by } of replaced) post(by, 'duplicate', { about: object });
  for (const object of byName.values()) {
    if (object.kind === 'ConsulResolver' && !object.spec?.datacenter) post(object, 'resolver-without-datacenter');
  }
}

/** All kinds of resolvers share their names. */
function namedResolvers(cluster: Cluster<ResolverKind>, installation: Installation): Named<ResolverObject> {
  const objects = resolverKinds.flatMap((kind): readonly ResolverObject[] => cluster.all(kind));
  return storedNames(objects.filter((object) => installation.sees(object)));
}

/** A resolver that is defined under one of two names goes by both; one that is not is made up. */
function addDefaults(
  resolvers: Map<string, Resolver>,
  [one, other]: readonly [string, string],
  standard: Omit<Resolver, 'name'>,
): void {
  const defined = resolvers.get(one) ?? resolvers.get(other) ?? standard;
  if (!resolvers.has(one)) resolvers.set(one, { ...defined, name: one });
  if (!resolvers.has(other)) resolvers.set(other, { ...defined, name: other });
}

function resolverOf(name: string, object: ResolverObject): Resolver | undefined {
  if (object.kind === 'KubernetesServiceResolver') return { name, type: 'service', object };
  if (object.kind === 'KubernetesEndpointResolver') return { name, type: 'endpoint', object };
  const { datacenter } = object.spec ?? {};
  return datacenter ? { name, type: 'consul', object, datacenter } : undefined;
}
