import type { AskedRequest } from '../cluster/asked-request.ts';
import type { Check, Severity } from '../engine/check.ts';
import type { Finding } from '../engine/finding.ts';
import type { Report } from '../engine/run.ts';
import type { OptionInForce } from '../engine/settings.ts';
import type { AuditEntry, AuditOutcome } from '../state/audit.ts';
import type { FindingEvent } from '../state/events.ts';
import type { Change, Tracked } from '../state/tracking.ts';
import type { ClearedAnswer, ClearOffer } from './clear.ts';
import type { Incident } from './incident.ts';
import type { RoutesSeen, TraceSeen } from './look.ts';

/** What was asked of a check run, so that it can be asked again. */
export interface CheckRequest {
  /** Areas, codes and names as typed; empty: everything. */
  readonly words: readonly string[];
  /** Only findings that touch an object of this namespace. */
  readonly namespace?: string;
}

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

/** One finding, checked again. */
export interface RerunAnswer {
  readonly kind: 'rerun';
  readonly clusterName: string;
  /** As it stands now; resolved when `tracked.resolvedAt` is set. */
  readonly tracked: Tracked;
  readonly change?: Change;
  /** Why its check could not run, so that nothing new is known. */
  readonly skipped?: string;
  readonly at: Date;
  readonly by: string;
}

/** Somebody wanted to be on a finding. */
export interface AcknowledgeAnswer {
  readonly kind: 'acknowledged';
  readonly tracked: Tracked;
  /** `second`: somebody else is on it (`tracked.acknowledgement`). */
  readonly outcome: 'first' | 'second' | 'resolved';
}

/** Somebody took an acknowledgement back. */
export interface UndoAnswer {
  readonly kind: 'undone';
  readonly tracked: Tracked;
  /** False: it had ended meanwhile, or another one took its place. */
  readonly isUndone: boolean;
}

/** What is open and nobody is on, from memory. */
export interface OpenAnswer {
  readonly kind: 'open';
  readonly clusterName: string;
  /** Worst first. */
  readonly findings: readonly Tracked[];
  /** Open, and somebody is on it. */
  readonly taken: readonly Tracked[];
  /** All were asked for, not only the worst. */
  readonly isWhole: boolean;
  /** When anything was last looked at; absent: never. */
  readonly lastSeen?: Date;
}

/** Who is on what, from memory. */
export interface AcksAnswer {
  readonly kind: 'acks';
  readonly clusterName: string;
  /** Who asks. */
  readonly by: string;
  /** Theirs first, then what ends soonest; each has its `acknowledgement`. */
  readonly findings: readonly Tracked[];
}

/** What happened to a finding, from memory. */
export interface HistoryAnswer {
  readonly kind: 'history';
  readonly clusterName: string;
  readonly tracked: Tracked;
  /** Oldest first. */
  readonly events: readonly FindingEvent[];
}

/** Words that several findings fit. */
export interface WhichAnswer {
  readonly kind: 'which';
  readonly words: string;
  /** Worst first, the open ones before the resolved. */
  readonly findings: readonly Tracked[];
}

/** How things stand, from memory, without reading the cluster. */
export interface StatusAnswer {
  readonly kind: 'status';
  readonly clusterName: string;
  /** When anything was last looked at; absent: never. */
  readonly lastSeen?: Date;
  readonly open: readonly Tracked[];
  /** How many findings somebody silenced. */
  readonly silenced: number;
  /** How many checks are turned off. */
  readonly off: number;
  readonly digests: readonly DigestPlan[];
}

/** What is silenced, and why, from memory. */
export interface SilencedAnswer {
  readonly kind: 'silenced';
  readonly clusterName: string;
  /** Worst first; each has its `silenced`. */
  readonly findings: readonly Tracked[];
}

/** The clusters that are looked after. */
export interface ClustersAnswer {
  readonly kind: 'clusters';
  readonly clusters: readonly {
    readonly name: string;
    /** It is the one that the channel asks about. */
    readonly isHere: boolean;
    /** How bad each open finding is. */
    readonly open: readonly Severity[];
    /** When anything was last looked at; absent: never. */
    readonly lastSeen?: Date;
  }[];
  /** It was just made the channel's. */
  readonly isChosen: boolean;
}

/** A name of a cluster that is not looked after; empty: no name was given. */
export interface UnknownCluster {
  readonly kind: 'unknown-cluster';
  readonly name: string;
  /** Those that are. */
  readonly names: readonly string[];
  readonly nearest?: string | undefined;
}

