import type { App } from '@slack/bolt';
import { unreadable } from '../../commands/digest.ts';
import type { SimulateSeen } from '../../commands/simulate.ts';
import { say } from '../blocks.ts';
import type { Clusters } from '../clusters.ts';
import { isTooLate } from '../errors.ts';
import { LIMITS, PROGRESS_EVERY } from '../limits.ts';
import { readOrigin } from '../origin.ts';
import { RESTARTING } from '../render/notices.ts';
import { CHANGE_FIELD, CHANGE_FORM, renderForm, renderSimulation, renderTrying } from '../render/simulate.ts';
import { typed } from '../render/words.ts';
import type { Asker, Surface } from '../surface.ts';
import { take } from './request.ts';
import { tellAlone } from './tell-alone.ts';

/** Opens the form for a change. */
export async function openForm(trigger: string, { where, tell }: Asker, { talk, tools }: Surface): Promise<void> {
  try {
    await talk.open(trigger, renderForm({ channel: where.channel, cluster: tools.clusterName }));
  } catch (error) {
    if (!isTooLate(error)) throw error;
    await tell(say(`I was too slow for Slack, so the form did not open. Ask again: ${typed('simulate')}`));
  }
}

/** Hears that the form was filled in. What is in it can be a Secret: it is neither kept, nor logged, nor shown. */
export function hearForm(app: App, clusters: Clusters): void {
  app.view({ callback_id: CHANGE_FORM, type: 'view_submission' }, async ({ ack, body, view }) => {
    const text = view.state.values[CHANGE_FIELD]?.[CHANGE_FIELD]?.value ?? '';
    // At the field, so that the form and what was pasted stay.
    const mistake = clusters.isStopping() ? RESTARTING : mistakeIn(text);
    if (mistake !== undefined) return ack({ response_action: 'errors', errors: { [CHANGE_FIELD]: mistake } });

    const by = body.user.id;
    const { channel, cluster } = readOrigin(view.private_metadata);
    const surface = clusters.named(cluster) ?? clusters.in(channel);
    const tell = tellAlone({ channel }, by, clusters);
    return take(
      {
        ...{ kind: 'form', said: 'a change to try', by, channel },
        id: view.id,
        acknowledge: () => ack(),
        tell,
        work: async (gate) => {
          await gate.permit({ action: 'simulate', cluster: surface.tools.clusterName });
          await tryChange(text, `simulate/${view.id}`, { by, tell }, surface);
        },
        about: () => surface,
      },
      clusters,
    );
  });
}

/** What can be said of a change without parsing it: that is left to the thread that reads the cluster. */
function mistakeIn(text: string): string | undefined {
  if (text.length > LIMITS.input) {
    return 'This is longer than 3,000 characters. Larger changes: attache simulate --apply FILE in a terminal.';
  }
  const isEmpty = text.split('\n').every((line) => /^\s*(#.*|---\s*(#.*)?|\.\.\.\s*)?$/.test(line));
  return isEmpty ? 'This holds no object. Paste YAML as for kubectl apply, such as a Mapping.' : undefined;
}

async function tryChange(
  text: string,
  key: string,
  { by, tell }: Pick<Asker, 'by' | 'tell'>,
  surface: Surface,
): Promise<void> {
  const { tools, busy, queue, log } = surface;
  const interrupted = () => tell(say(`⚠️ I was restarted while I tried your change. Ask again: ${typed('simulate')}`));
  busy.set(key, { by, since: tools.now(), interrupted });
  const patience = whenSlow(() => tell(renderTrying(tools.clusterName)));
  try {
    const seen = await queue(() => simulate(text, surface)).finally(patience.end);
    const { introduced, fixed, moved } = seen;
    log.info({ introduced: introduced.length, fixed: fixed.length, moved }, 'a change was tried');
    await tell(renderSimulation(seen, by));
  } finally {
    busy.delete(key);
  }
}

async function simulate(text: string, { tools }: Surface): Promise<SimulateSeen> {
  try {
    return await tools.simulate({ text, where: 'the change' }, tools.checks, { now: tools.now() });
  } catch (error) {
    throw unreadable(error) ? error : withoutWords(error);
  }
}

/** A bug for the log. Its own words can quote what it stumbled over, and that may have been a password. */
function withoutWords(error: unknown): Error {
  const { name, stack = '' } = error instanceof Error ? error : new Error();
  const places = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const silent = new Error(`a change could not be tried: ${name}`);
  silent.stack = [silent.message, ...places].join('\n');
  return silent;
}

/** Says something once when the end is slow to come. The end waits for that, so that it cannot come after the answer. */
function whenSlow(work: () => Promise<void>): { readonly end: () => Promise<void> } {
  let working: Promise<void> | undefined;
  const timer = setTimeout(() => {
    // Progress that cannot be shown is no reason to stop; the answer will say what is wrong.
    working = work().catch(() => {});
  }, PROGRESS_EVERY);
  return {
    async end() {
      clearTimeout(timer);
      await working;
    },
  };
}
