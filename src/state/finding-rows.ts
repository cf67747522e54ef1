import type { Transaction } from 'kysely';
import { parseTracked } from './rows.ts';
import type { StateWarning } from './store.ts';
import type { FindingRow, Tables } from './tables.ts';
import type { Tracked } from './tracking.ts';

type Warn = (warning: StateWarning) => void;

/** A finding's row; one that does not parse gives a warning. */
export function understand(row: FindingRow, warn: Warn): Tracked | undefined {
  const parsed = parseTracked(row);
  if ('value' in parsed) return parsed.value;
  warn({ table: 'findings', id: `${row.cluster}/${row.fingerprint}`, reason: parsed.reason });
  return undefined;
}

/** Holds a finding's cluster until the transaction ends, and reads the finding. */
export async function lockFinding(
  db: Transaction<Tables>,
  cluster: string,
  fingerprint: string,
  now: Date,
  warn: Warn,
): Promise<Tracked | undefined> {
  await lock(db, cluster, now);
  const row = await db
    .selectFrom('findings')
    .selectAll()
    .where('cluster', '=', cluster)
    .where('fingerprint', '=', fingerprint)
    .executeTakeFirst();
  return row && understand(row, warn);
}

/** One update of a cluster at a time: writing its row holds it until the transaction ends, in every database. */
export async function lock(db: Transaction<Tables>, cluster: string, now: Date): Promise<void> {
  const updated_at = now.toISOString();
  await db
    .insertInto('clusters')
    .values({ name: cluster, updated_at })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ updated_at }))
    .execute();
}

/** Writes findings in place of what was known of them. */
export async function writeRows(db: Transaction<Tables>, rows: readonly FindingRow[]): Promise<void> {
  await db
    .insertInto('findings')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['cluster', 'fingerprint']).doUpdateSet(({ ref }) => ({
        finding: ref('excluded.finding'),
        worst: ref('excluded.worst'),
        first_seen: ref('excluded.first_seen'),
        last_seen: ref('excluded.last_seen'),
        returned_at: ref('excluded.returned_at'),
        resolved_at: ref('excluded.resolved_at'),
        acknowledgement: ref('excluded.acknowledgement'),
        silenced: ref('excluded.silenced'),
      })),
    )
    .execute();
}
