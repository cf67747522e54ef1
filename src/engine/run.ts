import { type Cluster, type Gap, indexSnapshot, type Problem, type Snapshot } from '../cluster/cluster.ts';
import type { Kind } from '../cluster/objects.ts';
import { isUntried, NOT_OBSERVED } from '../cluster/observed.ts';
import type { Check } from './check.ts';
import { byImportance } from './compare.ts';
import { type Finding, toFinding } from './finding.ts';
import { fold } from './fold.ts';
import { type CheckSettings, isOff, optionsOf, turnedOn } from './settings.ts';

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
}

export interface RunOptions {
  readonly now: Date;
  /** The snapshot's index, where the caller has made it: the models of a cluster are built once for each index. */
  readonly cluster?: Cluster;
  /** Own thresholds, and checks that are off. */
  readonly settings?: CheckSettings;
}

/**
 * Runs checks over a snapshot. Pure: the same snapshot, checks and time give the same report. A check that throws is
 * skipped with a reason and touches no other.
 */
export function runChecks(
  snapshot: Snapshot,
  checks: readonly Check[],
  { now, cluster = indexSnapshot(snapshot), settings = {} }: RunOptions,
): Report {
  const findings: Finding[] = [];
  const skipped: Skip[] = [];
  const ran: string[] = [];
  const unobserved: string[] = [];

  for (const check of turnedOn(checks, settings)) {
    const gaps = snapshot.gaps.filter(({ kind }) => check.reads.includes(kind));
    // A gap in one namespace hides what is there; the check still sees the rest, and asks `lacks` before it judges.
    const whole = gaps.find(({ namespace }) => !namespace);
    if (whole && isUntried(whole.reason)) {
      unobserved.push(check.code);
      continue;
    }
    if (whole) {
      skipped.push({ code: check.code, reason: `cannot read ${whole.kind}: ${whole.reason}` });
      continue;
    }
    const options = optionsOf(check, settings);
    const found = new Map<string, Finding>();
    try {
      check.run({
        cluster,
        now,
        options,
        report: (draft) => {
          const finding = toFinding(check, draft);
          if (!found.has(finding.fingerprint)) found.set(finding.fingerprint, finding);
        },
      });
    } catch (error) {
      skipped.push({ code: check.code, reason: `the check failed: ${error instanceof Error ? error.message : error}` });
      continue;
    }
    findings.push(...found.values());
    if (gaps.length === 0) ran.push(check.code);
    else {
      const places = gaps.map(({ kind, namespace, reason }) => `${kind} in ${namespace}: ${reason}`);
      skipped.push({ code: check.code, reason: `not everywhere (${places.join(', ')})` });
    }
  }

  return {
    clusterName: snapshot.clusterName,
    takenAt: snapshot.takenAt,
    evaluatedAt: now,
    findings: fold(findings, checks).toSorted(byImportance),
    ran,
    skipped,
    unobserved,
    off: checks.filter((check) => isOff(check, settings)).map(({ code }) => code),
    gaps: snapshot.gaps.filter(
      ({ kind, reason }) => reason !== NOT_OBSERVED && wantedKinds(turnedOn(checks, settings)).has(kind),
    ),
    problems: snapshot.problems,
    ...(snapshot.namespaces && { namespaces: snapshot.namespaces }),
    inhabited: inhabitedNamespaces(snapshot),
    looked: countObjects(snapshot),
  };
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
