import { keyOf } from '../cluster/objects.ts';
import type { Check } from './check.ts';
import { byImportance, isWorse } from './compare.ts';
import type { Finding } from './finding.ts';

/** Findings as people see them: causes and what stands alone, and what each cause explains. Both worst first. */
export interface Folded {
  readonly roots: readonly Finding[];
  /** By the fingerprint of the cause. */
  readonly symptoms: ReadonlyMap<string, readonly Finding[]>;
}

/**
 * Puts symptoms under their cause: a finding is a symptom when the check of another one says that it explains this check
 * (`explains`), and one of the two is about the object that the other stands on. A symptom of a symptom belongs to the first
 * cause. A cause is at least as bad as what it explains.
 */
export function fold(findings: readonly Finding[], checks: readonly Check[]): readonly Finding[] {
  const explains = new Map(checks.map(({ code, explains = [] }) => [code, new Set(explains)]));
  const causes = findings.filter(({ code }) => explains.get(code)?.size).toSorted(byImportance);
  if (causes.length === 0) return findings;

  const about = new Map<string, Finding[]>();
  const standingOn = new Map<string, Finding[]>();
  for (const cause of causes) {
    push(standingOn, keyOf(cause.on), cause);
    for (const key of new Set([cause.on, ...cause.related].map(keyOf))) push(about, key, cause);
  }
  const nextCause = ({ name, fingerprint, on, related }: Finding): Finding | undefined =>
    [...(about.get(keyOf(on)) ?? []), ...related.flatMap((ref) => standingOn.get(keyOf(ref)) ?? [])].find(
      (cause) => cause.fingerprint !== fingerprint && explains.get(cause.code)?.has(name),
    );

  const counts = new Map<string, number>();
  const worst = new Map<string, Finding>();
  const causedBy = new Map<string, string>();
  for (const finding of findings) {
    // Checks explain each other in one direction only, so this ends; see test/engine/fold.test.ts.
    let root = nextCause(finding);
    for (let above = root && nextCause(root); above; above = nextCause(above)) root = above;
    if (!root) continue;
    causedBy.set(finding.fingerprint, root.fingerprint);
    counts.set(root.fingerprint, (counts.get(root.fingerprint) ?? 0) + 1);
    const before = worst.get(root.fingerprint) ?? root;
    worst.set(root.fingerprint, isWorse(finding.severity, before.severity) ? finding : before);
  }
  return findings.map((finding) => {
    const cause = causedBy.get(finding.fingerprint);
    const explained = counts.get(finding.fingerprint);
    return {
      ...finding,
      severity: worst.get(finding.fingerprint)?.severity ?? finding.severity,
      ...(cause !== undefined && { causedBy: cause }),
      ...(explained !== undefined && { explains: explained }),
    };
  });
}

/** Takes apart what stands alone and what another of these findings explains. */
export function rootsOf(findings: readonly Finding[]): Folded {
  const present = new Set(findings.map(({ fingerprint }) => fingerprint));
  const isRoot = ({ causedBy }: Finding) => causedBy === undefined || !present.has(causedBy);
  const symptoms = Map.groupBy(
    findings.filter((finding) => !isRoot(finding)),
    ({ causedBy }) => causedBy ?? '',
  );
  return { roots: findings.filter(isRoot), symptoms };
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
