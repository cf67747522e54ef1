import type { Ref } from '../cluster/objects.ts';
import { isRecord } from '../cluster/records.ts';
import { AREAS, type Area, SEVERITIES, type Severity } from '../engine/check.ts';
import type { Finding } from '../engine/finding.ts';
import type { SilencedBy } from '../engine/silence.ts';
import type { Acknowledgement } from './acknowledgement.ts';
import type { DigestSnapshot } from './digest.ts';
import type { FindingRow } from './tables.ts';
import type { Tracked } from './tracking.ts';

/** A row that was understood, or why it was not. */
export type Parsed<T> = { readonly value: T } | { readonly reason: string };

/** Reads what is remembered of a finding. A later Finding with another required field needs a migration. */
export function parseTracked(row: FindingRow): Parsed<Tracked> {
  return parse(() => {
    const finding = toFinding(JSON.parse(row.finding), row.fingerprint);
    return {
      finding,
      worst: toSeverity(row.worst),
      firstSeen: toDate(row.first_seen),
      lastSeen: toDate(row.last_seen),
      ...(row.returned_at !== null && { returnedAt: toDate(row.returned_at) }),
      ...(row.resolved_at !== null && { resolvedAt: toDate(row.resolved_at) }),
      ...(row.acknowledgement !== null && { acknowledgement: toAcknowledgement(JSON.parse(row.acknowledgement)) }),
      ...(row.silenced !== null && { silenced: toSilencedBy(JSON.parse(row.silenced)) }),
    };
  });
}

/** The row of a tracked finding; `finding` is its JSON. */
export function toFindingRow(cluster: string, tracked: Tracked, finding = JSON.stringify(tracked.finding)): FindingRow {
  const { worst, firstSeen, lastSeen, returnedAt, resolvedAt, acknowledgement, silenced } = tracked;
  return {
    cluster,
    fingerprint: tracked.finding.fingerprint,
    finding,
    worst,
    first_seen: firstSeen.toISOString(),
    last_seen: lastSeen.toISOString(),
    returned_at: returnedAt?.toISOString() ?? null,
    resolved_at: resolvedAt?.toISOString() ?? null,
    acknowledgement: acknowledgement ? JSON.stringify(acknowledgement) : null,
    silenced: silenced ? JSON.stringify(silenced) : null,
  };
}

/** Reads what a digest saw. */
export function parseSnapshot(text: string): Parsed<DigestSnapshot> {
  return parse(() => {
    const value = record(JSON.parse(text), 'snapshot');
    const { areas } = value;
    return {
      at: toDate(value['at']),
      ...(areas !== undefined && { areas: list(areas, 'areas').map(toArea) }),
      open: list(value['open'], 'open').map((item) => {
        const { fingerprint, severity, isHidden } = record(item, 'open finding');
        return {
          fingerprint: string(fingerprint, 'fingerprint'),
          severity: toSeverity(severity),
          ...(isHidden === true && { isHidden }),
        };
      }),
    };
  });
}

/** Reads JSON whose shape its reader checks. */
export function parseJson(text: string): Parsed<unknown> {
  return parse(() => JSON.parse(text));
}

/** @throws Error for what is no time */
export function toDate(value: unknown): Date {
  const date = new Date(string(value, 'time'));
  if (Number.isNaN(date.getTime())) throw new Error(`not a time: ${JSON.stringify(value)}`);
  return date;
}

/** Reads something whose reader throws what is wrong with it. */
export function parse<T>(read: () => T): Parsed<T> {
  try {
    return { value: read() };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

function toFinding(value: unknown, fingerprint: string): Finding {
  const finding = record(value, 'finding');
  for (const name of ['code', 'name', 'title', 'message', 'why', 'fix']) string(finding[name], name);
  if (finding['fingerprint'] !== fingerprint) throw new Error('the finding has another fingerprint than its row');
  if (finding['command'] !== undefined) string(finding['command'], 'command');
  toSeverity(finding['severity']);
  toArea(finding['area']);
  checkRef(finding['on']);
  record(finding['data'], 'data');
  for (const item of list(finding['evidence'], 'evidence')) {
    const { at, path } = record(item, 'evidence');
    checkRef(at);
    string(path, 'path');
  }
  for (const item of list(finding['related'], 'related')) checkRef(item);
  // All that a Finding must have was looked at; facts are plain JSON.
  return finding as unknown as Finding;
}

/** @throws Error for what is none */
export function toAcknowledgement(value: unknown): Acknowledgement {
  const { by, at, until, untilChange, reason } = record(value, 'acknowledgement');
  return {
    by: string(by, 'by'),
    at: toDate(at),
    ...(until !== undefined && { until: toDate(until) }),
    ...(untilChange !== undefined && { untilChange: string(untilChange, 'untilChange') }),
    ...(reason !== undefined && { reason: string(reason, 'reason') }),
  };
}

/** @throws Error for what is none */
export function toSilencedBy(value: unknown): SilencedBy {
  const { reason, until, on, annotation } = record(value, 'silence');
  checkRef(on);
  return {
    reason: string(reason, 'reason'),
    ...(until !== undefined && { until: string(until, 'until') }),
    on,
    annotation: string(annotation, 'annotation'),
  };
}

/** @throws Error for what is none */
export function toSeverity(value: unknown): Severity {
  const severity = SEVERITIES.find((known) => known === value);
  if (!severity) throw new Error(`not a severity: ${JSON.stringify(value)}`);
  return severity;
}

function toArea(value: unknown): Area {
  const area = AREAS.find((known) => known === value);
  if (!area) throw new Error(`not an area: ${JSON.stringify(value)}`);
  return area;
}

function checkRef(value: unknown): asserts value is Ref {
  const ref = record(value, 'object');
  for (const name of ['kind', 'namespace', 'name']) string(ref[name], name);
}

/** @throws Error for what is no text */
export function string(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new Error(`${name} is not text`);
  return value;
}

function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${name} is not a list`);
  return value;
}

/** @throws Error for what is no object */
export function record(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw new Error(`${name} is not an object`);
  return value;
}
