import type { ReportAnswer } from '../../commands/answer.ts';
import { AREAS } from '../../engine/check.ts';
import type { Finding } from '../../engine/finding.ts';
import { rootsOf } from '../../engine/fold.ts';
import type { Place, SavedRun } from '../../state/store.ts';
import type { Change } from '../../state/tracking.ts';
import type { At, Where } from '../deliver.ts';
import { factsOf, type ReportFacts, type ReportView, standing } from '../facts.ts';
import { LIMITS } from '../limits.ts';
import { findingPost, hushed, isAt, redraw } from '../redraw.ts';
import { renderReport } from '../render/report.ts';
import { renderRest } from '../render/rest.ts';
import type { Surface } from '../surface.ts';
import { tellEndings } from './endings.ts';

/** A run that stands in its message. */
export interface ShownRun {
  readonly at: At;
  readonly saved: SavedRun;
  readonly view: ReportView;
}

export interface Showing {
  /** Whether this run's changes are still to be told; another message tells those of a shared run. */
  readonly isOwn: boolean;
  /** What the message showed before it was run again. */
  readonly before?: ReportView;
}

/** Puts a finished run into its message. Undefined: somebody deleted the message, so they want no thread either. */
export async function showReport(
  answer: ReportAnswer,
  at: At,
  again: string,
  surface: Surface,
  before: ReportView | undefined,
): Promise<ShownRun | undefined> {
  const { tools, talk, log, newReference } = surface;
  const { report, request, by } = answer;
  const known = standing(answer);
  const facts: ReportFacts = {
    ...factsOf(answer),
    ...(at.threadTs !== undefined && { threadTs: at.threadTs }),
    ...(before?.facts.moreTs !== undefined && { moreTs: before.facts.moreTs }),
  };
  const view: ReportView = {
    ...{ id: newReference(), cluster: report.clusterName, request, by, facts },
    find: (fingerprint) => known.get(fingerprint),
  };
  const saved: SavedRun = {
    ...{ id: view.id, cluster: view.cluster, request, by, facts },
    ...{ channel: at.channel, ts: at.ts, at: report.takenAt },
  };
  await tools.store.saveRun(saved);
  const isThere = await talk.update(at, renderReport(view, { again }));
  log.info({ run: view.id, findings: facts.findings.length, took: answer.took, isThere }, 'a check ran');
  return isThere ? { at, saved, view } : undefined;
}

/** Puts the findings of a run into its thread, and what it changed into all other messages. */
export async function showFindings(
  answer: ReportAnswer,
  { at, saved, view }: ShownRun,
  surface: Surface,
  { isOwn, before }: Showing,
): Promise<void> {
  const thread: Where = { channel: at.channel, threadTs: at.threadTs ?? at.ts };
  const moreTs = await showThread(answer, at, thread, view, surface, before);
  if (moreTs !== view.facts.moreTs) {
    await surface.tools.store.saveRun({ ...saved, facts: { ...view.facts, moreTs } });
  }
  if (isOwn) await tellChanges(answer.changes, at, thread, surface);
}

async function showThread(
  { report, changes }: ReportAnswer,
  at: At,
  thread: Where,
  view: ReportView,
  surface: Surface,
  before: ReportView | undefined,
): Promise<string | undefined> {
  const { bulk, tools } = surface;
  const { store, clusterName } = tools;
  const changeOf = new Map(changes.map((change) => [change.tracked.finding.fingerprint, change]));
  const { roots } = rootsOf(report.findings);
  const worst = new Set(roots.slice(0, LIMITS.inThread));
  const rest: Finding[] = [];

  for (const finding of byArea(roots)) {
    const { fingerprint } = finding;
    const tracked = view.find(fingerprint);
    const present = before && (await placeIn(thread, at, fingerprint, surface));
    if (!tracked || (!worst.has(finding) && !present)) {
      rest.push(finding);
      continue;
    }
    const message = await findingPost(tracked, surface, undefined, changeOf.get(fingerprint));
    if (present && (await bulk.update(present, message))) continue;
    const posted = await bulk.post(thread, message);
    await store.placed({ cluster: clusterName, fingerprint, ...posted });
    await store.placed({ cluster: clusterName, fingerprint, ...at });
  }

  const moreTs = before?.facts.moreTs;
  if (rest.length === 0 && moreTs === undefined) return undefined;
  const message = renderRest(rest);
  if (moreTs !== undefined && (await bulk.update({ ...thread, ts: moreTs }, message))) return moreTs;
  return rest.length > 0 ? (await bulk.post(thread, message)).ts : undefined;
}

/** Tells all other messages, and the people who were on something, what a run changed. */
async function tellChanges(changes: readonly Change[], at: At, thread: Where, surface: Surface): Promise<void> {
  const isReport = (place: At) => isAt(place, at);
  const isHere = (place: At) =>
    isReport(place) || (place.channel === thread.channel && place.threadTs === thread.threadTs);
  const of = (wanted: (change: Change) => boolean) => changes.filter(wanted).map(({ tracked }) => tracked);
  const quiet = [...of(({ kind }) => kind === 'resolved'), ...hushed(changes)];
  await redraw(quiet, surface, { except: isReport });
  await redraw(
    of(({ kind }) => kind === 'worse' || kind === 'returned'),
    surface,
    { except: isHere },
  );
  await tellEndings(surface);
}

/** The message of a finding in this thread, if it has one. */
async function placeIn(thread: Where, report: At, fingerprint: string, { tools }: Surface): Promise<Place | undefined> {
  const places = await tools.store.placesOf(tools.clusterName, fingerprint);
  return places.find(
    (place) => place.channel === thread.channel && place.threadTs === thread.threadTs && !isAt(place, report),
  );
}

/** By area, the area with the worst finding first; within an area worst first. */
function byArea(findings: readonly Finding[]): readonly Finding[] {
  // They come worst first, so an area's first finding is its worst.
  const order = [...new Set(findings.map(({ area }) => area))];
  return findings.toSorted(
    (a, b) => order.indexOf(a.area) - order.indexOf(b.area) || AREAS.indexOf(a.area) - AREAS.indexOf(b.area),
  );
}
