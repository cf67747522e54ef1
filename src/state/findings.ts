import type { Kysely, Transaction } from 'kysely';
import type { Report } from '../engine/run.ts';
import { asOf } from './acknowledgement.ts';
import { endDue, endsBy, noteEnded } from './acknowledgements.ts';
import { appendEvents, eventsOf } from './events.ts';
import { lock, understand, writeRows } from './finding-rows.ts';
import { toFindingRow } from './rows.ts';
import type { StateWarning } from './store.ts';
import type { FindingRow, Tables } from './tables.ts';
import { type Change, type Scope, type Tracked, track } from './tracking.ts';

type Warn = (warning: StateWarning) => void;

/** How many rows go into one statement: well under SQLite's limit of 32,766 values. */
const BATCH = 1000;
/** How many resolved findings a cluster keeps, whatever their age. */
const KEPT_RESOLVED = 5000;

/** A row that does not parse is left out with a warning: one bad row must not silence a whole cluster. */
export async function readFindings(
  db: Kysely<Tables>,
  cluster: string,
  now: Date,
  warn: Warn,
): Promise<readonly Tracked[]> {
  const rows = await db.selectFrom('findings').selectAll().where('cluster', '=', cluster).execute();
  return rows.flatMap((row) => understand(row, warn) ?? []).map((tracked) => asOf(tracked, now));
}

/** By a whole fingerprint, or the beginning of exactly one. */
export async function findFinding(
  db: Kysely<Tables>,
  cluster: string,
  fingerprint: string,
  now: Date,
  warn: Warn,
): Promise<Tracked | undefined> {
  const start = fingerprint.toLowerCase();
  if (start === '') return undefined;
  const rows = await db
    .selectFrom('findings')
    .selectAll()
    .where('cluster', '=', cluster)
    .where((is) =>
      is.or([
        is('fingerprint', '=', fingerprint),
        is(is.fn<string>('substr', ['fingerprint', is.val(1), is.val(start.length)]), '=', start),
      ]),
    )
    .limit(2)
    .execute();
  const row = rows.find((one) => one.fingerprint === fingerprint) ?? (rows.length === 1 ? rows[0] : undefined);
  const tracked = row && understand(row, warn);
  return tracked && asOf(tracked, now);
}

/** Reads, applies the report, and writes what changed. */
export async function updateFindings(
  db: Transaction<Tables>,
  report: Report,
  scope: Scope,
  now: Date,
  warn: Warn,
): Promise<readonly Change[]> {
  const cluster = report.clusterName;
  await lock(db, cluster, now);
  // What had ended by then is no part of what this run changes.
  await endDue(db, cluster, now, warn);
  const rows = await db.selectFrom('findings').selectAll().where('cluster', '=', cluster).execute();
  const before = new Map(rows.map((row) => [row.fingerprint, row]));
  const { tracked, changes } = track(
    rows.flatMap((row) => understand(row, warn) ?? []),
    report,
    scope,
  );
  const seen: string[] = [];
  const changed: FindingRow[] = [];
  for (const one of tracked) {
    const then = before.get(one.finding.fingerprint);
    const row = toFindingRow(cluster, one);
    if (!then || !isSame({ ...then, last_seen: row.last_seen }, row)) changed.push(row);
    else if (then.last_seen !== row.last_seen) seen.push(row.fingerprint);
  }
  for (const rows of batches(changed, BATCH)) await writeRows(db, rows);
  // Most findings of a run are the same as before: only their time is written.
  for (const fingerprints of batches(seen, BATCH)) {
    await db
      .updateTable('findings')
      .set({ last_seen: report.takenAt.toISOString() })
      .where('cluster', '=', cluster)
      .where('fingerprint', 'in', fingerprints)
      .execute();
  }
  const at = report.takenAt;
  await appendEvents(
    db,
    cluster,
    changes.flatMap((change) => eventsOf(change, at)),
  );
  await noteEnded(
    db,
    cluster,
    changes.flatMap((change) => endsBy(change, at)),
  );
  return changes;
}

/** Forgets findings resolved or last seen before a time, and the oldest resolved ones beyond the limit. */
export async function pruneFindings(db: Transaction<Tables>, before: Date, kept = KEPT_RESOLVED): Promise<number> {
  const limit = before.toISOString();
  const old = await db
    .deleteFrom('findings')
    .where((is) =>
      is.or([is('resolved_at', '<', limit), is.and([is('resolved_at', 'is', null), is('last_seen', '<', limit)])]),
    )
    .executeTakeFirst();
  let count = Number(old.numDeletedRows);
  for (const { name } of await db.selectFrom('clusters').select('name').execute()) {
    const surplus = await db
      .selectFrom('findings')
      .select('resolved_at')
      .where('cluster', '=', name)
      .where('resolved_at', 'is not', null)
      .orderBy('resolved_at', 'desc')
      .limit(1)
      .offset(kept)
      .executeTakeFirst();
    if (!surplus?.resolved_at) continue;
    const excess = await db
      .deleteFrom('findings')
      .where('cluster', '=', name)
      .where('resolved_at', '<=', surplus.resolved_at)
      .executeTakeFirst();
    count += Number(excess.numDeletedRows);
  }
  return count;
}

function isSame(a: FindingRow, b: FindingRow): boolean {
  const names = Object.keys(b) as (keyof FindingRow)[];
  return names.every((name) => a[name] === b[name]);
}

function* batches<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
