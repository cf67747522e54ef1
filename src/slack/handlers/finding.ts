import { forgotten, rerun } from '../../commands/rerun.ts';
import type { Tracked } from '../../state/tracking.ts';
import { say } from '../blocks.ts';
import type { At } from '../deliver.ts';
import { escaped, person } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { findingPost, redraw } from '../redraw.ts';
import { renderAlreadyRunning, rerunNote } from '../render/notices.ts';
import { renderRest } from '../render/rest.ts';
import type { Asker, Surface } from '../surface.ts';
import { tellEndings } from './endings.ts';

/** Runs the check of one finding again, and draws every message that shows it. */
export async function rerunFinding(fingerprint: string, at: At, asker: Asker, surface: Surface): Promise<void> {
  const { tools, talk, busy } = surface;
  const key = `finding/${tools.clusterName}/${fingerprint}`;
  const running = busy.get(key);
  if (running) return asker.tell(renderAlreadyRunning(running.by, running.since, tools.now()));
  const before = await tools.store.find(tools.clusterName, fingerprint);
  if (!before) return asker.tell(refused(forgotten()));

  // As it stands then: somebody can have taken it on meanwhile.
  const restore = async () => {
    const known = await tools.store.find(tools.clusterName, fingerprint);
    return talk.update(at, await findingPost(known ?? before, surface));
  };
  busy.set(key, { by: asker.by, since: tools.now(), interrupted: restore });
  try {
    // The buttons stay: should this process end now, they are the way out.
    const note = `⏳ Checking again, asked for by ${person(asker.by)}`;
    await talk.update(at, await findingPost(before, surface, note));
    const answer = await rerun(fingerprint, { by: asker.by }, tools);
    if (answer.kind !== 'rerun') {
      await restore();
      return asker.tell(refused(answer));
    }
    const { tracked, change } = answer;
    await redraw([tracked], surface, { clicked: { at, note: rerunNote(answer) }, ...(change && { change }) });
    await tellEndings(surface);
  } catch (error) {
    // Without this the message would say for ever that it is being checked.
    await restore().catch(() => false);
    throw error;
  } finally {
    busy.delete(key);
  }
}

/** Posts the findings that one explains under its message, each with its own buttons; those that stand there already do not. */
export async function showExplained(fingerprint: string, at: At, asker: Asker, surface: Surface): Promise<void> {
  const { tools, bulk } = surface;
  const { store, clusterName } = tools;
  const thread = { channel: at.channel, threadTs: at.threadTs ?? at.ts };
  const explained = (await store.read(clusterName)).filter(
    ({ finding, resolvedAt }) => finding.causedBy === fingerprint && !resolvedAt,
  );
  const missing: Tracked[] = [];
  for (const tracked of explained) {
    const places = await store.placesOf(clusterName, tracked.finding.fingerprint);
    const isHere = places.some((place) => place.channel === thread.channel && place.threadTs === thread.threadTs);
    if (!isHere) missing.push(tracked);
  }
  if (missing.length === 0) {
    return asker.tell(say(explained.length > 0 ? 'They are all in this thread.' : 'It explains no other finding now.'));
  }
  for (const tracked of missing.slice(0, LIMITS.inThread)) {
    const posted = await bulk.post(thread, await findingPost(tracked, surface));
    await store.placed({ cluster: clusterName, fingerprint: tracked.finding.fingerprint, ...posted });
  }
  const rest = missing.slice(LIMITS.inThread).map(({ finding }) => finding);
  if (rest.length > 0) await bulk.post(thread, renderRest(rest));
}

function refused(refusal: ReturnType<typeof forgotten>): ReturnType<typeof say> {
  return say(escaped(refusal.kind === 'refused' ? refusal.reason : refusal.word));
}
