import type { Acknowledgement, Change, Tracked } from '../state/tracking.ts';
import { checkButton, findingButtons } from './actions.ts';
import { type Post, say } from './blocks.ts';
import type { At, Messenger } from './deliver.ts';
import { viewOf } from './facts.ts';
import { clip, code, moment, person, slackFormat, spokenFormat } from './format.ts';
import { fill } from '../engine/text.ts';
import { renderFinding } from './render/finding.ts';
import { renderReport } from './render/report.ts';
import { ICONS } from './render/words.ts';
import type { Surface } from './surface.ts';

/** How to draw the messages of a finding again. */
export interface Redraw {
  /** The message a person looks at: it changes first, and says this. */
  readonly clicked?: { readonly at: At; readonly note?: string };
  /** A message that is being drawn otherwise. */
  readonly except?: At;
  readonly change?: Change;
}

/** Draws every message that shows a finding as it stands now: its own ones, and the reports above them. */
export async function redraw(tracked: Tracked, surface: Surface, { clicked, except, change }: Redraw = {}): Promise<void> {
  const { tools, talk, bulk } = surface;
  const { store, clusterName } = tools;
  const places = await store.placesOf(clusterName, tracked.finding.fingerprint);
  if (clicked) await talk.update(clicked.at, await findingPost(tracked, surface, clicked.note, change));
  const known = await store.read(clusterName);
  for (const place of places) {
    if (isAt(place, clicked?.at) || isAt(place, except)) continue;
    const run = await store.findRun(place.channel, place.ts);
    if (!run) {
      await attempt(bulk, place, await findingPost(tracked, surface), surface);
      continue;
    }
    const view = viewOf(run, known);
    if (!view || isRunning(place, surface)) continue;
    await attempt(bulk, place, renderReport(view, { again: await checkButton(view.request, store) }), surface);
  }
}

/** A finding's own message with the buttons that apply. */
export async function findingPost(tracked: Tracked, surface: Surface, note?: string, change?: Change): Promise<Post> {
  return renderFinding(tracked, {
    buttons: await findingButtons(tracked, surface.tools.store),
    ...(note !== undefined && { note }),
    ...(change && { change }),
    ...(surface.docsUrl !== undefined && { docsUrl: surface.docsUrl }),
  });
}

/** Tells the thread of a finding that what somebody had said of it counts no more. Once, in its newest thread. */
export async function sayEnded({ kind, tracked, endedAcknowledgement }: Change, surface: Surface): Promise<void> {
  if (!endedAcknowledgement) return;
  const { store, clusterName } = surface.tools;
  const [newest] = await store.placesOf(clusterName, tracked.finding.fingerprint);
  if (!newest) return;
  await surface.bulk.post({ channel: newest.channel, threadTs: newest.threadTs ?? newest.ts }, ended(kind, tracked, endedAcknowledgement));
}

function ended(kind: Change['kind'], { finding }: Tracked, { by, at }: Acknowledgement): Post {
  const what = kind === 'returned' ? 'came back after it was resolved' : 'got worse';
  const icon = ICONS[finding.severity];
  const say_ = (message: string, when: string) =>
    `${icon} ${code(finding.code)} ${what} since ${person(by)} acknowledged it${when}: ${message} It counts as open again.`;
  return say(
    clip(say_(fill(finding.message, finding.data, slackFormat), ` (${moment(at)})`), 2_000),
    clip(`${icon} ${finding.code} ${what} and counts as open again: ${fill(finding.message, finding.data, spokenFormat)}`, 1_000),
  );
}

// A message that is not there any more is no reason to leave the others as they were.
async function attempt(messenger: Messenger, at: At, message: Post, { log }: Surface): Promise<void> {
  try {
    await messenger.update(at, message);
  } catch (error) {
    log.warn({ err: error, channel: at.channel, ts: at.ts }, 'cannot update a message');
  }
}

function isRunning(at: At, { busy }: Surface): boolean {
  return [...busy.values()].some((one) => isAt(at, one.at));
}

function isAt(a: At, b: At | undefined): boolean {
  return b !== undefined && a.channel === b.channel && a.ts === b.ts;
}
