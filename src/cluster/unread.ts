import { isFor } from './ambassador-id.ts';
import type { Cluster } from './cluster.ts';
import { type Installation, type InstallationKind, installationKinds, installationsOf } from './installations.ts';
import { isEmissary } from './kinds.ts';
import type { AnyObject } from './objects.ts';

/** The objects of getambassador.io with the ID of an installation that neither it nor any other one reads. */
export function unreadObjects(cluster: Cluster<InstallationKind>, installation: Installation): readonly AnyObject[] {
  const installations = installationsOf(cluster);
  return installationKinds
    .filter((kind) => isEmissary(kind))
    .flatMap((kind): readonly AnyObject[] => cluster.all(kind satisfies InstallationKind))
    .filter((object) => isFor(object, installation.id) && !installations.some((other) => other.sees(object)));
}
