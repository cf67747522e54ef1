import type { CheckRequest } from '../../commands/answer.ts';
import type { Progress } from '../../commands/tools.ts';
import { checkButton } from '../actions.ts';
import type { Post } from '../blocks.ts';
import type { At } from '../deliver.ts';
import { isNotInvited } from '../errors.ts';
import { type ReportView, viewOf } from '../facts.ts';
import { describeFailure } from '../failures.ts';
import { person } from '../format.ts';
import { reportProgress } from '../progress.ts';
import { renderAlreadyRunning, renderFailed, renderInvite } from '../render/notices.ts';
import { progressWords, renderProgress } from '../render/progress.ts';
import { renderReport } from '../render/report.ts';
import { keyOf } from '../share.ts';
import type { Asker, Busy, Surface } from '../surface.ts';
import { showReport } from './report.ts';

/** Runs checks into a new message, for everyone in the channel or thread. */
export async function startCheck(request: CheckRequest, asker: Asker, surface: Surface): Promise<void> {
  const { tools, talk, bot } = surface;
  const { channel, threadTs = '' } = asker.where;
  await alone(`${channel}/${threadTs}/${keyOf(request)}`, request, asker, surface, async (entry) => {
    try {
      entry.at = await talk.post(asker.where, renderProgress(request, tools.clusterName));
    } catch (error) {
      if (!isNotInvited(error)) throw error;
      await asker.tell(renderInvite(bot.name));
      return;
    }
    await runInto(entry.at, request, asker.by, surface);
  });
}

/** Runs the whole request of a message again, into that message and its thread. */
export async function repeatCheck(request: CheckRequest, clicked: At, asker: Asker, surface: Surface): Promise<void> {
  const { store, clusterName } = surface.tools;
  await alone(`${clicked.channel}/${clicked.ts}`, request, asker, surface, async (entry) => {
    const run = await store.findRun(clicked.channel, clicked.ts);
    const before = run && viewOf(run, await store.read(clusterName));
    const threadTs = before ? before.facts.threadTs : clicked.threadTs;
    const at: At = { channel: clicked.channel, ts: clicked.ts, ...(threadTs !== undefined && { threadTs }) };
    entry.at = at;
    await runInto(at, request, asker.by, surface, before);
  });
}

/** Where a run got when the process had to stop. */
export async function sayInterrupted({ request, at }: Busy, surface: Surface): Promise<void> {
  if (!at) return;
  const again = await checkButton(request, surface.tools.store);
  await surface.talk.update(at, renderFailed('⚠️ I was restarted while this check ran, so it has no result.', again));
}

async function runInto(
  at: At,
  request: CheckRequest,
  by: string,
  surface: Surface,
  before?: ReportView,
): Promise<void> {
  const { tools, talk, share } = surface;
  const draw = (progress?: Progress): Post => {
    if (!before) return renderProgress(request, tools.clusterName, progress);
    const words = progress ? ` · ${progressWords(progress)}` : '';
    return renderReport(before, { note: `⏳ Checking again, asked for by ${person(by)}${words}` });
  };
  if (before) await talk.update(at, draw());
  const progress = reportProgress(tools.now, (seen) => talk.update(at, draw(seen)));
  try {
    const { answer, isOwn } = await share(request, { by, onProgress: progress.onProgress });
    await progress.finish();
    if (answer.kind !== 'report') throw new Error(`a request that was understood is now ${answer.kind}`);
    await showReport(answer, at, surface, { isOwn, ...(before && { before }) });
  } catch (error) {
    await progress.finish();
    const text = await describeFailure(error, `check ${request.words.join(' ')}`, surface);
    const again = await checkButton(request, tools.store).catch(() => undefined);
    const button = again === undefined ? {} : { again };
    await talk.update(at, before ? renderReport(before, { ...button, note: text }) : renderFailed(text, again));
  }
}

async function alone(
  key: string,
  request: CheckRequest,
  asker: Asker,
  surface: Surface,
  work: (entry: Busy) => Promise<void>,
): Promise<void> {
  const { busy, tools, talk } = surface;
  const running = busy.get(key);
  if (running) {
    const link = running.at && (await talk.linkTo(running.at));
    await asker.tell(renderAlreadyRunning(running.by, running.since, tools.now(), link));
    return;
  }
  const entry: Busy = { by: asker.by, since: tools.now(), request };
  busy.set(key, entry);
  try {
    await work(entry);
  } finally {
    busy.delete(key);
  }
}