/** When a digest comes next, and where. */
export interface DigestPlan {
  readonly name: string;
  /** Absent: the first. */
  readonly cluster?: string;
  readonly channel: string;
  readonly timezone: string;
  readonly next?: Date;
}

export interface ExplainAnswer {
  readonly kind: 'explanation';
  readonly check: Check;
  readonly options: readonly OptionInForce[];
  /** Somebody turned it off. */
  readonly isOff: boolean;
}

/** What of a route table is asked for. */
export interface RoutesRequest {
  /** A hostname, or a part of one; absent: all. */
  readonly host?: string;
  /** Only routes with a Mapping of this namespace. */
  readonly namespace?: string;
}

/** The routes of every gateway, as far as they were asked for. */
export interface RoutesAnswer {
  readonly kind: 'routes';
  readonly request: RoutesRequest;
  readonly seen: RoutesSeen;
  /** Milliseconds. */
  readonly took: number;
}

/** What a gateway makes of one request. */
export interface TraceAnswer {
  readonly kind: 'trace';
  readonly request: AskedRequest;
  readonly seen: TraceSeen & Required<Pick<TraceSeen, 'trace'>>;
  /** Milliseconds. */
  readonly took: number;
}

/** What can be said of a message about an incident. */
export interface TriageAnswer {
  readonly kind: 'triage';
  readonly incident: Incident;
  /** The first request that it names. */
  readonly traced: TraceAnswer;
  /** Findings on its way that came up in the last hours. */
  readonly fresh: readonly Tracked[];
}

/** A word that means nothing here, and the nearest that would. */
export interface UnknownWord {
  readonly kind: 'unknown-word';
  readonly word: string;
  readonly nearest?: string | undefined;
}

/** What was asked cannot be done, and why, in a sentence for people. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
}

export type Refusal = UnknownWord | Refused;

/** What changed since the last digest of the same name. */
export interface DigestAnswer {
  readonly kind: 'digest';
  readonly name: string;
  /** The time it was planned for. */
  readonly slot: Date;
  readonly clusterName: string;
  readonly timezone: string;
  /** Absent when the cluster could not be read; then `failed` says why. */
  readonly report?: Report;
  readonly failed?: string;
  /** When the digest before this one was made; absent: this is the first. */
  readonly since?: Date;
  readonly next?: Date;
  readonly new: readonly Tracked[];
  readonly worse: readonly Tracked[];
  readonly returned: readonly Tracked[];
  readonly resolved: readonly Tracked[];
  /** Everything open now, the four above included (but the resolved). */
  readonly open: readonly Tracked[];
}

/** What of the audit is asked for. */
export interface AuditRequest {
  readonly rows: number;
  /** A Slack user id. */
  readonly by?: string;
  /** An action or a command. */
  readonly word?: string;
  readonly outcome?: AuditOutcome;
  /** Only older entries than this one. */
  readonly before?: string;
}

/** What people did, newest first. */
export interface AuditAnswer {
  readonly kind: 'audit';
  readonly clusterName: string;
  readonly request: AuditRequest;
  readonly entries: readonly AuditEntry[];
  /** Asks for the next page; absent: there is none. */
  readonly older?: AuditRequest;
}

/** What a command gives back: facts, and no words for them. Each surface renders every kind. */
export type Answer =
  | ReportAnswer
  | RerunAnswer
  | AcknowledgeAnswer
  | UndoAnswer
  | OpenAnswer
  | AcksAnswer
  | HistoryAnswer
  | WhichAnswer
  | StatusAnswer
  | SilencedAnswer
  | ClustersAnswer
  | ExplainAnswer
  | RoutesAnswer
  | TraceAnswer
  | TriageAnswer
  | DigestAnswer
  | AuditAnswer
  | ClearOffer
  | ClearedAnswer
  | Refusal;

/** A finding that no longer stands in the report it came from. */
export function isResolved({ resolvedAt }: Tracked): boolean {
  return resolvedAt !== undefined;
}

/** The findings of a report as they are remembered, or as they are when nothing is. */
export function trackedOf({ report, tracked }: ReportAnswer, finding: Finding): Tracked {
  return (
    tracked.get(finding.fingerprint) ?? {
      finding,
      firstSeen: report.takenAt,
      lastSeen: report.takenAt,
      worst: finding.severity,
    }
  );
}
