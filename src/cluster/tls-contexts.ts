import type { Cluster } from './cluster.ts';
import type { Installation } from './installations.ts';
import type { TLSContext } from './objects.ts';
import { perInstallation } from './per-installation.ts';
import { storedNames } from './stored-names.ts';

export const contextKinds = ['TLSContext', 'Host', 'Module', 'Secret'] as const;
export type ContextKind = (typeof contextKinds)[number];

export const contextsByName = perInstallation(
  (cluster: Cluster<ContextKind>, installation: Installation): ReadonlyMap<string, TLSContext> =>
    storedNames(cluster.all('TLSContext').filter((context) => installation.sees(context))).byName,
);
