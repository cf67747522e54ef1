import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Cluster, Gap, Snapshot } from '../../src/cluster/cluster.ts';
import { isObserved } from '../../src/cluster/kinds.ts';
import type { AnyObject, Kind } from '../../src/cluster/objects.ts';
import type { Check, Options, Severity } from '../../src/engine/check.ts';
import { type Finding, refOf } from '../../src/engine/finding.ts';
import { runChecks } from '../../src/engine/run.ts';
import { objectName, plain, sentences } from '../../src/engine/text.ts';
import { parseObjects } from '../../src/sources/file.ts';
import type { Normalized } from '../../src/sources/normalize.ts';

/** The time that cases are judged at unless they say otherwise. */
export const NOW = new Date('2026-01-01T00:00:00Z');

type Given = string | AnyObject;

export interface CleanCase {
  /** YAML documents, objects, or both. Documents of an observed kind are taken as they are. */
  readonly given: Given | readonly Given[];
  readonly now?: string;
  /** Kinds that could not be read. */
  readonly gaps?: readonly Gap[];
  /** The namespaces that were looked at; absent: all. */
  readonly namespaces?: readonly string[];
  /** Whether some of the YAML is meant to be left out. */
  readonly leavesOut?: boolean;
  /** Values in place of the check's defaults. */
  readonly options?: Options;
}

export interface FoundCase extends CleanCase {
  /** In any order. Every finding has to be expected. */
  readonly expect: readonly ExpectedFinding[];
}

export interface ExpectedFinding {
  /** `Kind namespace/name` */
  readonly on: string;
  readonly severity?: Severity;
  /** The whole message, as plain text. */
  readonly says?: string;
  /** Parts of the message, the fix and the command. */
  readonly mentions?: readonly string[];
  /** Lines like `Mapping shop/cart spec.service`. */
  readonly evidence?: readonly string[];
  /** `Kind namespace/name` of the objects it touches. */
  readonly related?: readonly string[];
}

export interface CheckCases {
  /** What looks alike and is right. These matter most: each trap of the catalogue, and the far side of each boundary. */
  readonly clean: Readonly<Record<string, CleanCase>>;
  readonly found: Readonly<Record<string, FoundCase>>;
}

