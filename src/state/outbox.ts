import type { Kysely, Transaction } from 'kysely';
import { savePlace } from './messages.ts';
import { parseJson } from './rows.ts';
import type { NewMessage, StateWarning, WaitingMessage } from './store.ts';
import type { OutboxRow, Tables } from './tables.ts';

/**
 * Records a batch of messages, in their order; false: a batch of this name was recorded before, and stays as it is. One that
 * Slack refused as a whole is no such batch.
 */
export async function recordMessages(
  db: Transaction<Tables>,
  batch: string,
  messages: readonly NewMessage[],
  now: Date,
): Promise<boolean> {
  const known = await db
    .selectFrom('outbox')
    .select('id')
    .where('batch', '=', batch)
    .where('refusal', 'is', null)
    .executeTakeFirst();
  if (known) return false;
  await db.deleteFrom('outbox').where('batch', '=', batch).execute();
  const queued_at = now.toISOString();
  for (const [position, { id, channel, threadTs, under, post, places = [] }] of messages.entries()) {
    await db
      .insertInto('outbox')
      .values({
        ...{ id, batch, position, channel, queued_at },
        ...{ thread_ts: threadTs ?? null, under: under ?? null, post: JSON.stringify(post) },
        ...{ places: JSON.stringify(places), tried_at: null, ended_at: null, ts: null, refusal: null },
      })
      .execute();
  }
  return true;
}

/** What is still to be sent, in the order in which it was recorded. */
export async function readWaiting(
  db: Kysely<Tables>,
  warn: (warning: StateWarning) => void,
): Promise<readonly WaitingMessage[]> {
  const rows = await db
    .selectFrom('outbox')
    .selectAll()
    .where('ended_at', 'is', null)
    .orderBy('queued_at')
    .orderBy('batch')
    .orderBy('position')
    .execute();
  return rows.flatMap((row) => {
    const [post, places] = [parseJson(row.post), parseJson(row.places)];
    if ('reason' in post || 'reason' in places) {
      warn({ table: 'outbox', id: row.id, reason: 'reason' in post ? post.reason : 'its places do not parse' });
      return [];
    }
    return [toMessage(row, post.value, places.value)];
  });
}

/** Where a message of the outbox went; undefined: nowhere yet. */
export async function readSent(db: Kysely<Tables>, id: string): Promise<string | undefined> {
  const row = await db.selectFrom('outbox').select('ts').where('id', '=', id).executeTakeFirst();
  return row?.ts ?? undefined;
}

/** Notes that a message is about to be sent, or (without a time) that it surely was not. */
export async function markTried(db: Transaction<Tables>, id: string, at: Date | undefined): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ tried_at: at?.toISOString() ?? null })
    .where('id', '=', id)
    .execute();
}

/** Notes where a message is, and that it shows its findings. */
export async function markSent(
  db: Transaction<Tables>,
  { id, channel, ts }: { readonly id: string; readonly channel: string; readonly ts: string },
  now: Date,
): Promise<void> {
  const row = await db
    .updateTable('outbox')
    .set({ ts, channel, ended_at: now.toISOString() })
    .where('id', '=', id)
    .returning(['places', 'thread_ts', 'under'])
    .executeTakeFirst();
  const places = parseJson(row?.places ?? '[]');
  if (!row || 'reason' in places || !Array.isArray(places.value)) return;
  const threadTs = row.thread_ts ?? (row.under === null ? undefined : await readSent(db, row.under));
  for (const { cluster, fingerprint } of places.value as NonNullable<NewMessage['places']>) {
    await savePlace(db, { cluster, fingerprint, channel, ts, ...(threadTs !== undefined && { threadTs }) });
  }
}

/** Notes that a message, and those that should hang under it, will never be sent, and why. */
export async function markRefused(db: Transaction<Tables>, id: string, refusal: string, now: Date): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ refusal, ended_at: now.toISOString() })
    .where((is) => is.or([is('id', '=', id), is('under', '=', id)]))
    .where('ended_at', 'is', null)
    .execute();
}

/** Forgets what was sent or refused before a time. */
export async function pruneOutbox(db: Transaction<Tables>, before: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('outbox')
    .where('ended_at', '<', before.toISOString())
    .executeTakeFirst();
  return Number(numDeletedRows);
}

function toMessage(row: OutboxRow, post: unknown, places: unknown): WaitingMessage {
  return {
    ...{ id: row.id, batch: row.batch, channel: row.channel, post, queuedAt: new Date(row.queued_at) },
    ...(row.thread_ts !== null && { threadTs: row.thread_ts }),
    ...(row.under !== null && { under: row.under }),
    places: places as NonNullable<NewMessage['places']>,
    isTried: row.tried_at !== null,
  };
}
