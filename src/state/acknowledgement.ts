import type { Finding } from '../engine/finding.ts';
import { substanceOf } from './substance.ts';
import type { Tracked } from './tracking.ts';

/**
 * A person said: I am on it. It ends when the finding gets worse or is resolved, and earlier when it says so. A snooze is
 * one that says until when.
 */
export interface Acknowledgement {
  /** A Slack user id. */
  readonly by: string;
  readonly at: Date;
  /** From this time on it has ended. */
  readonly until?: Date;
  /** What the finding said then, as `substanceOf` writes it: it ends when the finding says something else. */
  readonly untilChange?: string;
  readonly reason?: string;
}

/** What a person asks for: `untilChange` means the finding as it is now. */
export type NewAcknowledgement = Omit<Acknowledgement, 'untilChange'> & { readonly untilChange?: boolean };

/** Which one of a finding's acknowledgements is meant. */
export type AcknowledgementKey = Pick<Acknowledgement, 'by' | 'at'>;

/** Why an acknowledgement counts no more. */
export const END_CAUSES = ['time', 'changed', 'worse', 'returned', 'undone', 'taken'] as const;
export type EndCause = (typeof END_CAUSES)[number];

/** Whether an acknowledgement has ended by time: at `until` and ever after, never before. */
export function hasEnded({ until }: Acknowledgement, now: Date): boolean {
  return until !== undefined && now >= until;
}

/** Whether a finding says something else than when it was acknowledged until it does. */
export function hasChanged({ untilChange }: Acknowledgement, finding: Finding): boolean {
  return untilChange !== undefined && untilChange !== substanceOf(finding);
}

/** Whether two are the same one. */
export function isSameAcknowledgement(a: AcknowledgementKey, b: AcknowledgementKey | undefined): boolean {
  return b !== undefined && a.by === b.by && a.at.getTime() === b.at.getTime();
}

/** A finding without an acknowledgement that has ended by time. */
export function asOf(tracked: Tracked, now: Date): Tracked {
  return tracked.acknowledgement && hasEnded(tracked.acknowledgement, now) ? withoutAcknowledgement(tracked) : tracked;
}

export function withoutAcknowledgement({ acknowledgement: _, ...tracked }: Tracked): Tracked {
  return tracked;
}

/** What came of saying "I am on it". */
export interface Acknowledging {
  readonly tracked: Tracked;
  /** False: it stays with who was first, or it is resolved. */
  readonly first: boolean;
  /** Whose place it took. */
  readonly taken?: Acknowledgement;
}

/**
 * Says "I am on it" of a finding. The first one wins: the second gets back who was first, unless it takes the place of
 * just that one. Resolved findings stay as they are.
 */
export function acknowledge(tracked: Tracked, asked: NewAcknowledgement, instead?: AcknowledgementKey): Acknowledging {
  const { acknowledgement: before, finding } = tracked;
  // Slack delivers a click twice when the first answer was slow: the same click is still the first.
  if (isSameAcknowledgement(asked, before)) return { tracked, first: true };
  if (tracked.resolvedAt || (before && !(instead && isSameAcknowledgement(instead, before)))) {
    return { tracked, first: false };
  }
  const { untilChange, ...rest } = asked;
  const acknowledgement: Acknowledgement = { ...rest, ...(untilChange && { untilChange: substanceOf(finding) }) };
  return {
    tracked: { ...tracked, acknowledgement, worst: finding.severity },
    first: true,
    ...(before && { taken: before }),
  };
}
