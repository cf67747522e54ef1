import { AREAS, SEVERITIES, type Severity } from './check.ts';
import type { Finding } from './finding.ts';

/** Whether one severity is worse than another. */
export function isWorse(now: Severity, then: Severity): boolean {
  return SEVERITIES.indexOf(now) < SEVERITIES.indexOf(then);
}

/** Whether a severity reaches a threshold: `error` is at least `warning`. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}

/** Worst first, what stops all later changes before the rest, then by area, code and object: the same findings always stand in the same order. */
export function byImportance(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    Number(b.freezes ?? false) - Number(a.freezes ?? false) ||
    AREAS.indexOf(a.area) - AREAS.indexOf(b.area) ||
    byText(a.code, b.code) ||
    byText(`${a.on.namespace}/${a.on.name}`, `${b.on.namespace}/${b.on.name}`) ||
    byText(a.fingerprint, b.fingerprint)
  );
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
