import type { CheckRequest } from '../../commands/answer.ts';
import type { Progress } from '../../commands/tools.ts';
import type { UnfinishedRun } from '../../state/store.ts';
import { checkButton } from '../actions.ts';
import type { Post } from '../blocks.ts';
import type { At } from '../deliver.ts';
import { isNotInvited } from '../errors.ts';
import { type ReportView, viewOf } from '../facts.ts';
import { describeFailure } from '../failures.ts';
import { person } from '../format.ts';
import { reportProgress } from '../progress.ts';
import { renderAlreadyRunning, renderFailed, renderInvite, renderRefusal } from '../render/notices.ts';
import { progressWords, renderProgress } from '../render/progress.ts';
import { renderReport } from '../render/report.ts';
import { keyOf } from '../share.ts';
import type { Asker, Busy, Surface, Workspace } from '../surface.ts';
import { showFindings, showReport } from './report.ts';

const INTERRUPTED = '⚠️ I was restarted while this check ran, so it has no result.';
const INCOMPLETE = '⚠️ I was restarted before its thread was complete.';

/** Runs checks into a new message, for everyone in the channel or thread. */
export async function startCheck(request: CheckRequest, asker: Asker, surface: Surface): Promise<void> {
  const { tools, talk, bot } = surface;
  const { channel, threadTs = '' } = asker.where;
  await alone(`${tools.clusterName}/${channel}/${threadTs}/${keyOf(request)}`, asker, surface, async (entry) => {
    let at: At;
    try {
      at = await talk.post(asker.where, renderProgress(request, tools.clusterName));
    } catch (error) {
      if (!isNotInvited(error)) throw error;
      await asker.tell(renderInvite(bot.name));
      return;
    }
    await runInto(at, request, entry, surface);
  });
}

/** Runs the whole request of a message again, into that message and its thread. */
export async function repeatCheck(request: CheckRequest, clicked: At, asker: Asker, surface: Surface): Promise<void> {
  await alone(`${clicked.channel}/${clicked.ts}`, asker, surface, async (entry) => {
    const before = await remembered(clicked, surface);
    const threadTs = before ? before.facts.threadTs : clicked.threadTs;
    const at: At = { channel: clicked.channel, ts: clicked.ts, ...(threadTs !== undefined && { threadTs }) };
    await runInto(at, request, entry, surface, before);
  });
}

/** The report that a message shows, with its findings as they stand now. */
async function remembered({ channel, ts }: At, { store }: Workspace): Promise<ReportView | undefined> {
  const run = await store.findRun(channel, ts);
  return run && viewOf(run, await store.read(run.cluster));
}

/** Runs checks and shows how far they are, then what they find, then the thread. Says in the message what fails. */
async function runInto(
  at: At,
  request: CheckRequest,
  entry: Busy,
  surface: Surface,
  before?: ReportView,
): Promise<void> {
  const { tools, talk, share } = surface;
  const { by } = entry;
  const again = await checkButton(request, tools);
  let shown = before;
  const withNote = (note: string): Post => (shown ? renderReport(shown, { again, note }) : renderFailed(note, again));
  const draw = (progress?: Progress): Post => {
    if (!before) return renderProgress(request, tools.clusterName, progress);
    // The button stays: should this process end now, it is the way out.
    return withNote(`⏳ Checking again, asked for by ${person(by)}${progress ? ` · ${progressWords(progress)}` : ''}`);
  };
  entry.at = at;
  entry.interrupted = () => talk.update(at, withNote(INTERRUPTED));
  if (before) await talk.update(at, draw());

  const progress = reportProgress(tools.now, (seen) => talk.update(at, draw(seen)));
  try {
    await tools.store.began({ ...at, again });
    const { answer, isOwn } = await share(request, { by, onProgress: progress.onProgress });
    await progress.finish();
    if (answer.kind !== 'report') {
      // A check that was known when the button was made and is no longer, or a namespace with nothing in it.
      await talk.update(at, renderFailed(renderRefusal(answer, request.words.join(' '), []).text, undefined));
      return;
    }
    const run = await showReport(answer, at, again, surface, before);
    if (!run) return;
    shown = run.view;
    entry.interrupted = () => talk.update(at, withNote(INCOMPLETE));
    await showFindings(answer, run, surface, { isOwn, ...(before && { before }) });
  } catch (error) {
    await progress.finish();
    // Somebody can have taken a finding on meanwhile. When memory is what failed, the message stays as it was.
    shown = (await remembered(at, surface).catch(() => undefined)) ?? shown;
    await talk.update(at, withNote(await describeFailure(error, `check ${request.words.join(' ')}`, surface)));
  } finally {
    // Without memory the message is told of a restart that it did not need, and keeps its result.
    await tools.store.ended(at.channel, at.ts).catch(() => {});
  }
}

/** Says in the message of a run that a process before this one was killed in that it has no result, or not all of it. */
export async function sayInterrupted({ again, ...at }: UnfinishedRun, workspace: Workspace): Promise<void> {
  const { bulk, store } = workspace;
  const shown = await remembered(at, workspace);
  await bulk.update(at, shown ? renderReport(shown, { again, note: INCOMPLETE }) : renderFailed(INTERRUPTED, again));
  await store.ended(at.channel, at.ts);
}

async function alone(
  key: string,
  asker: Asker,
  { busy, tools, talk }: Surface,
  work: (entry: Busy) => Promise<void>,
): Promise<void> {
  const running = busy.get(key);
  if (running) {
    const link = running.at && (await talk.linkTo(running.at));
    await asker.tell(renderAlreadyRunning(running.by, running.since, tools.now(), link));
    return;
  }
  const entry: Busy = { by: asker.by, since: tools.now() };
  busy.set(key, entry);
  try {
    await work(entry);
  } finally {
    busy.delete(key);
  }
}
