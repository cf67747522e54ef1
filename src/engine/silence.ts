import { nearest } from '../cluster/names.ts';
import { type AnyObject, keyOf, type Ref } from '../cluster/objects.ts';
import { hasEnded, type SilenceAnnotation } from '../cluster/silences.ts';
import type { Check } from './check.ts';
import { type Finding, refOf } from './finding.ts';
import { fold, rootsOf } from './fold.ts';

/** Why a finding is silenced, and where that is written. */
export interface SilencedBy {
  readonly reason: string;
  /** The last day of it, in UTC: `2026-12-01`; absent: it has no end. */
  readonly until?: string;
  /** The object that bears the annotation. */
  readonly on: Ref;
  readonly annotation: string;
}

/** A finding that stands in no list because somebody silenced it. */
export interface SilencedFinding {
  readonly finding: Finding;
  readonly by: SilencedBy;
}

/** An annotation that asks for silence, understood. */
export interface AskedSilence extends SilenceAnnotation {
  /** The code of its check; absent: there is none of that name here. */
  readonly code?: string;
  /** The check that was perhaps meant, where there is none of that name. */
  readonly nearest?: string;
  readonly fault?: SilenceFault;
}

/** Why an annotation silences nothing, whatever is found. */
export type SilenceFault = 'no-check' | 'without-reason' | 'unreadable-day' | 'ended';

/** What came of an annotation that asks for silence. */
export interface JudgedSilence extends AskedSilence {
  /**
   * `used`: it silences something; `unused`: its check has nothing to say there any more; `unknown`: its check did not
   * run, or not everywhere.
   */
  readonly outcome: SilenceFault | 'used' | 'unused' | 'unknown';
}

/** Understands what annotations ask for. `catalogue` holds every check that they can name. */
export function readSilences(
  annotations: readonly SilenceAnnotation[],
  catalogue: readonly Check[],
  now: Date,
): readonly AskedSilence[] {
  return annotations.map((annotation): AskedSilence => {
    const check = checkNamed(annotation.check, catalogue);
    if (!check) {
      if (isForeign(annotation.check, catalogue)) return annotation;
      return { ...annotation, fault: 'no-check', ...nearestTo(annotation.check, catalogue) };
    }
    const fault = faultOf(annotation, now);
    return { ...annotation, code: check.code, ...(fault && { fault }) };
  });
}

/**
 * The annotations that silence each finding, by its fingerprint: never none.
 *
 * @param bearersOf objects whose annotations count beside those of the object that a finding is on
 */
export function silencesOf(
  findings: readonly Finding[],
  asked: readonly AskedSilence[],
  bearersOf: (finding: Finding) => readonly Ref[],
): ReadonlyMap<string, readonly AskedSilence[]> {
  const valid = Map.groupBy(
    asked.filter(({ fault }) => fault === undefined),
    ({ code, on }) => saidOf(code, refOf(on)),
  );
  if (valid.size === 0) return new Map();
  const found = findings.map((finding) => {
    const bearers = [finding.on, ...bearersOf(finding)];
    const silences = bearers.flatMap((bearer) => valid.get(saidOf(finding.code, bearer)) ?? []);
    return [finding.fingerprint, silences] as const;
  });
  return new Map(found.filter(([, silences]) => silences.length > 0));
}

/** Findings parted into those that are shown and those that somebody silenced. Folded. */
export interface Parted {
  readonly shown: readonly Finding[];
  readonly silenced: readonly SilencedFinding[];
}

/**
 * Parts findings by what silences them. What a silenced finding explains is silenced with it: nobody who knows of the
 * cause wants to see what follows from it instead.
 *
 * @param checks those that the findings are of
 */
export function partBySilences(
  findings: readonly Finding[],
  silences: ReadonlyMap<string, readonly AskedSilence[]>,
  checks: readonly Check[],
): Parted {
  const folded = fold(findings, checks);
  if (silences.size === 0) return { shown: folded, silenced: [] };

  const silenced = folded.flatMap((finding): readonly SilencedFinding[] => {
    const [by] = silences.get(finding.fingerprint) ?? silences.get(finding.causedBy ?? '') ?? [];
    return by ? [{ finding, by: silencedBy(by) }] : [];
  });
  const isSilenced = new Set(silenced.map(({ finding }) => finding.fingerprint));
  const heard = findings.filter(({ fingerprint }) => !isSilenced.has(fingerprint));
  return { shown: fold(heard, checks), silenced };
}

function silencedBy({ on, name, reason, until }: AskedSilence): SilencedBy {
  return { reason, ...(until !== undefined && { until }), on: refOf(on), annotation: name };
}

/** Silenced findings without those that others of them explain. */
export function silencedRoots(silenced: readonly SilencedFinding[]): readonly SilencedFinding[] {
  const { roots } = rootsOf(silenced.map(({ finding }) => finding));
  const isRoot = new Set(roots);
  return silenced.filter(({ finding }) => isRoot.has(finding));
}

/** Says of each annotation whether it still silences something. `ran`: the checks that ran on complete data. */
export function judgeSilences(
  asked: readonly AskedSilence[],
  used: ReadonlySet<AskedSilence>,
  ran: readonly string[],
): readonly JudgedSilence[] {
  const complete = new Set(ran);
  return asked.map((silence) => {
    const isComplete = silence.code !== undefined && complete.has(silence.code);
    const met = used.has(silence) ? 'used' : isComplete ? 'unused' : 'unknown';
    return { ...silence, outcome: silence.fault ?? met };
  });
}

/**
 * The objects beside a finding's own whose annotations count: the one in whose annotation it is written, and the Ingress
 * that Emissary made it of.
 */
export function bearersOf(object: AnyObject | Ref): readonly Ref[] {
  const { annotationOf, madeFrom } = object as { readonly annotationOf?: Ref; readonly madeFrom?: Ref };
  return [annotationOf, madeFrom].filter((ref) => ref !== undefined);
}

function checkNamed(word: string, catalogue: readonly Check[]): Check | undefined {
  const wanted = word.toLowerCase();
  return catalogue.find(({ code, name }) => name === wanted || code.toLowerCase() === wanted);
}

/** Whether it looks like the code of an own check, of which none with these letters is here. */
function isForeign(word: string, catalogue: readonly Check[]): boolean {
  const letters = /^([a-z]+)\d+$/i.exec(word)?.[1]?.toUpperCase();
  return letters !== undefined && !catalogue.some(({ code }) => code.replace(/\d+$/, '') === letters);
}

function nearestTo(word: string, catalogue: readonly Check[]): { readonly nearest?: string } {
  const near = nearest(
    word.toLowerCase(),
    catalogue.flatMap(({ code, name }) => [name, code.toLowerCase()]),
  );
  const check = near === undefined ? undefined : checkNamed(near, catalogue);
  return check ? { nearest: near === check.name ? check.name : check.code } : {};
}

function faultOf({ reason, until, unreadable }: SilenceAnnotation, now: Date): SilenceFault | undefined {
  if (unreadable !== undefined) return 'unreadable-day';
  if (reason === '') return 'without-reason';
  return hasEnded(until, now) ? 'ended' : undefined;
}

function saidOf(code: string | undefined, on: Ref): string {
  return `${code} ${keyOf(on)}`;
}
