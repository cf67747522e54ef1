import { createHash, randomInt } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { canonicalJson } from './json.ts';
import { parseJson, toDate } from './rows.ts';
import type { Place, SavedRun, UnfinishedRun } from './store.ts';
import type { RunRow, Tables } from './tables.ts';

/** How many messages of one finding are kept, and how many runs. */
const KEPT_PLACES = 20;
const KEPT_RUNS = 1000;

/** The row that was asked for does not parse. */
export type Unreadable = (table: string, id: string, reason: string) => Error;

/** Remembers that a message shows a finding; of a finding that is forgotten, nothing. */
export async function savePlace(db: Transaction<Tables>, place: Place): Promise<void> {
  const { cluster, fingerprint, channel, ts, threadTs } = place;
  const known = await db
    .selectFrom('findings')
    .select('fingerprint')
    .where('cluster', '=', cluster)
    .where('fingerprint', '=', fingerprint)
    .executeTakeFirst();
  if (!known) return;
  await db
    .insertInto('places')
    .values({ cluster, fingerprint, channel, ts, thread_ts: threadTs ?? null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const oldest = await db
    .selectFrom('places')
    .select('ts')
    .where('cluster', '=', cluster)
    .where('fingerprint', '=', fingerprint)
    .orderBy('ts', 'desc')
    .limit(1)
    .offset(KEPT_PLACES)
    .executeTakeFirst();
  if (!oldest) return;
  await db
    .deleteFrom('places')
    .where('cluster', '=', cluster)
    .where('fingerprint', '=', fingerprint)
    .where('ts', '<=', oldest.ts)
    .execute();
}

/** Newest first. */
export async function readPlaces(db: Kysely<Tables>, cluster: string, fingerprint: string): Promise<readonly Place[]> {
  const rows = await db
    .selectFrom('places')
    .selectAll()
    .where('cluster', '=', cluster)
    .where('fingerprint', '=', fingerprint)
    .orderBy('ts', 'desc')
    .orderBy('channel')
    .limit(KEPT_PLACES)
    .execute();
  return rows.map(({ channel, ts, thread_ts }) => ({
    cluster,
    fingerprint,
    channel,
    ts,
    ...(thread_ts !== null && { threadTs: thread_ts }),
  }));
}

/** Saves a run in place of an earlier one with its id or message, and forgets the oldest beyond the limit. */
export async function saveRun(db: Transaction<Tables>, run: SavedRun, kept = KEPT_RUNS): Promise<void> {
  const { id, cluster, channel, ts, by } = run;
  const request = canonicalJson(run.request);
  const facts = canonicalJson(run.facts);
  await db
    .deleteFrom('runs')
    .where((is) => is.or([is('id', '=', id), is.and([is('channel', '=', channel), is('ts', '=', ts)])]))
    .execute();
  await db
    .insertInto('runs')
    .values({ id, cluster, request, channel, ts, by, at: run.at.toISOString(), facts })
    .execute();
  const surplus = await db
    .selectFrom('runs')
    .select('id')
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(100)
    .offset(kept)
    .execute();
  if (surplus.length === 0) return;
  await db
    .deleteFrom('runs')
    .where(
      'id',
      'in',
      surplus.map((old) => old.id),
    )
    .execute();
}

/** The run that a message shows. */
export async function findRun(
  db: Kysely<Tables>,
  channel: string,
  ts: string,
  unreadable: Unreadable,
): Promise<SavedRun | undefined> {
  const row = await db
    .selectFrom('runs')
    .selectAll()
    .where('channel', '=', channel)
    .where('ts', '=', ts)
    .executeTakeFirst();
  return row && toRun(row, unreadable);
}

/** Remembers that a run is under way. */
export async function saveUnfinished(db: Transaction<Tables>, { threadTs, ...run }: UnfinishedRun): Promise<void> {
  await db
    .insertInto('unfinished')
    .values({ ...run, thread_ts: threadTs ?? null })
    .onConflict((conflict) => conflict.columns(['channel', 'ts']).doUpdateSet({ again: run.again }))
    .execute();
}

/** Forgets that a run is under way. */
export async function deleteUnfinished(db: Transaction<Tables>, channel: string, ts: string): Promise<void> {
  await db.deleteFrom('unfinished').where('channel', '=', channel).where('ts', '=', ts).execute();
}

/** The runs that began and did not end, oldest message first. */
export async function readUnfinished(db: Kysely<Tables>): Promise<readonly UnfinishedRun[]> {
  const rows = await db.selectFrom('unfinished').selectAll().orderBy('ts').orderBy('channel').execute();
  return rows.map(({ thread_ts, ...run }) => ({ ...run, ...(thread_ts !== null && { threadTs: thread_ts }) }));
}

/** Saves what a button does, and gives its id: the one it has already, or a new one. */
export async function saveAction(db: Transaction<Tables>, action: unknown, now: Date): Promise<string> {
  const text = canonicalJson(action);
  const at = now.toISOString();
  const { id } = await db
    .insertInto('actions')
    .values({ id: newId(), hash: createHash('sha256').update(text).digest('hex'), action: text, at })
    .onConflict((conflict) => conflict.column('hash').doUpdateSet({ at }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** What a button does. */
export async function findAction(db: Kysely<Tables>, id: string, unreadable: Unreadable): Promise<unknown> {
  const row = await db.selectFrom('actions').select('action').where('id', '=', id).executeTakeFirst();
  return row && readJson(row.action, 'actions', id, unreadable);
}

/** Forgets runs and actions from before a time. */
export async function pruneMessages(
  db: Transaction<Tables>,
  before: Date,
): Promise<{ readonly runs: number; readonly actions: number }> {
  const at = before.toISOString();
  const runs = await db.deleteFrom('runs').where('at', '<', at).executeTakeFirst();
  const actions = await db.deleteFrom('actions').where('at', '<', at).executeTakeFirst();
  return { runs: Number(runs.numDeletedRows), actions: Number(actions.numDeletedRows) };
}

function toRun({ request, at, facts, ...rest }: RunRow, unreadable: Unreadable): SavedRun {
  const read = (text: string) => readJson(text, 'runs', rest.id, unreadable);
  return { ...rest, request: read(request), at: toDate(at), facts: read(facts) };
}

function readJson(text: string, table: string, id: string, unreadable: Unreadable): unknown {
  const parsed = parseJson(text);
  if ('reason' in parsed) throw unreadable(table, id, parsed.reason);
  return parsed.value;
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** 12 letters and digits, 71 random bits: nobody guesses the id of somebody else's button. */
function newId(): string {
  return Array.from({ length: 12 }, () => DIGITS.charAt(randomInt(DIGITS.length))).join('');
}
