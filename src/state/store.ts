import type { Report } from '../engine/run.ts';
import type { AcknowledgementKey, Acknowledging, NewAcknowledgement } from './acknowledgement.ts';
import type { AuditEntry, AuditFilter, NewAuditEntry } from './audit.ts';
import type { DigestSnapshot } from './digest.ts';
import type { Ended, FindingEvent } from './events.ts';
import type { Change, Scope, Tracked } from './tracking.ts';

/** A Slack message that shows a finding. */
export interface Place {
  readonly cluster: string;
  readonly fingerprint: string;
  /** A Slack channel id. */
  readonly channel: string;
  /** Slack's id of the message in its channel. */
  readonly ts: string;
  /** The message it hangs under; absent: it stands in the channel itself. */
  readonly threadTs?: string;
}

/** A run whose report is shown in a Slack message. */
export interface SavedRun {
  /** The short reference that people see: `7F3K`. */
  readonly id: string;
  readonly cluster: string;
  /** What was asked, as JSON, so that it can be asked again. Given back as it was saved; the reader checks its shape. */
  readonly request: unknown;
  readonly channel: string;
  readonly ts: string;
  /** A Slack user id, or empty. */
  readonly by: string;
  readonly at: Date;
  /** Counts and codes for the message, as JSON; never objects of the cluster. */
  readonly facts: unknown;
}

/** A run that has a message and no result yet. */
export interface UnfinishedRun {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs?: string;
  /** The id of the action that asks for the same again. */
  readonly again: string;
}

/** A digest that was made, for the next one to be compared with. */
export interface SavedDigest {
  readonly name: string;
  readonly cluster: string;
  /** The time it was planned for. */
  readonly slot: Date;
  readonly snapshot: DigestSnapshot;
}

/** What came of taking an acknowledgement back. */
export interface Unacknowledged {
  readonly tracked: Tracked;
  /** False: it had ended, another one took its place, or it is resolved. */
  readonly isUndone: boolean;
}

/** The end of an acknowledgement that its thread has not been told of. */
export interface Ending extends Ended {
  /** The same for the same end, whoever asks. */
  readonly id: string;
  readonly fingerprint: string;
}

/** A message to be sent. */
export interface NewMessage {
  /** Stands in the metadata of the message too, so that it can be found again. */
  readonly id: string;
  readonly channel: string;
  /** The message it hangs under; absent, and without `under`: it stands in the channel itself. */
  readonly threadTs?: string;
  /** The id of a message of the outbox that it hangs under. */
  readonly under?: string;
  /** Text and blocks, as JSON. Given back as it was recorded. */
  readonly post: unknown;
  /** The findings that it shows. */
  readonly places?: readonly Pick<Place, 'cluster' | 'fingerprint'>[];
}

/** A message that is still to be sent. */
export interface WaitingMessage extends NewMessage {
  readonly batch: string;
  readonly queuedAt: Date;
  /** Slack was asked to take it, and what came of that is unknown. */
  readonly isTried: boolean;
}

/** How much a call to `prune` removed, in rows. */
export interface Pruned {
  readonly findings: number;
  readonly events: number;
  readonly runs: number;
  readonly actions: number;
  readonly digests: number;
  readonly messages: number;
  readonly audit: number;
}

/**
 * What is remembered between runs and restarts. Every method may reject with a StateError, whose message is one line for
 * people. Times that no argument gives come from the clock that the store was opened with.
 */
export interface Store {
  /** Everything remembered of a cluster's findings, resolved ones included, worst first. */
  read(cluster: string): Promise<readonly Tracked[]>;
  /** Applies a report to what is remembered of its cluster, in one transaction, and says what changed. Worst first. */
  update(report: Report, scope?: Scope): Promise<readonly Change[]>;
  /** Finds by a whole fingerprint, or by the beginning of exactly one. Undefined: none, or several begin like this. */
  find(cluster: string, fingerprint: string): Promise<Tracked | undefined>;
  /**
   * The first one wins, also between processes; who takes the place of another one names it, and is the first who does.
   * Undefined: no such finding.
   */
  acknowledge(
    cluster: string,
    fingerprint: string,
    asked: NewAcknowledgement,
    instead?: AcknowledgementKey,
  ): Promise<Acknowledging | undefined>;
  /** Takes an acknowledgement back, whoever gave it, if it still is this one. Undefined: no such finding. */
  unacknowledge(
    cluster: string,
    fingerprint: string,
    by: string,
    which: AcknowledgementKey,
  ): Promise<Unacknowledged | undefined>;
  /** Ends the acknowledgements whose time has come, and says how many; nothing gives one out after its end anyway. */
  endAcknowledgements(cluster: string): Promise<number>;
  /** The ends of acknowledgements, of every cause, that no thread was told of. Oldest first. */
  endings(cluster: string): Promise<readonly Ending[]>;
  /** Says that the thread of an end was told, or that nobody has to be. */
  toldEnding(id: string): Promise<void>;
  /** What happened to a finding, oldest first, in the last 90 days. */
  history(cluster: string, fingerprint: string): Promise<readonly FindingEvent[]>;

