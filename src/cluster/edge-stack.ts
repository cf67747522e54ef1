import type { Cluster } from './cluster.ts';
import { type InstallationKind, installationsOf } from './installations.ts';
import type { Filter, FilterPolicy } from './objects.ts';

/**
 * Whether Edge Stack reads a Filter or FilterPolicy, of which Emissary knows nothing. Where no gateway was found, one is
 * assumed.
 */
export function isUsedByEdgeStack(cluster: Cluster<InstallationKind>, object: Filter | FilterPolicy): boolean {
  const found = installationsOf(cluster).filter(({ isAssumed }) => !isAssumed);
  return found.length === 0 || found.some((gateway) => gateway.flavour === 'edge-stack' && gateway.sees(object));
}
