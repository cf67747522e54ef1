import type { Snapshot } from '../cluster/cluster.ts';
import type { Ref } from '../cluster/objects.ts';
import { isUntried } from '../cluster/observed.ts';
import type { Check } from './check.ts';
import { type Finding, toFinding } from './finding.ts';
import type { Report, RunOptions, Skip } from './run.ts';
import { optionsOf } from './settings.ts';
import { bearersOf, type JudgedSilence } from './silence.ts';

/** What came of some checks. */
export interface Results extends Pick<Report, 'skipped' | 'ran' | 'unobserved'> {
  readonly findings: readonly Finding[];
  /** By fingerprint: objects beside a finding's own whose annotations count for it. */
  readonly bearers: ReadonlyMap<string, readonly Ref[]>;
}

/** What every check of a run is given. */
export interface RunContext
  extends Required<Pick<RunOptions, 'now' | 'cluster' | 'settings'>>,
    Pick<RunOptions, 'onCheck'> {
  readonly snapshot: Snapshot;
  readonly silences: readonly JudgedSilence[];
}

/** Runs checks one after the other. One that throws is skipped with a reason and touches no other. */
export function runEach(checks: readonly Check[], context: RunContext): Results {
  const { snapshot, cluster, now, settings, silences, onCheck } = context;
  const findings: Finding[] = [];
  const skipped: Skip[] = [];
  const ran: string[] = [];
  const unobserved: string[] = [];
  const bearers = new Map<string, readonly Ref[]>();

  for (const check of checks) {
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
    onCheck?.(check);
    const options = optionsOf(check, settings);
    const found = new Map<string, Finding>();
    try {
      check.run({
        cluster,
        now,
        options,
        silences,
        report: (draft) => {
          const finding = toFinding(check, draft);
          if (found.has(finding.fingerprint)) return;
          found.set(finding.fingerprint, finding);
          bearers.set(finding.fingerprint, bearersOf(draft.on));
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
  return { findings, skipped, ran, unobserved, bearers };
}
