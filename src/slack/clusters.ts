import { nearest } from '../cluster/names.ts';
import type { UnknownCluster } from '../commands/answer.ts';
import type { Surface, Workspace } from './surface.ts';

/** The bot for each of its clusters, and which one somebody means. */
export interface Clusters extends Workspace {
  /** The first is meant where nobody says otherwise. */
  readonly all: readonly [Surface, ...Surface[]];
  /** However its letters are written. */
  named(name: string): Surface | undefined;
  /** The one that a channel asks about. */
  in(channel: string): Surface;
  /** Makes a cluster the one that a channel asks about, after restarts too. */
  choose(channel: string, surface: Surface): Promise<void>;
}

/** Puts the bot together for all of its clusters. `chosen` says which cluster a channel asks about. */
export function joinClusters(
  workspace: Workspace,
  all: Clusters['all'],
  chosen: ReadonlyMap<string, string>,
): Clusters {
  const byChannel = new Map(chosen);
  const named = (name: string) =>
    all.find(({ tools }) => tools.clusterName === name) ??
    all.find(({ tools }) => tools.clusterName.toLowerCase() === name.toLowerCase());
  return {
    ...workspace,
    all,
    named,
    in: (channel) => named(byChannel.get(channel) ?? '') ?? all[0],
    async choose(channel, { tools }) {
      await workspace.store.chooseCluster(channel, tools.clusterName);
      byChannel.set(channel, tools.clusterName);
    },
  };
}

/** What to say of a cluster that the bot does not look after. */
export function unknownCluster(name: string, { all }: Clusters): UnknownCluster {
  const names = all.map(({ tools }) => tools.clusterName);
  return { kind: 'unknown-cluster', name, names, nearest: nearest(name, names) };
}
