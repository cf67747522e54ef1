import type { Post } from '../blocks.ts';
import { say } from '../blocks.ts';
import type { Clusters } from '../clusters.ts';
import { describeFailure } from '../failures.ts';
import { AccessDenied, type Asks, type Gate, openGate } from '../gate.ts';
import { renderDenial } from '../render/access.ts';
import type { Surface } from '../surface.ts';

const LONGEST_WHAT = 100;

/** One thing that Slack hands over: a command, a click, an event. */
export interface Incoming extends Asks {
  /** The same when Slack sends the same thing again. */
  readonly id: string | undefined;
  /** Says to Slack that it arrived, with what the person sees at once. */
  readonly acknowledge: (opening?: Post) => Promise<void>;
  /** What the person sees at once; pure and quick. */
  readonly opening?: () => Post | undefined;
  /** Answers the person who asked. */
  readonly tell: (message: Post) => Promise<unknown>;
  /** Answers nobody else; absent: `tell` does so. */
  readonly tellAlone?: (message: Post) => Promise<unknown>;
  /** Does it, once the gate lets it pass. */
  readonly work: (gate: Gate) => Promise<void>;
  /** The cluster it is about, once that is known; absent: the first. */
  readonly about?: () => Surface | undefined;
}

/**
 * Takes one thing: acknowledges it first, whatever happens afterwards; does it once, however often it is sent; tells the
 * person about every failure and of what is not allowed; and writes it down. Never rejects.
 */
export async function take(incoming: Incoming, clusters: Clusters): Promise<void> {
  const { id, acknowledge, opening, tell, tellAlone = tell, work } = incoming;
  const said = incoming.said.slice(0, LONGEST_WHAT);
  const what = `${incoming.kind}: ${said}`;
  const { log, inFlight } = clusters;
  if (clusters.isStopping()) {
    const stop = async () => {
      await acknowledge();
      await tell(say('I am being restarted. Ask again in a minute.'));
    };
    return quietly(stop, what, clusters);
  }

  await inFlight.during(async () => {
    let failed: { readonly error: unknown } | undefined;
    let first: Post | undefined;
    try {
      first = opening?.();
    } catch (error) {
      failed = { error };
    }
    try {
      await acknowledge(first);
    } catch (error) {
      // Slack did not hear that it arrived and sends it again, or tells the person: doing it now would do it twice.
      log.warn({ what, err: error }, 'cannot acknowledge a request');
      return;
    }
    if (id !== undefined && clusters.isRepeated(id)) {
      log.info({ what }, 'a request came twice');
      return;
    }
    const gate = openGate({ ...incoming, said }, clusters);
    try {
      if (failed) throw failed.error;
      await work(gate);
      await gate.ended();
    } catch (error) {
      if (error instanceof AccessDenied) {
        await quietly(() => tellAlone(renderDenial(error.denial, error.because)), what, clusters);
        return;
      }
      await gate.ended({ reason: error instanceof Error ? error.message : String(error) });
      const surface = incoming.about?.() ?? clusters.all[0];
      await quietly(async () => tell(say(await describeFailure(error, what, surface))), what, clusters);
    }
  });
}

async function quietly(work: () => Promise<unknown>, what: string, { log }: Clusters): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ what, err: error }, 'cannot answer a person');
  }
}
