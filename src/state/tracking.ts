import type { Ref } from '../cluster/objects.ts';
import { hasEnded } from '../cluster/silences.ts';
import type { Severity } from '../engine/check.ts';
import { byImportance, isWorse } from '../engine/compare.ts';
import type { Finding } from '../engine/finding.ts';
import type { Report } from '../engine/run.ts';
import type { SilencedBy } from '../engine/silence.ts';
import { type Acknowledgement, hasChanged, withoutAcknowledgement } from './acknowledgement.ts';

/** A finding as it is remembered between runs. */
export interface Tracked {
  readonly finding: Finding;
  readonly firstSeen: Date;
  /** With `resolvedAt`: it went away between these two times. */
  readonly lastSeen: Date;
  /** When it last came back after it was resolved. */
  readonly returnedAt?: Date;
  readonly resolvedAt?: Date;
  readonly acknowledgement?: Acknowledgement;
  /** Somebody silenced it: it stands in no list of what is open. `isSilent` says whether that still counts. */
  readonly silenced?: SilencedBy;
  /** The worst it has been since it was new, returned or was acknowledged; what it was while silenced does not count. */
  readonly worst: Severity;
}

/** What a run changed in what is remembered. */
export interface Change {
  /** `changed`: it says something else than when somebody acknowledged it until it does. */
  readonly kind: 'new' | 'worse' | 'changed' | 'returned' | 'resolved' | 'silenced' | 'unsilenced';
  readonly tracked: Tracked;
  /** Its severity before; only when it got worse. */
  readonly from?: Severity;
  /** Who had said "I am on it" of the state before; it counts as open again. Only when it got worse, changed or returned. */
  readonly endedAcknowledgement?: Acknowledgement;
}

/** What is remembered after a run, resolved findings included, and what the run changed. Both worst first. */
export interface Tracking {
  readonly tracked: readonly Tracked[];
  readonly changes: readonly Change[];
}

/** What a run looked at. It says nothing about the rest. */
export interface Scope {
  /** Only findings on objects of this namespace were asked for. */
  readonly namespace?: string;
}

/**
 * Applies a report to what is remembered.
 *
 * A finding is resolved only by a run that would have seen it: its check ran on complete data, its object lies in the
 * scope, and no kind that the finding names was unreadable. A report older than what is known of a finding changes
 * nothing about it, so that a slow run which ends late cannot undo what a newer one saw.
 *
 * Worse is measured against `worst`, not against the last severity: a certificate that swings between warning and error
 * is said once. `worst` starts again when somebody acknowledges, because who said "I am on it" of a warning has not said
 * it of an error. Becoming milder is no change, and the acknowledgement stays.
 *
 * A silenced finding is remembered, so that it is not new when its silence ends, and nothing that happens to it meanwhile
 * is a change to be told; that it is resolved is one, for the messages that show it.
 */
export function track(known: readonly Tracked[], report: Report, scope: Scope = {}): Tracking {
  const found = new Map<string, Seen>([
    ...report.silenced.map(({ finding, by }) => [finding.fingerprint, { finding, silenced: by }] as const),
    ...report.findings.map((finding) => [finding.fingerprint, { finding }] as const),
  ]);
  const before = new Map(known.map((tracked) => [tracked.finding.fingerprint, tracked]));
  const wouldSee = sightOf(report, scope);
  const ran = new Set(report.ran);
  const causeRan = (cause: string) => ran.has(before.get(cause)?.finding.code ?? '');
  const tracked: Tracked[] = [];
  const changes: Change[] = [];

  for (const fingerprint of new Set([...before.keys(), ...found.keys()])) {
    const [then, now] = [before.get(fingerprint), found.get(fingerprint)];
    const change = follow(then, now && withKnownCause(now, then, causeRan), report.takenAt, wouldSee);
    if (!change) continue;
    tracked.push(change.tracked);
    if (change.kind !== 'same') changes.push({ ...change, kind: change.kind });
  }
  return { tracked: tracked.toSorted(byFinding), changes: changes.toSorted((a, b) => byFinding(a.tracked, b.tracked)) };
}

/** Whether a finding is silenced at a time, and not resolved. */
export function isSilent({ silenced, resolvedAt }: Tracked, now: Date): boolean {
  return silenced !== undefined && resolvedAt === undefined && !hasEnded(silenced.until, now);
}

/** What a run saw of a finding. */
interface Seen {
  readonly finding: Finding;
  readonly silenced?: SilencedBy;
}

