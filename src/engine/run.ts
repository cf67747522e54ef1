import { type CertificateEnd, certificateEndKinds, certificateEndsOf } from '../cluster/certificate-ends.ts';
import { type Cluster, type Gap, indexSnapshot, type Problem, type Snapshot } from '../cluster/cluster.ts';
import type { Kind } from '../cluster/objects.ts';
import { NOT_OBSERVED } from '../cluster/observed.ts';
import { silenceAnnotations } from '../cluster/silences.ts';
import type { Check } from './check.ts';
import { byImportance } from './compare.ts';
import type { Finding } from './finding.ts';
import { runEach } from './run-each.ts';
import { type CheckSettings, isOff, turnedOn } from './settings.ts';
import {
  type JudgedSilence,
  judgeSilences,
  partBySilences,
  readSilences,
  type SilencedFinding,
  silencesOf,
} from './silence.ts';

/** A check that could not run, or not on everything, and why. */
export interface Skip {
  readonly code: string;
  readonly reason: string;
}

/** The result of one run. Plain data. */
export interface Report {
  readonly clusterName: string;
  /** When the cluster was read. */
  readonly takenAt: Date;
  /** The time that findings were judged by. */
  readonly evaluatedAt: Date;
  /** Worst first. */
  readonly findings: readonly Finding[];
  /** What else was found, and somebody silenced. Worst first. */
  readonly silenced: readonly SilencedFinding[];
  /** Codes of the checks that ran on complete data. What the others would have said, this report does not know. */
  readonly ran: readonly string[];
  readonly skipped: readonly Skip[];
  /** Codes of the checks that judge what a running gateway says, where nobody asked it. */
  readonly unobserved: readonly string[];
  /** Codes of the checks that somebody turned off. */
  readonly off: readonly string[];
  /** The kinds that could not be read, of those that the checks wanted. */
  readonly gaps: readonly Gap[];
  /** Input that could not be understood. */
  readonly problems: readonly Problem[];
  /** The namespaces that were read; absent: all. */
  readonly namespaces?: readonly string[];
  /** The namespaces in which anything was seen. */
  readonly inhabited?: readonly string[];
  /** How many objects of each kind were looked at. */
  readonly looked: Readonly<Partial<Record<Kind, number>>>;
  /** The certificates that somebody is shown, the one that ends next first; absent: this run did not read them. */
  readonly certificates?: readonly CertificateEnd[];
}

export interface RunOptions {
  readonly now: Date;
  /** The snapshot's index, where the caller has made it: the models of a cluster are built once for each index. */
  readonly cluster?: Cluster;
  /** Own thresholds, and checks that are off. */
  readonly settings?: CheckSettings;
  /** Every check that a silence can name, what they read included (`kindsToRead`); absent: those that are to run. */
  readonly catalogue?: readonly Check[];
  /** Told of each check before it runs. */
  readonly onCheck?: (check: Check) => void;
}

/**
 * Runs checks over a snapshot. Pure: the same snapshot, checks and time give the same report. A check that throws is
 * skipped with a reason and touches no other.
 */
