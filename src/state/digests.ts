import type { Kysely, Transaction } from 'kysely';
import { canonicalJson } from './json.ts';
import { parseSnapshot, toDate } from './rows.ts';
import type { SavedDigest, StateWarning } from './store.ts';
import type { Tables } from './tables.ts';

/** After this long without `finish` a claim counts as lost with its process, in milliseconds. */
const CLAIM_LASTS = 10 * 60_000;

/** The newest that parses: comparing with an older digest is better than with none. */
export async function readLastDigest(
  db: Kysely<Tables>,
  name: string,
  cluster: string,
  warn: (warning: StateWarning) => void,
): Promise<SavedDigest | undefined> {
  const rows = await db
    .selectFrom('digests')
    .selectAll()
    .where('name', '=', name)
    .where('cluster', '=', cluster)
    .orderBy('slot', 'desc')
    .limit(5)
    .execute();
  for (const row of rows) {
    const parsed = parseSnapshot(row.snapshot);
    if ('value' in parsed) return { name, cluster, slot: toDate(row.slot), snapshot: parsed.value };
    warn({ table: 'digests', id: `${name}/${cluster}/${row.slot}`, reason: parsed.reason });
  }
  return undefined;
}

/** Saves a digest, in place of an earlier one of the same slot. */
export async function writeDigest(db: Kysely<Tables>, { name, cluster, slot, snapshot }: SavedDigest): Promise<void> {
  const text = canonicalJson(snapshot);
  await db
    .insertInto('digests')
    .values({ name, cluster, slot: slot.toISOString(), snapshot: text })
    .onConflict((conflict) => conflict.columns(['name', 'cluster', 'slot']).doUpdateSet({ snapshot: text }))
    .execute();
}

/** One statement, so that exactly one of several callers gets a slot. */
export async function claimSlot(db: Kysely<Tables>, name: string, slot: Date, now: Date): Promise<boolean> {
  const lost = new Date(now.getTime() - CLAIM_LASTS).toISOString();
  const claimed_at = now.toISOString();
  const row = await db
    .insertInto('claims')
    .values({ name, slot: slot.toISOString(), claimed_at, finished_at: null })
    .onConflict((conflict) =>
      conflict
        .columns(['name', 'slot'])
        .doUpdateSet({ claimed_at })
        .where('claims.finished_at', 'is', null)
        .where('claims.claimed_at', '<=', lost),
    )
    .returning('name')
    .executeTakeFirst();
  return row !== undefined;
}

/** Says that a slot is done. */
export async function finishSlot(db: Kysely<Tables>, name: string, slot: Date, now: Date): Promise<void> {
  const finished_at = now.toISOString();
  await db
    .insertInto('claims')
    .values({ name, slot: slot.toISOString(), claimed_at: finished_at, finished_at })
    .onConflict((conflict) => conflict.columns(['name', 'slot']).doUpdateSet({ finished_at }))
    .execute();
}

/** The newest slot that is done. */
export async function readLastFinished(db: Kysely<Tables>, name: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('claims')
    .select('slot')
    .where('name', '=', name)
    .where('finished_at', 'is not', null)
    .orderBy('slot', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && toDate(row.slot);
}

/** Forgets slots and digests planned before a time, but for the newest of each name: a yearly digest needs its last. */
export async function pruneDigests(db: Transaction<Tables>, before: Date): Promise<number> {
  const slot = before.toISOString();
  await db
    .deleteFrom('claims')
    .where('slot', '<', slot)
    .where('slot', '<', ({ selectFrom }) =>
      selectFrom('claims as other')
        .select(({ fn }) => fn.max('other.slot').as('newest'))
        .whereRef('other.name', '=', 'claims.name')
        .where('other.finished_at', 'is not', null),
    )
    .execute();
  const digests = await db
    .deleteFrom('digests')
    .where('slot', '<', slot)
    .where('slot', '<', ({ selectFrom }) =>
      selectFrom('digests as other')
        .select(({ fn }) => fn.max('other.slot').as('newest'))
        .whereRef('other.name', '=', 'digests.name')
        .whereRef('other.cluster', '=', 'digests.cluster'),
    )
    .executeTakeFirst();
  return Number(digests.numDeletedRows);
}
