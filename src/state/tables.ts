/**
 * The tables, as Kysely knows them. Times are ISO 8601 text in UTC, which sorts as time does, and JSON is text: both read
 * the same from SQLite and PostgreSQL.
 */
export interface Tables {
  readonly attache_schema: { readonly version: number; readonly applied_at: string };
  readonly clusters: { readonly name: string; readonly updated_at: string };
  readonly findings: FindingRow;
  readonly places: PlaceRow;
  readonly runs: RunRow;
  readonly unfinished: UnfinishedRow;
  readonly actions: { readonly id: string; readonly hash: string; readonly action: string; readonly at: string };
  readonly digests: DigestRow;
  readonly claims: ClaimRow;
  readonly outbox: OutboxRow;
  readonly channels: { readonly channel: string; readonly cluster: string };
  readonly events: EventRow;
  readonly endings: EndingRow;
  readonly audit: AuditRow;
}

export interface FindingRow {
  readonly cluster: string;
  readonly fingerprint: string;
  /** A Finding as JSON. */
  readonly finding: string;
  readonly worst: string;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly returned_at: string | null;
  readonly resolved_at: string | null;
  /** An Acknowledgement as JSON. */
  readonly acknowledgement: string | null;
  /** A SilencedBy as JSON. */
  readonly silenced: string | null;
}

export interface PlaceRow {
  readonly cluster: string;
  readonly fingerprint: string;
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts: string | null;
}

export interface RunRow {
  readonly id: string;
  readonly cluster: string;
  readonly request: string;
  readonly channel: string;
  readonly ts: string;
  readonly by: string;
  readonly at: string;
  readonly facts: string;
}

export interface UnfinishedRow {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts: string | null;
  readonly again: string;
}

export interface DigestRow {
  readonly name: string;
  readonly cluster: string;
  readonly slot: string;
  /** A DigestSnapshot as JSON. */
  readonly snapshot: string;
}

export interface ClaimRow {
  readonly name: string;
  readonly slot: string;
  readonly claimed_at: string;
  readonly finished_at: string | null;
}

/** A message that is to be sent, or was. */
export interface OutboxRow {
  readonly id: string;
  readonly batch: string;
  /** Its place in the batch. */
  readonly position: number;
  readonly channel: string;
  readonly thread_ts: string | null;
  /** The id of the message that it hangs under, when that is sent from here too. */
  readonly under: string | null;
  /** Text and blocks, as JSON. */
  readonly post: string;
  /** The findings that it shows, as JSON. */
  readonly places: string;
  readonly queued_at: string;
  /** It may have arrived: Slack was asked, and no answer was noted. */
  readonly tried_at: string | null;
  /** When it was sent or refused. */
  readonly ended_at: string | null;
  readonly ts: string | null;
  readonly refusal: string | null;
}

/** What happened to a finding. Rows are only added. */
export interface EventRow {
  readonly cluster: string;
  readonly fingerprint: string;
  /** Its place in the finding's history, from 1 on. */
  readonly number: number;
  readonly at: string;
  /** A FindingEvent as JSON. */
  readonly event: string;
}

/** The end of an acknowledgement that its thread has not been told of. */
export interface EndingRow {
  readonly id: string;
  readonly cluster: string;
  readonly fingerprint: string;
  readonly at: string;
  /** A FindingEvent of the kind `ended` as JSON. */
  readonly event: string;
}

/** Something that somebody did, or wanted to do. */
export interface AuditRow {
  /** Sorts as time does. */
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly channel: string;
  readonly kind: string;
  readonly what: string;
  readonly action: string | null;
  readonly cluster: string | null;
  readonly namespace: string | null;
  readonly finding: string | null;
  readonly outcome: string;
  /** As JSON. */
  readonly detail: string | null;
}