  /** Remembers that a message shows a finding. Saying it twice is saying it once. */
  placed(place: Place): Promise<void>;
  /** The messages that show a finding, newest first; at most 20. */
  placesOf(cluster: string, fingerprint: string): Promise<readonly Place[]>;

  /** Saves a run under its id, or in place of the one its message showed before. Only the newest are kept. */
  saveRun(run: SavedRun): Promise<void>;
  /** The run that a message shows. */
  findRun(channel: string, ts: string): Promise<SavedRun | undefined>;

  /** Remembers that a run is under way, so that after a kill somebody can say in its message that it ended. */
  began(run: UnfinishedRun): Promise<void>;
  /** Says that the message of a run is complete. */
  ended(channel: string, ts: string): Promise<void>;
  /** The runs that began and did not end. */
  unfinished(): Promise<readonly UnfinishedRun[]>;

  /**
   * Records messages to be sent, in their order. False: a batch of this name was recorded before, and nothing was added.
   */
  record(batch: string, messages: readonly NewMessage[]): Promise<boolean>;
  /** What is still to be sent, oldest first. */
  waiting(): Promise<readonly WaitingMessage[]>;
  /** Notes that a message is about to be sent; from then on it may have arrived. */
  tried(id: string): Promise<void>;
  /** Notes that a message surely did not arrive. */
  untried(id: string): Promise<void>;
  /** Notes where a message is, and that it shows its findings. */
  sent(id: string, at: Pick<Place, 'channel' | 'ts'>): Promise<void>;
  /** Where a message of the outbox stands in its channel; undefined: nowhere yet. */
  sentAt(id: string): Promise<string | undefined>;
  /** Notes that a message, and those under it, will never be sent, and why. */
  refused(id: string, reason: string): Promise<void>;

  /** Saves what a button does, as JSON, and gives the id to put in its value. Equal actions have the same id. */
  saveAction(action: unknown): Promise<string>;
  /** What a button does. Undefined: unknown, or too old. The reader checks its shape. */
  findAction(id: string): Promise<unknown>;

  /** The newest digest of this name about this cluster. */
  lastDigest(name: string, cluster: string): Promise<SavedDigest | undefined>;
  saveDigest(digest: SavedDigest): Promise<void>;
  /**
   * Asks for the right to run a slot. Exactly one caller gets true, unless it does not `finish` within ten minutes: then
   * the next one who asks takes over.
   */
  claim(name: string, slot: Date): Promise<boolean>;
  /** Says that a slot is done; nobody gets it again. */
  finish(name: string, slot: Date): Promise<void>;
  /** The newest slot that is done. */
  lastFinished(name: string): Promise<Date | undefined>;

  /** Makes a cluster the one that a channel asks about. */
  chooseCluster(channel: string, cluster: string): Promise<void>;
  /** The cluster that each channel asks about, by channel; of the others nobody said one. */
  chosenClusters(): Promise<ReadonlyMap<string, string>>;

  /** Writes down what somebody did, and gives the id of the entry. */
  audit(entry: NewAuditEntry): Promise<string>;
  /** Writes into an entry how it ended after all. */
  auditEnded(id: string, end: Pick<AuditEntry, 'outcome' | 'detail'>): Promise<void>;
  /** What was written down, newest first. */
  audited(filter: AuditFilter): Promise<readonly AuditEntry[]>;

  /**
   * Forgets what is old: 90 days after a finding was resolved or last seen, an event happened, an action last saved, a
   * slot planned; of the audit what the settings say.
   */
  prune(now: Date): Promise<Pruned>;
  /** Ends all work and closes the database. */
  close(): Promise<void>;
}

/** Something remembered that could not be understood and was left out. */
export interface StateWarning {
  readonly table: string;
  /** The row, as its key is written. */
  readonly id: string;
  readonly reason: string;
}
