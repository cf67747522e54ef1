import type { Area, Severity } from '../engine/check.ts';
import { isWorse } from '../engine/compare.ts';
import type { Report } from '../engine/run.ts';
import { byFinding, type Tracked } from './tracking.ts';

/** What a digest saw open, for the next digest to be compared with. */
export interface DigestSnapshot {
  /** When the cluster was read. */
  readonly at: Date;
  /** The areas it was about; absent: all. */
  readonly areas?: readonly Area[];
  readonly open: readonly SeenOpen[];
}

/** A finding that a digest knew as open. */
export interface SeenOpen {
  readonly fingerprint: string;
  readonly severity: Severity;
  /** It was not shown: then nobody has to hear that it is resolved, and it is not new when it is shown again. */
  readonly isHidden?: true;
}

/** What a digest is about. */
export interface DigestScope {
  /** Absent: all. */
  readonly areas?: readonly Area[];
  /** Whether a finding is shown at all: not when its check is turned off. Absent: each is. */
  readonly isShown?: (tracked: Tracked) => boolean;
}

/** What changed between two digests. A finding stands in one list only, but for `unchecked`. Each worst first. */
export interface DigestChanges {
  readonly new: readonly Tracked[];
  readonly worse: readonly Tracked[];
  readonly returned: readonly Tracked[];
  readonly resolved: readonly Tracked[];
  /** Still open, and no worse than it was. In a first digest: all that is open. */
  readonly open: readonly Tracked[];
  /** Those of the open, worse, new and returned ones that this report could not look at: as far as anyone knows. */
  readonly unchecked: readonly Tracked[];
}

/** What is open now, to be saved with the digest. */
export function snapshotOf(
  known: readonly Tracked[],
  report: Report,
  { areas, isShown = () => true }: DigestScope = {},
): DigestSnapshot {
  return {
    at: report.takenAt,
    ...(areas && { areas }),
    open: known
      .filter((tracked) => !tracked.resolvedAt && isAbout(tracked, areas))
      .map((tracked): SeenOpen => {
        const { fingerprint, severity } = tracked.finding;
        return { fingerprint, severity, ...(!isShown(tracked) && { isHidden: true }) };
      }),
  };
}

/**
 * Compares what is known now with the digest before this one. What came and went in between is left out: its readers
 * never saw it. Without a digest before there is nothing to compare with, so nothing is new.
 */
export function digestOf(
  previous: DigestSnapshot | undefined,
  known: readonly Tracked[],
  report: Report,
  { areas, isShown = () => true }: DigestScope = {},
): DigestChanges {
  const then = new Map(previous?.open.map((seen) => [seen.fingerprint, seen]));
  const ran = new Set(report.ran);
  const shown = known.filter((tracked) => isAbout(tracked, areas) && isShown(tracked)).toSorted(byFinding);
  const lists = Map.groupBy(shown, (tracked) => changeOf(tracked, then.get(tracked.finding.fingerprint), previous));
  const list = (name: ReturnType<typeof changeOf>) => lists.get(name) ?? [];
  return {
    new: list('new'),
    worse: list('worse'),
    returned: list('returned'),
    resolved: list('resolved'),
    open: list('open'),
    unchecked: shown.filter(({ finding, resolvedAt }) => !resolvedAt && !ran.has(finding.code)),
  };
}

function changeOf(
  tracked: Tracked,
  then: SeenOpen | undefined,
  previous: DigestSnapshot | undefined,
): keyof DigestChanges | 'past' {
  const { finding, firstSeen, returnedAt, resolvedAt, acknowledgement } = tracked;
  if (resolvedAt) return then && !then.isHidden ? 'resolved' : 'past';
  if (!previous) return 'open';
  if (then) {
    // It went and came back between two mornings, and what people had said of it ended.
    if (returnedAt && returnedAt > previous.at) return 'returned';
    // An acknowledgement from before that still stands covers this severity: see `worst` in tracking.
    const isExpected = acknowledgement && acknowledgement.at <= previous.at;
    return isWorse(finding.severity, then.severity) && !isExpected ? 'worse' : 'open';
  }
  // The digest before may have been about fewer areas: then it did not see what was open already.
  if (!isAbout(tracked, previous.areas) && (returnedAt ?? firstSeen) <= previous.at) return 'open';
  return returnedAt ? 'returned' : 'new';
}

function isAbout({ finding }: Tracked, areas: readonly Area[] | undefined): boolean {
  return !areas || areas.includes(finding.area);
}
