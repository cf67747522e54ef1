import type { Severity } from '../engine/check.ts';
import type { Finding } from '../engine/finding.ts';

/** A person said: I am on it. */
export interface Acknowledgement {
  /** A Slack user id. */
  readonly by: string;
  readonly at: Date;
}

/** A finding as it is remembered between runs. */
export interface Tracked {
  readonly finding: Finding;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly resolvedAt?: Date;
  readonly acknowledgement?: Acknowledgement;
  /** The worst it has been since it was last resolved. */
  readonly worst: Severity;
}

/** What a run changed in what is remembered. */
export interface Change {
  readonly kind: 'new' | 'worse' | 'returned' | 'resolved';
  readonly tracked: Tracked;
}