type Step = Omit<Change, 'kind'> & { readonly kind: Change['kind'] | 'same' };

function follow(
  before: Tracked | undefined,
  seen: Seen | undefined,
  at: Date,
  wouldSee: (finding: Finding) => boolean,
): Step | undefined {
  if (!before) {
    if (!seen) return undefined;
    const tracked = { ...seen, firstSeen: at, lastSeen: at, worst: seen.finding.severity };
    return { kind: seen.silenced ? 'same' : 'new', tracked };
  }
  if (at < (before.resolvedAt ?? before.lastSeen)) return { kind: 'same', tracked: before };
  if (seen?.silenced) return seenSilenced(before, { ...seen, silenced: seen.silenced }, at);
  if (seen) return before.resolvedAt ? returned(before, seen.finding, at) : seenAgain(before, seen.finding, at);
  if (before.resolvedAt || !wouldSee(before.finding)) return { kind: 'same', tracked: before };
  return { kind: 'resolved', tracked: { ...before, resolvedAt: at } };
}

function seenSilenced(before: Tracked, seen: Required<Seen>, at: Date): Step {
  if (before.resolvedAt) return { kind: 'same', tracked: { ...returned(before, seen.finding, at).tracked, ...seen } };
  return { kind: before.silenced ? 'same' : 'silenced', tracked: { ...before, ...seen, lastSeen: at } };
}

function returned({ firstSeen, acknowledgement }: Tracked, finding: Finding, at: Date): Step {
  return {
    kind: 'returned',
    tracked: { finding, firstSeen, lastSeen: at, returnedAt: at, worst: finding.severity },
    ...(acknowledgement && { endedAcknowledgement: acknowledgement }),
  };
}

function seenAgain(before: Tracked, finding: Finding, at: Date): Step {
  const { silenced, ...heard } = before;
  const { acknowledgement } = before;
  if (isWorse(finding.severity, before.worst)) {
    return {
      kind: 'worse',
      tracked: { ...withoutAcknowledgement(heard), finding, lastSeen: at, worst: finding.severity },
      from: before.finding.severity,
      ...(acknowledgement && { endedAcknowledgement: acknowledgement }),
    };
  }
  const after = { ...heard, finding, lastSeen: at };
  if (acknowledgement && hasChanged(acknowledgement, finding)) {
    return { kind: 'changed', tracked: withoutAcknowledgement(after), endedAcknowledgement: acknowledgement };
  }
  return { kind: silenced ? 'unsilenced' : 'same', tracked: after };
}

/** The findings without those that another one of them explains, as long as that one is open. */
export function withoutExplained(known: readonly Tracked[]): readonly Tracked[] {
  const open = new Set(known.filter(({ resolvedAt }) => !resolvedAt).map(({ finding }) => finding.fingerprint));
  return known.filter(({ finding: { causedBy } }) => causedBy === undefined || !open.has(causedBy));
}

/** A run without the check of a finding's cause says nothing about what explains it. */
function withKnownCause(seen: Seen, before: Tracked | undefined, ran: (cause: string) => boolean): Seen {
  const causedBy = before?.finding.causedBy;
  if (causedBy === undefined || seen.finding.causedBy || ran(causedBy)) return seen;
  // Silenced with its cause, it stays so.
  return { ...(before?.silenced && { silenced: before.silenced }), ...seen, finding: { ...seen.finding, causedBy } };
}

/** Whether a run would have reported a finding if it were still there. */
function sightOf({ ran, gaps, namespaces }: Report, { namespace }: Scope): (finding: Finding) => boolean {
  const complete = new Set(ran);
  const readable = namespaces && new Set(namespaces);
  const isHidden = (ref: Ref) =>
    gaps.some((gap) => gap.kind === ref.kind && (!gap.namespace || gap.namespace === ref.namespace)) ||
    (readable !== undefined && ref.namespace !== '' && !readable.has(ref.namespace));

  return ({ code, on, evidence, related }) =>
    complete.has(code) &&
    (namespace === undefined || on.namespace === namespace) &&
    // Not only `on`: a check that merely lost sight of its evidence falls silent too.
    ![on, ...evidence.map(({ at }) => at), ...related].some(isHidden);
}

/** Worst first; see `byImportance`. */
export function byFinding(a: Tracked, b: Tracked): number {
  return byImportance(a.finding, b.finding);
}
