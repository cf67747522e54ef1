import type { Ending } from '../../state/store.ts';
import type { Tracked } from '../../state/tracking.ts';
import { redraw } from '../redraw.ts';
import { renderEnding } from '../render/acknowledgement.ts';
import type { Surface } from '../surface.ts';

/**
 * Tells the newest thread of each finding that what somebody had said of it counts no more, once for each end, whoever
 * brought it and however often this process is killed: memory keeps an end until its message is recorded, and the outbox
 * knows the message by its name.
 */
export async function tellEndings(surface: Surface, { isAll = false }: TellOptions = {}): Promise<void> {
  const { store, clusterName } = surface.tools;
  for (const ending of await store.endings(clusterName)) {
    const tracked = await store.find(clusterName, ending.fingerprint);
    if (tracked) {
      // Whoever brought another end drew the messages with it.
      if (isAll || ending.cause === 'time') await redraw([tracked], surface);
      if (isWorthTelling(ending, tracked)) await tell(ending, tracked, surface);
    }
    await store.toldEnding(ending.id);
  }
}

/** Ends what has ended by time, and tells it. */
export async function endAcknowledgements(surface: Surface): Promise<void> {
  const { store, clusterName } = surface.tools;
  await store.endAcknowledgements(clusterName);
  // Also what another process ended, and was killed before it could say so.
  await tellEndings(surface);
}

export interface TellOptions {
  /** Draws the messages of every end: whoever brought it may have been killed before that. */
  readonly isAll?: boolean;
}

/** That it counts as open again is worth a message when it does, and nobody took it on meanwhile. */
function isWorthTelling({ cause }: Ending, { resolvedAt, silenced, acknowledgement }: Tracked): boolean {
  return !resolvedAt && !silenced && (cause === 'taken' || !acknowledgement);
}

async function tell(ending: Ending, tracked: Tracked, { tools, outbox }: Surface): Promise<void> {
  const { store, clusterName } = tools;
  const [newest] = await store.placesOf(clusterName, ending.fingerprint);
  if (!newest) return;
  const batch = `ended/${ending.id}`;
  const { channel, ts, threadTs = ts } = newest;
  await outbox.queue(batch, [{ id: `${batch}/0`, channel, threadTs, post: renderEnding(ending, tracked) }]);
}
