import { isUntried } from '../cluster/observed.ts';
import { isRecord } from '../cluster/records.ts';
import type { CheckRequest, ReportAnswer } from '../commands/answer.ts';
import { trackedOf } from '../commands/answer.ts';
import { rootsOf } from '../engine/fold.ts';
import type { Report } from '../engine/run.ts';
import { silencedRoots } from '../engine/silence.ts';
import type { SavedRun } from '../state/store.ts';
import type { Tracked } from '../state/tracking.ts';
import { gapNames } from './render/words.ts';
import { isList, isTexts } from './shape.ts';

/** What a report's message needs beside its findings: counts and reasons, so that it can be drawn again later. */
export interface ReportFacts {
  /** When the cluster was read, as ISO 8601. */
  readonly takenAt: string;
  /** Milliseconds. */
  readonly took: number;
  readonly ran: number;
  readonly skipped: number;
  /** How many findings somebody silenced. */
  readonly silenced: number;
  /** How many of the checks that were asked for are turned off. */
  readonly off: number;
  /** Codes of the checks that failed by a mistake of their own. */
  readonly failed: readonly string[];
  /** What could not be read: kinds, places and the reason they share. */
  readonly unread: readonly { readonly kinds: readonly string[]; readonly reason: string }[];
  /** How many parts of the input could not be understood. */
  readonly problems: number;
  /** How many objects of each kind were looked at. */
  readonly looked: Readonly<Record<string, number>>;
  /** The certificate that ends next, of those that this run saw; absent: it saw none, or was about something else. */
  readonly nextEnd?: { readonly secret: string; readonly ends: string };
  /** Fingerprints, worst first. */
  readonly findings: readonly string[];
  /** How many findings these explain: they have no line and no message of their own. */
  readonly explained: number;
  /** Fingerprints that this run resolved. */
  readonly resolved: readonly string[];
  /** The message its message hangs under; absent: it stands in the channel itself. */
  readonly threadTs?: string;
  /** The message that lists the findings without one of their own. */
  readonly moreTs?: string;
}

/** A report as its message shows it: now, and later from memory. */
export interface ReportView {
  /** The reference people see: `7F3K2`. */
  readonly id: string;
  readonly cluster: string;
  readonly request: CheckRequest;
  readonly by: string;
  readonly facts: ReportFacts;
  /** How a finding stands now; undefined: no longer remembered. */
  find(fingerprint: string): Tracked | undefined;
}

/** What to remember of a report for its message. */
export function factsOf({ report, changes, took }: ReportAnswer): Omit<ReportFacts, 'threadTs' | 'moreTs'> {
  const isFailure = (reason: string) => reason.startsWith('the check failed');
  const { roots } = rootsOf(report.findings);
  const wasFound = new Set(report.findings.map(({ fingerprint }) => fingerprint));
  return {
    takenAt: report.takenAt.toISOString(),
    took,
    ran: report.ran.length,
    skipped: report.skipped.length,
    off: report.off.length,
    silenced: silencedRoots(report.silenced).length,
    failed: report.skipped.filter(({ reason }) => isFailure(reason)).map(({ code }) => code),
    unread: unreadOf(report),
    problems: report.problems.length,
    looked: { ...report.looked },
    ...nextEndIn(report),
    findings: roots.map(({ fingerprint }) => fingerprint),
    explained: report.findings.length - roots.length,
    resolved: changes
      .filter(
        ({ kind, tracked }) => kind === 'resolved' && !tracked.silenced && !wasFound.has(tracked.finding.fingerprint),
      )
      .map(({ tracked }) => tracked.finding.fingerprint),
  };
}

/** How the findings of a finished report stand, by fingerprint; those it resolved included. */
export function standing(answer: ReportAnswer): ReadonlyMap<string, Tracked> {
  const resolved = answer.changes.map(({ tracked }) => tracked);
  const found = answer.report.findings.map((finding) => trackedOf(answer, finding));
  return new Map([...resolved, ...found].map((tracked) => [tracked.finding.fingerprint, tracked]));
}

/** A saved run as its message shows it; undefined when it was saved by a version that kept other facts. */
export function viewOf(run: SavedRun, known: readonly Tracked[]): ReportView | undefined {
  const request = requestOf(run.request);
  const facts = reportFactsOf(run.facts);
  if (!request || !facts) return undefined;
  const byFingerprint = new Map(known.map((tracked) => [tracked.finding.fingerprint, tracked]));
  return {
    id: run.id,
    cluster: run.cluster,
    request,
    by: run.by,
    facts,
    find: (fingerprint) => byFingerprint.get(fingerprint),
  };
}

/** A request as it was saved; undefined when it is none. */
export function requestOf(value: unknown): CheckRequest | undefined {
  if (!isRecord(value) || !isTexts(value['words'])) return undefined;
  const { words, namespace } = value;
  if (namespace === undefined) return { words };
  return typeof namespace === 'string' ? { words, namespace } : undefined;
}

function reportFactsOf(value: unknown): ReportFacts | undefined {
  if (!isRecord(value)) return undefined;
  const {
    takenAt,
    took,
    ran,
    skipped,
    failed,
    unread,
    problems,
    looked,
    findings,
    resolved,
    threadTs,
    moreTs,
    nextEnd,
  } = value;
  if (typeof takenAt !== 'string' || typeof took !== 'number' || typeof ran !== 'number') return undefined;
  if (typeof skipped !== 'number' || typeof problems !== 'number' || !isTexts(failed)) return undefined;
  if (!isTexts(findings) || !isTexts(resolved) || !isList(unread, isUnread) || !isCounts(looked)) return undefined;
  return {
    ...{ takenAt, took, ran, skipped, failed, unread, problems, looked, findings, resolved },
    explained: countOf(value['explained']),
    off: countOf(value['off']),
    silenced: countOf(value['silenced']),
    ...(isEnd(nextEnd) && { nextEnd }),
    ...(typeof threadTs === 'string' && { threadTs }),
    ...(typeof moreTs === 'string' && { moreTs }),
  };
}

function unreadOf({ gaps }: Report): ReportFacts['unread'] {
  const failed = gaps.filter(({ reason }) => !isUntried(reason));
  return [...Map.groupBy(failed, ({ reason }) => reason)].map(([reason, some]) => ({ reason, kinds: gapNames(some) }));
}

function nextEndIn({ certificates = [], evaluatedAt }: Report): Pick<ReportFacts, 'nextEnd'> {
  const next = certificates.find(({ ends }) => ends > evaluatedAt);
  return next
    ? { nextEnd: { secret: `${next.secret.namespace}/${next.secret.name}`, ends: next.ends.toISOString() } }
    : {};
}

function isEnd(value: unknown): value is NonNullable<ReportFacts['nextEnd']> {
  return isRecord(value) && typeof value['secret'] === 'string' && typeof value['ends'] === 'string';
}

/** A count that older versions did not save. */
function countOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function isUnread(value: unknown): value is ReportFacts['unread'][number] {
  return isRecord(value) && isTexts(value['kinds']) && typeof value['reason'] === 'string';
}

function isCounts(value: unknown): value is Readonly<Record<string, number>> {
  return isRecord(value) && Object.values(value).every((number) => typeof number === 'number');
}