export function runChecks(
  snapshot: Snapshot,
  checks: readonly Check[],
  { now, cluster = indexSnapshot(snapshot), settings = {}, catalogue = checks, onCheck }: RunOptions,
): Report {
  const asked = readSilences(silenceAnnotations(snapshot.objects), catalogue, now);
  const wanted = turnedOn(checks, settings);
  const [judges, others] = [wanted.filter(judgesSilences), wanted.filter((check) => !judgesSilences(check))];
  const context = { snapshot, cluster, now, settings, ...(onCheck && { onCheck }) };
  // A silence of a check that nobody asked for can be judged only by what that check says.
  const named = new Set(judges.length > 0 ? asked.map(({ code }) => code) : []);
  const beside = turnedOn(catalogue, settings).filter((check) => !wanted.includes(check) && named.has(check.code));

  const first = runEach(others, { ...context, silences: [] });
  const second = runEach(beside, { ...context, silences: [] });
  const bearers = new Map([...first.bearers, ...second.bearers]);
  const silencing = (findings: readonly Finding[]) =>
    silencesOf(findings, asked, ({ fingerprint }) => bearers.get(fingerprint) ?? []);
  const used = new Set([...silencing([...first.findings, ...second.findings]).values()].flat());
  const silences = judgeSilences(asked, used, [...first.ran, ...second.ran]);
  const last = runEach(judges, { ...context, silences });

  const findings = [...first.findings, ...last.findings];
  const { shown, silenced } = partBySilences(findings, silencing(findings), checks);
  const kinds = wantedKinds(wanted);
  const couldNotRun = new Set([...first.skipped, ...second.skipped].map(({ code }) => code));
  const blind = silences.filter(({ code, outcome }) => outcome === 'unknown' && code && couldNotRun.has(code));
  return {
    clusterName: snapshot.clusterName,
    takenAt: snapshot.takenAt,
    evaluatedAt: now,
    findings: shown.toSorted(byImportance),
    silenced: silenced.toSorted((a, b) => byImportance(a.finding, b.finding)),
    ran: blind.length > 0 ? first.ran : [...first.ran, ...last.ran],
    skipped: [...first.skipped, ...(blind.length > 0 ? blindTo(judges, blind) : last.skipped)],
    unobserved: first.unobserved,
    off: checks.filter((check) => isOff(check, settings)).map(({ code }) => code),
    gaps: snapshot.gaps.filter(({ kind, reason }) => reason !== NOT_OBSERVED && kinds.has(kind)),
    problems: snapshot.problems,
    ...(snapshot.namespaces && { namespaces: snapshot.namespaces }),
    inhabited: inhabitedNamespaces(snapshot),
    looked: countObjects(snapshot),
    ...(readsCertificates(kinds, cluster) && { certificates: certificateEndsOf(cluster) }),
  };
}

function readsCertificates(kinds: ReadonlySet<Kind>, cluster: Cluster): boolean {
  // A run about something else reads a few of their kinds; half of the truth would look like all of it.
  return (
    certificateEndKinds.every((kind) => kinds.has(kind)) &&
    (cluster.knows('Secret') || cluster.all('Secret').length > 0)
  );
}

function judgesSilences(check: Check): boolean {
  return check.judgesSilences === true;
}

/** What keeps checks of silences from knowing all: that others could not run, or not everywhere. */
function blindTo(judges: readonly Check[], silences: readonly JudgedSilence[]): readonly Skip[] {
  const codes = [...new Set(silences.map(({ code }) => code))].join(', ');
  return judges.map(({ code }) => ({ code, reason: `not for every silence (${codes} could not run on everything)` }));
}

/** Every kind that a run of these checks reads, of those that are turned on. */
export function kindsToRead(
  checks: readonly Check[],
  { settings = {}, catalogue = checks }: Pick<RunOptions, 'settings' | 'catalogue'>,
): ReadonlySet<Kind> {
  const wanted = turnedOn(checks, settings);
  return wantedKinds(wanted.some(judgesSilences) ? turnedOn(catalogue, settings) : wanted);
}

/** Every kind that these checks want to read. */
export function wantedKinds(checks: readonly Check[]): ReadonlySet<Kind> {
  return new Set(checks.flatMap(({ reads, alsoReads = [] }) => [...reads, ...alsoReads]));
}

function inhabitedNamespaces({ objects }: Snapshot): readonly string[] {
  const names = objects.map(({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : metadata.namespace));
  return [...new Set(names)].filter((name) => name !== '').sort();
}

function countObjects({ objects }: Snapshot): Partial<Record<Kind, number>> {
  const counts: Partial<Record<Kind, number>> = {};
  for (const { kind } of objects) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
