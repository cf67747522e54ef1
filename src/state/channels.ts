import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** Remembers which cluster a channel asks about. */
export async function writeChosenCluster(db: Transaction<Tables>, channel: string, cluster: string): Promise<void> {
  await db
    .insertInto('channels')
    .values({ channel, cluster })
    .onConflict((conflict) => conflict.column('channel').doUpdateSet({ cluster }))
    .execute();
}

/** The cluster that each channel asks about, by channel. */
export async function readChosenClusters(db: Kysely<Tables>): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom('channels').selectAll().execute();
  return new Map(rows.map(({ channel, cluster }) => [channel, cluster]));
}
