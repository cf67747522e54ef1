import type { SavedRun } from '../state/store.ts';
import type { Change, Tracked } from '../state/tracking.ts';
import { checkButton, findingButtons } from './actions.ts';
import type { Post } from './blocks.ts';
import type { At } from './deliver.ts';
import { viewOf } from './facts.ts';
import { renderFinding } from './render/finding.ts';
import { renderReport } from './render/report.ts';
import type { Surface } from './surface.ts';

/** How to draw messages again. */
export interface Redraw {
  /** The message a person looks at: it changes first, and says this. */
  readonly clicked?: { readonly at: At; readonly note?: string };
  /** Messages that are drawn otherwise. */
  readonly except?: (at: At) => boolean;
  readonly change?: Change;
}

/**
 * Draws every message that shows some findings as they stand now: their own ones, and the reports above them. False: the
 * message a person looks at cannot be changed any more.
 */
export async function redraw(
  findings: readonly Tracked[],
  surface: Surface,
  { clicked, except = () => false, change }: Redraw = {},
): Promise<boolean> {
  const { tools, talk } = surface;
  const { store, clusterName } = tools;
  const [first] = findings;
  const isShown =
    !clicked || !first || (await talk.update(clicked.at, await findingPost(first, surface, clicked.note, change)));

  const reports = new Map<string, SavedRun>();
  for (const tracked of findings) {
    for (const place of await store.placesOf(clusterName, tracked.finding.fingerprint)) {
      if (isAt(place, clicked?.at) || except(place) || reports.has(`${place.channel}/${place.ts}`)) continue;
      const run = await store.findRun(place.channel, place.ts);
      if (run) reports.set(`${place.channel}/${place.ts}`, run);
      else await attempt(place, await findingPost(tracked, surface), surface);
    }
  }
  if (reports.size === 0) return isShown;
  const known = await store.read(clusterName);
  for (const run of reports.values()) {
    const view = viewOf(run, known);
    if (!view || isRunning(run, surface)) continue;
    await attempt(run, renderReport(view, { again: await checkButton(view.request, tools) }), surface);
  }
  return isShown;
}

/** A finding's own message with the buttons that apply. */
export async function findingPost(tracked: Tracked, surface: Surface, note?: string, change?: Change): Promise<Post> {
  const isOwn = surface.tools.checks.some((check) => check.isOwn && check.code === tracked.finding.code);
  const hasPage = surface.docsUrl !== undefined && !isOwn;
  return renderFinding(tracked, {
    buttons: await findingButtons(tracked, surface.tools),
    ...(note !== undefined && { note }),
    ...(change && { change }),
    ...(hasPage && { docsUrl: surface.docsUrl }),
  });
}

/** The findings whose messages say something else now, though nobody is told: silenced, silenced no more, changed. */
export function hushed(changes: readonly Change[]): readonly Tracked[] {
  return changes
    .filter(({ kind }) => kind === 'silenced' || kind === 'unsilenced' || kind === 'changed')
    .map(({ tracked }) => tracked);
}

// A message that is not there any more is no reason to leave the others as they were.
async function attempt(at: At, message: Post, { bulk, log }: Surface): Promise<void> {
  try {
    await bulk.update(at, message);
  } catch (error) {
    log.warn({ err: error, channel: at.channel, ts: at.ts }, 'cannot update a message');
  }
}

function isRunning(at: At, { busy }: Surface): boolean {
  return [...busy.values()].some((one) => isAt(at, one.at));
}

/** Whether two places are one message. */
export function isAt(a: At, b: At | undefined): boolean {
  return b !== undefined && a.channel === b.channel && a.ts === b.ts;
}
