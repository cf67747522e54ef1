import type { Cluster } from './cluster.ts';
import type { Kind } from './objects.ts';

/** Computes a fact about a cluster once, however many checks ask for it. */
export function perCluster<K extends Kind, T>(compute: (cluster: Cluster<K>) => T): (cluster: Cluster<K>) => T {
  const known = new WeakMap<Cluster<K>, { readonly value: T }>();
  return (cluster) => {
    const entry = known.get(cluster) ?? { value: compute(cluster) };
    known.set(cluster, entry);
    return entry.value;
  };
}
