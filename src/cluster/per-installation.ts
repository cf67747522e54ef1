import type { Cluster } from './cluster.ts';
import type { Installation } from './installations.ts';
import type { Kind } from './objects.ts';

/** Computes a fact about one installation once, however many checks ask for it. */
export function perInstallation<K extends Kind, T>(
  compute: (cluster: Cluster<K>, installation: Installation) => T,
): (cluster: Cluster<K>, installation: Installation) => T {
  const known = new WeakMap<Cluster<K>, WeakMap<Installation, { readonly value: T }>>();
  return (cluster, installation) => {
    const ofCluster = known.get(cluster) ?? new WeakMap<Installation, { readonly value: T }>();
    known.set(cluster, ofCluster);
    const entry = ofCluster.get(installation) ?? { value: compute(cluster, installation) };
    ofCluster.set(installation, entry);
    return entry.value;
  };
}
