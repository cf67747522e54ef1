import type { Ref } from '../cluster/objects.ts';
import type { Area, Severity } from './check.ts';
import type { Fact, Finding } from './finding.ts';
import type { Report, Skip } from './run.ts';
import type { SilencedBy } from './silence.ts';
import { plain, sentences, write } from './text.ts';

/** The version of this shape; a field that goes or changes its meaning makes a new one. */
export const JSON_VERSION = 1;

/** A report as JSON: stable, documented in docs/json.md. Times are ISO 8601 in UTC. */
export interface JsonReport {
  readonly version: number;
  readonly cluster: string;
  readonly takenAt: string;
  readonly evaluatedAt: string;
  readonly findings: readonly JsonFinding[];
  /** What else was found, and somebody silenced. */
  readonly silenced: readonly (JsonFinding & { readonly silencedBy: SilencedBy })[];
  /** Codes of the checks that ran on complete data. */
  readonly ran: readonly string[];
  readonly skipped: readonly Skip[];
  /** Codes of the checks that judge what a running gateway says, where nobody asked it. */
  readonly unobserved: readonly string[];
  /** Codes of the checks that somebody turned off. */
  readonly off: readonly string[];
  /** Kinds that could not be read, and why. */
  readonly gaps: readonly { readonly kind: string; readonly namespace?: string; readonly reason: string }[];
  /** Input that could not be understood. */
  readonly problems: readonly { readonly where: string; readonly message: string }[];
}

export interface JsonFinding {
  readonly fingerprint: string;
  readonly code: string;
  readonly name: string;
  readonly area: Area;
  readonly severity: Severity;
  readonly on: Ref;
  readonly message: string;
  readonly why: string;
  readonly fix: string;
  /** Shell commands to paste, one a line. */
  readonly command?: string;
  /** Its page; absent: an own check has none. */
  readonly docs?: string;
  readonly evidence: readonly { readonly at: Ref; readonly path: string; readonly value?: string | number }[];
  readonly related: readonly Ref[];
  /** The fingerprint of the finding that explains this one. */
  readonly causedBy?: string;
}

/** The address of a check's page; undefined: it has none. */
export type DocsOf = (name: string) => string | undefined;

/** A report as plain data. `docsOf` gives the address of a check's page. */
export function toJson(report: Report, docsOf: DocsOf): JsonReport {
  const { clusterName, takenAt, evaluatedAt, findings, silenced, ran, skipped, unobserved, off, gaps, problems } =
    report;
  return {
    version: JSON_VERSION,
    cluster: clusterName,
    takenAt: takenAt.toISOString(),
    evaluatedAt: evaluatedAt.toISOString(),
    findings: findings.map((finding) => findingToJson(finding, docsOf)),
    silenced: silenced.map(({ finding, by }) => ({ ...findingToJson(finding, docsOf), silencedBy: by })),
    ran,
    skipped,
    unobserved,
    off,
    gaps,
    problems: problems.map(({ where, message }) => ({ where, message })),
  };
}

/** A finding as plain data. */
export function findingToJson(finding: Finding, docsOf: DocsOf): JsonFinding {
  const { fingerprint, code, name, area, severity, on, command, evidence, related, causedBy } = finding;
  const docs = docsOf(name);
  return {
    fingerprint,
    code,
    name,
    area,
    severity,
    on,
    ...sentences(finding, plain),
    ...(command !== undefined && { command }),
    ...(docs !== undefined && { docs }),
    evidence: evidence.map(({ at, path, value }) => ({
      at,
      path,
      ...(value !== undefined && { value: scalar(value) }),
    })),
    related,
    ...(causedBy !== undefined && { causedBy }),
  };
}

function scalar(fact: Fact): string | number {
  if (typeof fact === 'number') return fact;
  return typeof fact === 'object' && 'date' in fact ? fact.date : write(fact, plain);
}
