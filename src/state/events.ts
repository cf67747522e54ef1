import type { Kysely, Transaction } from 'kysely';
import type { Severity } from '../engine/check.ts';
import type { SilencedBy } from '../engine/silence.ts';
import { type Acknowledgement, END_CAUSES, type EndCause } from './acknowledgement.ts';
import { parse, record, string, toAcknowledgement, toDate, toSeverity, toSilencedBy } from './rows.ts';
import type { StateWarning } from './store.ts';
import type { EventRow, Tables } from './tables.ts';
import type { Change } from './tracking.ts';

/** The end of an acknowledgement. */
export interface Ended {
  readonly kind: 'ended';
  readonly at: Date;
  readonly cause: EndCause;
  readonly acknowledgement: Acknowledgement;
  /** Who undid it, or took it over. */
  readonly by?: string;
}

/** What happened to a finding, and when. That it was new is said by its `firstSeen`. */
export type FindingEvent =
  | { readonly kind: 'worse'; readonly at: Date; readonly from?: Severity; readonly to: Severity }
  | { readonly kind: 'returned' | 'unsilenced'; readonly at: Date }
  /** It went away after `lastSeen`. */
  | { readonly kind: 'resolved'; readonly at: Date; readonly lastSeen: Date }
  | { readonly kind: 'silenced'; readonly at: Date; readonly by: SilencedBy }
  | { readonly kind: 'acknowledged'; readonly at: Date; readonly acknowledgement: Acknowledgement }
  | Ended;

/** An event, and whose it is. */
export interface NewEvent {
  readonly fingerprint: string;
  readonly event: FindingEvent;
}

/** How many rows go into one statement. */
const BATCH = 1000;

/** What a run changed, as events. */
export function eventsOf({ kind, tracked, from }: Change, at: Date): readonly NewEvent[] {
  const { finding, lastSeen, silenced } = tracked;
  const { fingerprint } = finding;
  switch (kind) {
    case 'worse':
      return [{ fingerprint, event: { kind, at, to: finding.severity, ...(from && { from }) } }];
    case 'returned':
    case 'unsilenced':
      return [{ fingerprint, event: { kind, at } }];
    case 'resolved':
      return [{ fingerprint, event: { kind, at, lastSeen } }];
    case 'silenced':
      return silenced ? [{ fingerprint, event: { kind, at, by: silenced } }] : [];
    case 'new':
    case 'changed':
      return [];
  }
}

/** Adds events at the end of their findings' histories. The cluster has to be locked. */
export async function appendEvents(
  db: Transaction<Tables>,
  cluster: string,
  events: readonly NewEvent[],
): Promise<void> {
  for (let start = 0; start < events.length; start += BATCH) {
    const batch = events.slice(start, start + BATCH);
    const last = await db
      .selectFrom('events')
      .select(({ fn }) => ['fingerprint', fn.max('number').as('number')])
      .where('cluster', '=', cluster)
      .where(
        'fingerprint',
        'in',
        batch.map(({ fingerprint }) => fingerprint),
      )
      .groupBy('fingerprint')
      .execute();
    const numbers = new Map(last.map(({ fingerprint, number }) => [fingerprint, Number(number)]));
    const rows = batch.map(({ fingerprint, event }): EventRow => {
      const number = (numbers.get(fingerprint) ?? 0) + 1;
      numbers.set(fingerprint, number);
      return { cluster, fingerprint, number, at: event.at.toISOString(), event: JSON.stringify(event) };
    });
    await db.insertInto('events').values(rows).execute();
  }
}

/** What happened to a finding, oldest first. A row that does not parse is left out with a warning. */
export async function readEvents(
  db: Kysely<Tables>,
  cluster: string,
  fingerprint: string,
  warn: (warning: StateWarning) => void,
): Promise<readonly FindingEvent[]> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('cluster', '=', cluster)
    .where('fingerprint', '=', fingerprint)
    .orderBy('number')
    .execute();
  return rows.flatMap(({ number, event }) => {
    const parsed = parseEvent(event);
    if ('value' in parsed) return [parsed.value];
    warn({ table: 'events', id: `${cluster}/${fingerprint}/${number}`, reason: parsed.reason });
    return [];
  });
}

/** Forgets what happened before a time. */
export async function pruneEvents(db: Transaction<Tables>, before: Date): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('events').where('at', '<', before.toISOString()).executeTakeFirst();
  return Number(numDeletedRows);
}

function parseEvent(text: string): ReturnType<typeof parse<FindingEvent>> {
  return parse(() => toEvent(JSON.parse(text)));
}

function toEvent(value: unknown): FindingEvent {
  const { kind, at: time, ...rest } = record(value, 'event');
  const at = toDate(time);
  switch (kind) {
    case 'worse':
      return {
        kind,
        at,
        to: toSeverity(rest['to']),
        ...(rest['from'] !== undefined && { from: toSeverity(rest['from']) }),
      };
    case 'returned':
    case 'unsilenced':
      return { kind, at };
    case 'resolved':
      return { kind, at, lastSeen: toDate(rest['lastSeen']) };
    case 'silenced':
      return { kind, at, by: toSilencedBy(rest['by']) };
    case 'acknowledged':
      return { kind, at, acknowledgement: toAcknowledgement(rest['acknowledgement']) };
    case 'ended':
      return toEnded(value);
    default:
      throw new Error(`not an event: ${JSON.stringify(kind)}`);
  }
}

/** @throws Error for what is no end of an acknowledgement */
export function toEnded(value: unknown): Ended {
  const { at, cause, acknowledgement, by } = record(value, 'event');
  const known = END_CAUSES.find((one) => one === cause);
  if (!known) throw new Error(`not a cause: ${JSON.stringify(cause)}`);
  return {
    kind: 'ended',
    at: toDate(at),
    cause: known,
    acknowledgement: toAcknowledgement(acknowledgement),
    ...(by !== undefined && { by: string(by, 'by') }),
  };
}
