import {
  acknowledgeFinding,
  endAcknowledgements,
  forgetEnding,
  readEndings,
  unacknowledgeFinding,
} from './acknowledgements.ts';
import { type AuditKept, endAudit, pruneAudit, readAudit, writeAudit } from './audit.ts';
import { readChosenClusters, writeChosenCluster } from './channels.ts';
import { connect, type Database, patiently } from './database.ts';
import { claimSlot, finishSlot, pruneDigests, readLastDigest, readLastFinished, writeDigest } from './digests.ts';
import { StateError } from './errors.ts';
import { pruneEvents, readEvents } from './events.ts';
import { findFinding, pruneFindings, readFindings, updateFindings } from './findings.ts';
import {
  deleteUnfinished,
  findAction,
  findRun,
  pruneMessages,
  readPlaces,
  readUnfinished,
  saveAction,
  savePlace,
  saveRun,
  saveUnfinished,
} from './messages.ts';
import { migrate } from './migrations.ts';
import { markRefused, markSent, markTried, pruneOutbox, readSent, readWaiting, recordMessages } from './outbox.ts';
import { openSqlite } from './sqlite.ts';
import type { StateWarning, Store } from './store.ts';
import { byFinding } from './tracking.ts';

/** How long what is over is kept, in milliseconds. */
const KEPT = 90 * 86_400_000;

export interface StoreOptions {
  /** A SQLite file in a folder that exists, or `:memory:`. The file is made when it is missing. */
  readonly path: string;
  readonly now: () => Date;
  /** Told of rows that could not be understood and were left out. */
  readonly warn?: (warning: StateWarning) => void;
  readonly audit?: AuditKept;
}

/**
 * Opens memory, and makes or migrates its tables.
 *
 * @throws StateError when it cannot be used; nothing in it was overwritten then.
 */
export async function openStore({ path, now, warn = () => {}, audit }: StoreOptions): Promise<Store> {
  const engine = await patiently(
    () => openSqlite(path),
    () => undefined,
  );
  const database = connect(engine);
  try {
    await database.write((db) => migrate(db, path, now()));
  } catch (error) {
    await database.close();
    throw error;
  }
  return storeOn(database, now, warn, audit);
}

/** A store on any database that has the tables. */
export function storeOn(
  { path, read, write, close }: Database,
  now: () => Date,
  warn: (warning: StateWarning) => void,
  kept: AuditKept = {},
): Store {
  // A row that somebody asked for by its id is an error; one of many is left out with a warning.
  const unreadable = (table: string, id: string, reason: string) =>
    new StateError(
      'row',
      path,
      `${path} holds something unreadable in ${table}, ${id} (${reason}). Only this entry is affected; run the check again.`,
    );

  return {
    read: async (cluster) => (await read((db) => readFindings(db, cluster, now(), warn))).toSorted(byFinding),
    update: (report, scope = {}) => write((db) => updateFindings(db, report, scope, now(), warn)),
    find: (cluster, fingerprint) => read((db) => findFinding(db, cluster, fingerprint, now(), warn)),

    acknowledge: (cluster, fingerprint, asked, instead) =>
      write((db) => acknowledgeFinding(db, cluster, fingerprint, asked, instead, now(), warn)),
    unacknowledge: (cluster, fingerprint, by, which) =>
      write((db) => unacknowledgeFinding(db, cluster, fingerprint, by, which, now(), warn)),
    endAcknowledgements: (cluster) => write((db) => endAcknowledgements(db, cluster, now(), warn)),
    endings: (cluster) => read((db) => readEndings(db, cluster, warn)),
    toldEnding: (id) => write((db) => forgetEnding(db, id)),
    history: (cluster, fingerprint) => read((db) => readEvents(db, cluster, fingerprint, warn)),

    placed: (place) => write((db) => savePlace(db, place)),
    placesOf: (cluster, fingerprint) => read((db) => readPlaces(db, cluster, fingerprint)),

    saveRun: (run) => write((db) => saveRun(db, run)),
    findRun: (channel, ts) => read((db) => findRun(db, channel, ts, unreadable)),

    began: (run) => write((db) => saveUnfinished(db, run)),
    ended: (channel, ts) => write((db) => deleteUnfinished(db, channel, ts)),
    unfinished: () => read(readUnfinished),

    record: (batch, messages) => write((db) => recordMessages(db, batch, messages, now())),
    waiting: () => read((db) => readWaiting(db, warn)),
    tried: (id) => write((db) => markTried(db, id, now())),
    untried: (id) => write((db) => markTried(db, id, undefined)),
    sent: (id, { channel, ts }) => write((db) => markSent(db, { id, channel, ts }, now())),
    sentAt: (id) => read((db) => readSent(db, id)),
    refused: (id, reason) => write((db) => markRefused(db, id, reason, now())),

    saveAction: (action) => write((db) => saveAction(db, action, now())),
    findAction: (id) => read((db) => findAction(db, id, unreadable)),

    lastDigest: (name, cluster) => read((db) => readLastDigest(db, name, cluster, warn)),
    saveDigest: (digest) => write((db) => writeDigest(db, digest)),
    claim: (name, slot) => write((db) => claimSlot(db, name, slot, now())),
    finish: (name, slot) => write((db) => finishSlot(db, name, slot, now())),
    lastFinished: (name) => read((db) => readLastFinished(db, name)),

    chooseCluster: (channel, cluster) => write((db) => writeChosenCluster(db, channel, cluster)),
    chosenClusters: () => read(readChosenClusters),
    audit: (entry) => write((db) => writeAudit(db, entry)),
    auditEnded: (id, end) => write((db) => endAudit(db, id, end)),
    audited: (filter) => read((db) => readAudit(db, filter, warn)),

    prune: (at) =>
      write(async (db) => {
        const before = new Date(at.getTime() - KEPT);
        const findings = await pruneFindings(db, before);
        const events = await pruneEvents(db, before);
        const rows = { ...(await pruneMessages(db, before)), digests: await pruneDigests(db, before) };
        const audit = await pruneAudit(db, at, kept);
        return { findings, events, ...rows, messages: await pruneOutbox(db, before), audit };
      }),
    close,
  };
}
