import type { Cluster } from './cluster.ts';
import { nearestAmong } from './name-index.ts';
import type { Kind, Kinds } from './objects.ts';
import { perCluster } from './per-cluster.ts';

/**
 * Finds the name that was most likely meant among the objects of a kind in a namespace, as `nearest` does. Each namespace
 * is indexed once for a cluster, however many names are missing there.
 */
export function nearestNamed<K extends Kind>(
  kind: K,
  isCandidate: (object: Kinds[K]) => boolean = () => true,
): (cluster: Cluster<K>, namespace: string, name: string) => string | undefined {
  const indexes = perCluster((_: Cluster<K>) => new Map<string, (name: string) => string | undefined>());
  return (cluster, namespace, name) => {
    const known = indexes(cluster);
    const candidates = () => cluster.in(kind, namespace).filter(isCandidate);
    const nearestOf = known.get(namespace) ?? nearestAmong(candidates().map(({ metadata }) => metadata.name));
    known.set(namespace, nearestOf);
    return nearestOf(name);
  };
}

export const nearestService = nearestNamed('Service');
export const nearestSecret = nearestNamed('Secret');
export const nearestFilter = nearestNamed('Filter');
