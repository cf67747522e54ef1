import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import type { Finding } from '../../src/engine/finding.ts';
import { runChecks, wantedKinds } from '../../src/engine/run.ts';
import { objectName, plain, sentences } from '../../src/engine/text.ts';
import { fileSource } from '../../src/sources/file.ts';

/** The Pods, certificates and tokens of the clusters fit to this time. */
const NOW = new Date('2026-06-15T08:00:00Z');
/** Checks that may say something that is only good to know; more is noise. Surfaces show a few findings of each. */
const MOST_HINTS = 3;

const folder = join(import.meta.dirname, 'clusters');

describe('a healthy cluster raises no alarm', () => {
  it.each(readdirSync(folder).map((file) => basename(file, '.yaml')))('%s', async (name) => {
    const source = fileSource({ paths: [join(folder, `${name}.yaml`)], now: () => NOW });
    const snapshot = await source.snapshot(wantedKinds(checks));
    const report = runChecks(snapshot, checks, { now: NOW });

    const alarms = report.findings.filter(({ severity }) => severity !== 'info');
    expect(alarms.map(describeFinding), 'alarms').toEqual([]);
    const hints = new Set(report.findings.map(({ code }) => code));
    expect(hints.size > MOST_HINTS ? report.findings.map(describeFinding) : [], 'hints of too many checks').toEqual([]);
    expect(report.problems, 'problems').toEqual([]);
    expect(report.skipped.filter(({ reason }) => reason.startsWith('the check failed'))).toEqual([]);
  });
});

function describeFinding(finding: Finding): string {
  const { code, severity, on } = finding;
  return `${code} ${severity} on ${objectName(on)}: ${sentences(finding, plain).message}`;
}
