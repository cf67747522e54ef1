import type { Check } from '../engine/check.ts';
import type { Finding } from '../engine/finding.ts';
import type { Report } from '../engine/run.ts';
import type { Acknowledgement, Change, Tracked } from '../state/tracking.ts';

/** What was asked of a `check`, so that it can be asked again. */
export interface CheckRequest {
  /** Areas, codes and names as typed; empty: everything. */
  readonly words: readonly string[];
  /** Only findings on objects of this namespace. */
  readonly namespace?: string;
}

/** What a command gives back: facts, and no words for them. Each surface renders every kind. */
export type Answer =
  | ReportAnswer
  | {
      readonly kind: 'rerun';
      readonly before: Tracked;
      readonly now?: Finding;
      readonly at: Date;
      readonly skipped?: string;
    }
  | { readonly kind: 'status'; readonly status: Status }
  | { readonly kind: 'explanation'; readonly check: Check }
  | { readonly kind: 'acknowledged'; readonly tracked: Tracked; readonly by: Acknowledgement; readonly first: boolean }
  | { readonly kind: 'digest'; readonly digest: Digest }
  | { readonly kind: 'help'; readonly unknown?: string; readonly nearest?: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** A finished check run, with what is remembered of each finding. */
export interface ReportAnswer {
  readonly kind: 'report';
  readonly request: CheckRequest;
  /** Who asked: a Slack user id, or empty. */
  readonly by: string;
  readonly report: Report;
  /** By fingerprint. Empty on surfaces that remember nothing. */
  readonly tracked: ReadonlyMap<string, Tracked>;
  readonly changes: readonly Change[];
  /** How long reading and checking took, in milliseconds. */
  readonly took: number;
}

/** How things stand, from memory, without reading the cluster. */
export interface Status {
  readonly clusterName: string;
  /** When a whole check last ran; absent: never. */
  readonly lastRun?: Date;
  readonly open: readonly Tracked[];
  readonly digests: readonly {
    readonly name: string;
    readonly channel: string;
    readonly next?: Date;
    readonly timezone: string;
  }[];
}

/** What changed since the last digest of the same name. */
export interface Digest {
  readonly name: string;
  readonly clusterName: string;
  readonly report?: Report;
  /** Why there is none: the cluster could not be read. */
  readonly failed?: string;
  /** When the digest before this one was made; absent: this is the first. */
  readonly since?: Date;
  readonly next?: Date;
  readonly timezone: string;
  readonly new: readonly Tracked[];
  readonly worse: readonly Tracked[];
  readonly returned: readonly Tracked[];
  readonly resolved: readonly Tracked[];
  readonly open: readonly Tracked[];
}
