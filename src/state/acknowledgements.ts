import type { Kysely, Transaction } from 'kysely';
import {
  type AcknowledgementKey,
  type Acknowledging,
  acknowledge,
  asOf,
  hasEnded,
  isSameAcknowledgement,
  type NewAcknowledgement,
  withoutAcknowledgement,
} from './acknowledgement.ts';
import { appendEvents, type Ended, toEnded } from './events.ts';
import { lock, lockFinding, understand, writeRows } from './finding-rows.ts';
import { parse, toFindingRow } from './rows.ts';
import type { Ending, StateWarning, Unacknowledged } from './store.ts';
import type { Tables } from './tables.ts';
import type { Change, Tracked } from './tracking.ts';

type Warn = (warning: StateWarning) => void;

/** The end of an acknowledgement, and whose it is. */
interface NewEnding {
  readonly fingerprint: string;
  readonly event: Ended;
}

/** The first one wins, or who takes the place of just that one. */
export async function acknowledgeFinding(
  db: Transaction<Tables>,
  cluster: string,
  fingerprint: string,
  asked: NewAcknowledgement,
  instead: AcknowledgementKey | undefined,
  now: Date,
  warn: Warn,
): Promise<Acknowledging | undefined> {
  const before = await lockFinding(db, cluster, fingerprint, now, warn);
  if (!before) return undefined;
  const current = await endedIfDue(db, cluster, before, now);
  const result = acknowledge(current, asked, instead);
  const { tracked, taken } = result;
  const { acknowledgement } = tracked;
  if (tracked === current || !acknowledgement) return result;
  await writeRows(db, [toFindingRow(cluster, tracked)]);
  const { by, at } = acknowledgement;
  if (taken) {
    await noteEnded(db, cluster, [
      { fingerprint, event: { kind: 'ended', cause: 'taken', at, by, acknowledgement: taken } },
    ]);
  }
  await appendEvents(db, cluster, [{ fingerprint, event: { kind: 'acknowledged', at, acknowledgement } }]);
  return result;
}

/** Takes an acknowledgement back, if it is still this one. */
export async function unacknowledgeFinding(
  db: Transaction<Tables>,
  cluster: string,
  fingerprint: string,
  by: string,
  which: AcknowledgementKey,
  now: Date,
  warn: Warn,
): Promise<Unacknowledged | undefined> {
  const before = await lockFinding(db, cluster, fingerprint, now, warn);
  if (!before) return undefined;
  const current = await endedIfDue(db, cluster, before, now);
  const { acknowledgement, resolvedAt } = current;
  if (!acknowledgement || resolvedAt || !isSameAcknowledgement(which, acknowledgement)) {
    return { tracked: current, isUndone: false };
  }
  const tracked = withoutAcknowledgement(current);
  await writeRows(db, [toFindingRow(cluster, tracked)]);
  await noteEnded(db, cluster, [
    { fingerprint, event: { kind: 'ended', cause: 'undone', at: now, by, acknowledgement } },
  ]);
  return { tracked, isUndone: true };
}

/** Ends what has ended by time, and says of how many findings. */
export async function endAcknowledgements(
  db: Transaction<Tables>,
  cluster: string,
  now: Date,
  warn: Warn,
): Promise<number> {
  // Asked twice a minute, and seldom is anything due: locking writes.
  const isDue = (await readTaken(db, cluster, warn)).some((tracked) => asOf(tracked, now) !== tracked);
  if (!isDue) return 0;
  await lock(db, cluster, now);
  // What cannot be read was said above.
  return endDue(db, cluster, now, () => {});
}

/** Ends what has ended by time. The cluster has to be locked. */
export async function endDue(db: Transaction<Tables>, cluster: string, now: Date, warn: Warn): Promise<number> {
  let count = 0;
  for (const tracked of await readTaken(db, cluster, warn)) {
    if ((await endedIfDue(db, cluster, tracked, now)) !== tracked) count += 1;
  }
  return count;
}

/** The end of an acknowledgement that a run brought. */
export function endsBy({ kind, tracked, endedAcknowledgement }: Change, at: Date): readonly NewEnding[] {
  if (!endedAcknowledgement || (kind !== 'worse' && kind !== 'changed' && kind !== 'returned')) return [];
  const event: Ended = { kind: 'ended', cause: kind, at, acknowledgement: endedAcknowledgement };
  return [{ fingerprint: tracked.finding.fingerprint, event }];
}

/** Remembers ends of acknowledgements: in the history, and until their threads were told of them. */
export async function noteEnded(
  db: Transaction<Tables>,
  cluster: string,
  endings: readonly NewEnding[],
): Promise<void> {
  await appendEvents(db, cluster, endings);
  for (const { fingerprint, event } of endings) {
    const { by, at } = event.acknowledgement;
    await db
      .insertInto('endings')
      .values({
        // Each acknowledgement ends once.
        id: `${cluster}/${fingerprint}/${at.toISOString()}/${by}`,
        ...{ cluster, fingerprint, at: event.at.toISOString(), event: JSON.stringify(event) },
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Ends that no thread was told of, oldest first. A row that does not parse is left out with a warning. */
export async function readEndings(db: Kysely<Tables>, cluster: string, warn: Warn): Promise<readonly Ending[]> {
  const rows = await db
    .selectFrom('endings')
    .selectAll()
    .where('cluster', '=', cluster)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.flatMap(({ id, fingerprint, event }) => {
    const parsed = parse(() => toEnded(JSON.parse(event)));
    if ('value' in parsed) return [{ id, fingerprint, ...parsed.value }];
    warn({ table: 'endings', id, reason: parsed.reason });
    return [];
  });
}

/** Notes that a thread was told of an end. */
export async function forgetEnding(db: Transaction<Tables>, id: string): Promise<void> {
  await db.deleteFrom('endings').where('id', '=', id).execute();
}

/** The findings that somebody is on, or was until a time that has come. */
async function readTaken(db: Transaction<Tables>, cluster: string, warn: Warn): Promise<readonly Tracked[]> {
  const rows = await db
    .selectFrom('findings')
    .selectAll()
    .where('cluster', '=', cluster)
    .where('acknowledgement', 'is not', null)
    .execute();
  return rows.flatMap((row) => understand(row, warn) ?? []);
}

async function endedIfDue(db: Transaction<Tables>, cluster: string, before: Tracked, now: Date): Promise<Tracked> {
  const { acknowledgement, finding, resolvedAt } = before;
  if (!acknowledgement?.until || !hasEnded(acknowledgement, now)) return before;
  const after = asOf(before, now);
  await writeRows(db, [toFindingRow(cluster, after)]);
  // That it is resolved was told already, and ended it.
  if (!resolvedAt) {
    const event: Ended = { kind: 'ended', cause: 'time', at: acknowledgement.until, acknowledgement };
    await noteEnded(db, cluster, [{ fingerprint: finding.fingerprint, event }]);
  }
  return after;
}
