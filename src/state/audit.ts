import { randomInt } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { type Parsed, parseJson, toDate } from './rows.ts';
import type { StateWarning } from './store.ts';
import type { AuditRow, Tables } from './tables.ts';

export const AUDIT_OUTCOMES = ['allowed', 'denied', 'failed'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

export const AUDIT_KINDS = ['command', 'mention', 'click', 'form', 'shortcut'] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** Something that somebody did with the bot, or wanted to do. Holds no secret: who writes it takes them out. */
export interface NewAuditEntry {
  readonly at: Date;
  /** A Slack user id. */
  readonly by: string;
  /** A Slack channel id; empty: it was in none. */
  readonly channel: string;
  readonly kind: AuditKind;
  /** What was typed behind the command or the mention, or what was clicked or filled in. */
  readonly what: string;
  /** The action it was judged as; absent: it needed no permission. */
  readonly action?: string;
  readonly cluster?: string;
  readonly namespace?: string;
  /** A fingerprint. */
  readonly finding?: string;
  readonly outcome: AuditOutcome;
  /** Why it was denied or failed, or what was done, as JSON. */
  readonly detail?: unknown;
}

export interface AuditEntry extends NewAuditEntry {
  /** Sorts as time does. */
  readonly id: string;
}

/** Which entries are wanted. */
export interface AuditFilter {
  /** Entries about this cluster, and those about none. */
  readonly cluster?: string;
  readonly by?: string;
  /** An action, or the first word of a command. */
  readonly word?: string;
  readonly outcome?: AuditOutcome;
  /** Only older ones than the entry with this id. */
  readonly before?: string;
  readonly limit: number;
}

/** How much of the audit is kept. */
export interface AuditKept {
  /** 90 unless told. */
  readonly days?: number;
  /** 100,000 unless told. */
  readonly rows?: number;
}

const DAY = 86_400_000;

let written = 0;

/** Writes an entry, and gives its id. */
export async function writeAudit(db: Transaction<Tables>, entry: NewAuditEntry): Promise<string> {
  const { at, by, channel, kind, what, action, cluster, namespace, finding, outcome, detail } = entry;
  const id = newId(at);
  await db
    .insertInto('audit')
    .values({
      ...{ id, at: at.toISOString(), by, channel, kind, what, outcome },
      ...{ action: action ?? null, cluster: cluster ?? null, namespace: namespace ?? null, finding: finding ?? null },
      detail: detail === undefined ? null : JSON.stringify(detail),
    })
    .execute();
  return id;
}

/** Writes into an entry how it ended; what it says of itself stays where nothing else is known. */
export async function endAudit(
  db: Transaction<Tables>,
  id: string,
  { outcome, detail }: Pick<AuditEntry, 'outcome' | 'detail'>,
): Promise<void> {
  await db
    .updateTable('audit')
    .set({ outcome, ...(detail !== undefined && { detail: JSON.stringify(detail) }) })
    .where('id', '=', id)
    .execute();
}

/** Entries, newest first. */
export async function readAudit(
  db: Kysely<Tables>,
  { cluster, by, word, outcome, before, limit }: AuditFilter,
  warn: (warning: StateWarning) => void,
): Promise<readonly AuditEntry[]> {
  let query = db.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit);
  if (cluster !== undefined) {
    query = query.where((is) => is.or([is('cluster', '=', cluster), is('cluster', 'is', null)]));
  }
  if (by !== undefined) query = query.where('by', '=', by);
  if (outcome !== undefined) query = query.where('outcome', '=', outcome);
  if (before !== undefined) query = query.where('id', '<', before);
  if (word !== undefined) {
    query = query.where((is) =>
      is.or([is('action', '=', word), is('what', '=', word), is('what', 'like', `${literally(word)} %`)]),
    );
  }
  return (await query.execute()).flatMap((row) => {
    const parsed = parseEntry(row);
    if ('value' in parsed) return [parsed.value];
    warn({ table: 'audit', id: row.id, reason: parsed.reason });
    return [];
  });
}

/** Forgets what is too old, and of the rest the oldest that are too many. */
export async function pruneAudit(
  db: Transaction<Tables>,
  now: Date,
  { days = 90, rows = 100_000 }: AuditKept,
): Promise<number> {
  const before = new Date(now.getTime() - days * DAY).toISOString();
  const old = await db.deleteFrom('audit').where('at', '<', before).executeTakeFirst();
  const last = await db.selectFrom('audit').select('id').orderBy('id', 'desc').offset(rows).limit(1).executeTakeFirst();
  if (!last) return Number(old.numDeletedRows);
  const surplus = await db.deleteFrom('audit').where('id', '<=', last.id).executeTakeFirst();
  return Number(old.numDeletedRows) + Number(surplus.numDeletedRows);
}

function parseEntry(row: AuditRow): Parsed<AuditEntry> {
  const { id, by, channel, what, action, cluster, namespace, finding } = row;
  const kind = AUDIT_KINDS.find((known) => known === row.kind);
  const outcome = AUDIT_OUTCOMES.find((known) => known === row.outcome);
  if (!kind || !outcome) return { reason: `not a kind or an outcome: ${row.kind}, ${row.outcome}` };
  const detail = row.detail === null ? undefined : parseJson(row.detail);
  if (detail && 'reason' in detail) return detail;
  return {
    value: {
      ...{ id, at: toDate(row.at), by, channel, kind, what, outcome },
      ...(action !== null && { action }),
      ...(cluster !== null && { cluster }),
      ...(namespace !== null && { namespace }),
      ...(finding !== null && { finding }),
      ...(detail && { detail: detail.value }),
    },
  };
}

// In `like` these stand for any text.
function literally(word: string): string {
  return word.replace(/[%_\\]/g, '');
}

// The number keeps what one process writes within a millisecond in order, the chance what two processes write apart.
function newId(at: Date): string {
  written = (written + 1) % 1_000_000;
  return `${at.toISOString()}-${String(written).padStart(6, '0')}-${String(randomInt(10_000)).padStart(4, '0')}`;
}