/** Runs a check's cases, and the rules that hold for every check. `catalogue`: the checks that silences can name. */
export function testCheck(check: Check, cases: CheckCases, catalogue: readonly Check[] = [check]): void {
  describe(`${check.code} ${check.name}`, () => {
    const read = new Set<Kind>();
    const mayRead = [...check.reads, ...(check.alsoReads ?? [])];

    const run = (given: CleanCase): readonly Finding[] => {
      const snapshot = deepFreeze(snapshotOf(given));
      const now = given.now ? new Date(given.now) : NOW;
      const spied = { ...check, run: spyOn(check, read) };
      const settings = given.options ? { [check.name]: given.options } : {};
      const beside = { now, settings, catalogue: catalogue.map((one) => (one === check ? spied : one)) };
      const report = runChecks(snapshot, [spied], beside);
      const failed = report.skipped.filter(({ reason }) => reason.startsWith('the check failed'));
      expect(failed, 'the check ran').toEqual([]);
      const shuffled = { ...snapshot, objects: snapshot.objects.toReversed() };
      const again = runChecks(shuffled, [spied], beside);
      expect(again.findings, 'the order of objects changes nothing').toEqual(report.findings);
      return report.findings;
    };

    it('has cases of both kinds, and one for everything that it says it leaves alone', () => {
      expect(Object.keys(cases.found).length, 'found cases').toBeGreaterThan(0);
      expect(Object.keys(cases.clean).length, 'clean cases').toBeGreaterThanOrEqual(
        Math.max(1, check.silent?.length ?? 0),
      );
    });

    it.each(Object.entries(cases.clean))('is silent: %s', (_, given) => {
      expect(run(given).map(describeFinding)).toEqual([]);
    });

    it.each(Object.entries(cases.found))('reports: %s', (_, { expect: expected, ...given }) => {
      const findings = run(given);
      expect(findings.map(describeFinding).toSorted()).toHaveLength(expected.length);
      for (const one of expected) expectFinding(findings, one);
    });

    it('reports its own bad example and is silent on its good one', () => {
      const bad = run({ given: check.example.bad, leavesOut: true });
      expect(bad.filter(({ code }) => code === check.code)).not.toEqual([]);
      expect(run({ given: check.example.good }).map(describeFinding)).toEqual([]);
    });

    it('is silent on an empty cluster', () => {
      expect(run({ given: [] })).toEqual([]);
    });

    it('fills every placeholder, names what it found, and reads only what it says', () => {
      const every = Object.values(cases.found).flatMap((one) => run(one).map((finding) => ({ finding, given: one })));
      for (const { finding, given } of every) {
        const { message, why, fix } = sentences(finding, plain);
        for (const text of [message, why, fix]) {
          expect(text).not.toMatch(/\{\w+\}|undefined|\[object/);
          expect(text, 'is a sentence').toMatch(/[.?]$/);
        }
        expect(finding.evidence, 'shows evidence').not.toEqual([]);
        expect(wrongEvidence(finding, snapshotOf(given)), 'evidence that is not in its object').toEqual([]);
        expectCommand(finding);
        const sentenceParts = Object.entries(finding.data).filter(([, fact]) => fact === '' || isSentencePart(fact));
        expect(
          sentenceParts,
          "a string in data is shown as code: write words('…') from engine/check.ts for prose",
        ).toEqual([]);
      }
      expect(
        [...read].filter((kind) => !mayRead.includes(kind)),
        'kinds that it does not say it reads',
      ).toEqual([]);
      // `alsoReads` may name more: a part of the model that a case does not reach.
      const unused = check.reads.filter((kind) => !read.has(kind));
      expect(unused, 'kinds that it says it cannot do without, and never reads').toEqual([]);
    });
  });
}

/** A snapshot of what a case gives. */
export function snapshotOf({ given, gaps = [], namespaces, leavesOut = false }: CleanCase): Snapshot {
  const parts = [given]
    .flat()
    .map((part) => (typeof part === 'string' ? parse(part) : { objects: [part], problems: [] }));
  const objects = parts.flatMap((part) => part.objects);
  const problems = parts.flatMap((part) => part.problems);
  if (!leavesOut) expect(problems, 'the YAML of the case is right').toEqual([]);
  return { clusterName: 'test', takenAt: NOW, objects, gaps, problems, ...(namespaces && { namespaces }) };
}

function parse(yaml: string): Normalized {
  const { objects, problems } = parseObjects(yaml, 'the case');
  return { objects: [...objects, ...observationsIn(yaml)], problems };
}

function observationsIn(yaml: string): readonly AnyObject[] {
  const documents: readonly unknown[] = parseAllDocuments(yaml).map((document) => document.toJS());
  return documents.filter(isObservation);
}

// Sources make observations of what a gateway answers; a case gives them as they come out there.
function isObservation(value: unknown): value is AnyObject {
  return typeof value === 'object' && value !== null && 'kind' in value && isObserved(value.kind as Kind);
}

/** Every finding has commands to paste, about its object or one that it names. */
function expectCommand({ command = '', on, evidence, related, data }: Finding): void {
  expect(command).not.toMatch(/undefined|\[object|NaN/);
  for (const line of command.split('\n')) expect(line, 'is a command').toMatch(/^(kubectl|cmctl|helm) /);
  // What it creates or installs has a new name; the bearer of an annotation is nowhere in the finding.
  if (/^helm |apply -f|edit (service|ingress) /.test(command)) return;
  const facts = Object.values(data).flatMap((fact) => (Array.isArray(fact) ? fact : [fact]));
  const names = [on, ...evidence.map(({ at }) => at), ...related, ...facts].map((fact) =>
    typeof fact === 'object' && 'name' in fact ? fact.name : String(fact),
  );
  expect(
    names.some((name) => command.includes(name)),
    `names an object: ${command}`,
  ).toBe(true);
}

function expectFinding(findings: readonly Finding[], expected: ExpectedFinding): void {
  const known = findings.map(describeFinding).join('\n');
  const candidates = findings.filter(({ on }) => objectName(on) === expected.on);
  expect(candidates, `a finding on ${expected.on}; there are:\n${known}`).not.toEqual([]);
  const match = candidates.find((finding) => differences(finding, expected).length === 0);
  if (match) return;
  expect(
    candidates.flatMap((finding) => differences(finding, expected)),
    known,
  ).toEqual([]);
}

function differences(finding: Finding, expected: ExpectedFinding): string[] {
  const { message, why, fix } = sentences(finding, plain);
  const all = [message, why, fix, finding.command ?? ''].join('\n');
  const evidence = finding.evidence.map(({ at, path }) => `${objectName(at)} ${path}`);
  const related = finding.related.map(objectName);
  return [
    ...(expected.severity && expected.severity !== finding.severity ? [`severity is ${finding.severity}`] : []),
    ...(expected.says && expected.says !== message ? [`says: ${message}`] : []),
    ...(expected.mentions ?? [])
      .filter((text) => !all.includes(text))
      .map((text) => `does not mention ${text}: ${all}`),
    ...(expected.evidence ?? [])
      .filter((line) => !evidence.includes(line))
      .map((line) => `no evidence ${line}, only ${evidence.join(', ')}`),
    ...(expected.related ?? [])
      .filter((name) => !related.includes(name))
      .map((name) => `${name} is not among the related: ${related.join(', ')}`),
  ];
}

/** Evidence that names no field, or a value in which what the field holds does not occur. */
function wrongEvidence({ evidence }: Finding, { objects }: Snapshot): readonly string[] {
  return evidence.flatMap(({ at, path, value }) => {
    const object = objects.find((one) => objectName(refOf(one)) === objectName(at));
    const held = /^[\w.]+$/.test(path) ? valueAt(object, path) : undefined;
    const differs = isScalar(held) && isScalar(value) && !String(value).includes(String(held));
    return path === '' || differs ? [`${objectName(at)} ${path}: ${value}, not ${held}`] : [];
  });
}

function valueAt(object: unknown, path: string): unknown {
  return path.split('.').reduce((held, field) => (held as Record<string, unknown> | undefined)?.[field], object);
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

// A name of the cluster is one word; `GET /path` and `kube-system/x` are names too.
function isSentencePart(fact: unknown): boolean {
  return typeof fact === 'string' && /^[A-Za-z,;:.]+( [\p{L}\d.,;:'’/-]+){2,}$/u.test(fact);
}

function describeFinding(finding: Finding): string {
  return `${finding.severity} on ${objectName(finding.on)}: ${sentences(finding, plain).message}`;
}

function spyOn(check: Check, read: Set<Kind>): Check['run'] {
  return (context) => {
    const { cluster } = context;
    const note = <A extends unknown[], R>(method: (kind: never, ...rest: A) => R) => {
      return (kind: Kind, ...rest: A): R => {
        read.add(kind);
        return method(kind as never, ...rest);
      };
    };
    // Every method that takes a kind is passed on after its kind was noted.
    const watched = {
      ...cluster,
      all: note(cluster.all),
      in: note(cluster.in),
      find: note(cluster.find),
      lacks: note(cluster.lacks),
      knows: note(cluster.knows),
      leftOut: note(cluster.leftOut),
    } as Cluster;
    check.run({ ...context, cluster: watched });
  };
}

function deepFreeze<T>(value: T): T {
  if (value && typeof value === 'object' && !Object.isFrozen(value) && !(value instanceof Date)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
}
