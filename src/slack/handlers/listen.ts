import type { App, ButtonAction, SlackAction } from '@slack/bolt';
import { isRecord } from '../../cluster/records.ts';
import { readIncident } from '../../commands/incident.ts';
import { ACTION_IDS, type Action, actionOf } from '../actions.ts';
import { type Post, say } from '../blocks.ts';
import type { At } from '../deliver.ts';
import { renderFormHint } from '../render/simulate.ts';
import { subjectOf, typed } from '../render/words.ts';
import type { Asker, Surface } from '../surface.ts';
import { type Asked, standingPost, typedLine, understand } from './ask.ts';
import { repeatCheck, startCheck } from './check.ts';
import { acknowledgeFinding, rerunFinding, showExplained } from './finding.ts';
import { lookOpening, lookUp, lookUpHere, shareLook } from './look.ts';
import { take } from './request.ts';
import { hearForm, openForm } from './simulate.ts';
import { hearShortcut, triageHere } from './triage.ts';

const OURS = Object.values(ACTION_IDS);
/** Every other button, so that no two handlers acknowledge one click. */
const OTHERS = new RegExp(`^(?!(?:${OURS.map((id) => id.replaceAll('.', '\\.')).join('|')})$)`);

/** Hears everything that people do with the bot. */
export function listen(app: App, surface: Surface): void {
  hearCommand(app, surface);
  hearMentions(app, surface);
  hearClicks(app, surface);
  hearForm(app, surface);
  hearShortcut(app, surface);
  hearRemoval(app, surface);
}

function hearCommand(app: App, surface: Surface): void {
  app.command('/ambassador', ({ command, ack, respond }) => {
    const line = typedLine(command.text);
    let asked: Asked | undefined;
    const tell = async (message: Post): Promise<void> => {
      await respond({ response_type: 'ephemeral', replace_original: false, ...message });
    };
    const asker: Asker = { by: command.user_id, where: { channel: command.channel_id }, tell };
    return take(
      {
        what: `/ambassador ${loggable(line)}`,
        id: command.trigger_id,
        acknowledge: (opening) => (opening ? ack({ response_type: 'ephemeral', ...opening }) : ack()),
        opening: () => {
          asked = understand(line, surface);
          if (asked.kind === 'answered') return asked.post;
          if (isStanding(asked) || asked.kind === 'simulate') return undefined;
          if (asked.kind !== 'check') return lookOpening(asked, surface);
          const subject = subjectOf(asked.request, surface.tools.clusterName);
          return say(`Checking ${subject}. The result comes here, for everyone.`);
        },
        tell,
        work: async () => {
          // First: its trigger lasts three seconds.
          if (asked?.kind === 'simulate') await openForm(command.trigger_id, asker, surface);
          if (asked && isStanding(asked)) await tell(await standingPost(asked.kind, surface));
          if (asked?.kind === 'check') await startCheck(asked.request, asker, surface);
          if (asked?.kind === 'routes' || asked?.kind === 'trace') await lookUp(asked, asker, surface);
        },
      },
      surface,
    );
  });
}

function hearMentions(app: App, surface: Surface): void {
  const answer = (id: string, by: string, channel: string, threadTs: string, text: string) => {
    const where = { channel, threadTs };
    // Not ephemeral: Slack shows an ephemeral message only in a thread that has replies already.
    const tell = async (message: Post): Promise<void> => {
      await surface.talk.post(where, message);
    };
    const line = typedLine(text.replaceAll(`<@${surface.bot.userId}>`, ' ')).trim();
    return take(
      {
        what: `mention: ${loggable(line)}`,
        id,
        acknowledge: async () => {},
        tell,
        work: async () => {
          const asked = understand(line, surface);
          if (asked.kind === 'answered' && asked.isUnknown && readIncident(line).requests.length > 0) {
            await triageHere(line, { by, where, tell }, surface);
          } else if (asked.kind === 'answered') await tell(asked.post);
          else if (isStanding(asked)) await tell(await standingPost(asked.kind, surface));
          else if (asked.kind === 'simulate') await tell(renderFormHint());
          else if (asked.kind === 'check') await startCheck(asked.request, { by, where, tell }, surface);
          else await lookUpHere(asked, { by, where, tell }, surface);
        },
      },
      surface,
    );
  };

  app.event('app_mention', async ({ event, body }) => {
    if (event.user === undefined) return;
    await answer(body.event_id, event.user, event.channel, event.thread_ts ?? event.ts, event.text);
  });
  // A mention in a channel comes as a message too; only the one in a direct message is nothing else.
  app.event('message', async ({ event, body }) => {
    if (event.channel_type !== 'im' || event.subtype !== undefined || event.bot_id !== undefined) return;
    await answer(body.event_id, event.user, event.channel, event.thread_ts ?? event.ts, event.text ?? '');
  });
}

function hearClicks(app: App, surface: Surface): void {
  const hear = (pattern: string | RegExp, wanted?: Action['do']) =>
    app.action(pattern, ({ ack, body, action, respond }) => {
      const { by, at, id } = clickOf(body);
      const tell = async (message: Post): Promise<void> => {
        const thread = at?.threadTs === undefined ? {} : { thread_ts: at.threadTs };
        await respond({ response_type: 'ephemeral', replace_original: false, ...thread, ...message });
      };
      return take(
        {
          what: `click on ${'action_id' in action ? action.action_id : action.type}`,
          id,
          acknowledge: () => ack(),
          tell,
          work: async () => {
            const stored = isButton(action) ? await actionOf(action.value ?? '', surface.tools.store) : undefined;
            if (!at || !stored || stored.do !== wanted) {
              surface.log.warn({ wanted, at }, 'a button does nothing any more');
              await tell(say(`I no longer know what this button does. Ask again: ${typed('check')}`));
              return;
            }
            await act(stored, at, { by, where: at, tell }, surface);
          },
        },
        surface,
      );
    });
  for (const what of Object.keys(ACTION_IDS) as Action['do'][]) hear(ACTION_IDS[what], what);
  hear(OTHERS);
}

function act(action: Action, at: At, asker: Asker, surface: Surface): Promise<void> {
  switch (action.do) {
    case 'check':
      return repeatCheck(action.request, at, asker, surface);
    case 'rerun':
      return rerunFinding(action.fingerprint, at, asker, surface);
    case 'acknowledge':
      return acknowledgeFinding(action.fingerprint, at, asker, surface);
    case 'explained':
      return showExplained(action.fingerprint, at, asker, surface);
    case 'share':
      return shareLook(action.look, at, asker, surface);
  }
}

function hearRemoval(app: App, { onProblem }: Surface): void {
  app.event('tokens_revoked', async () => onProblem({ kind: 'refused', reason: 'token_revoked' }));
  app.event('app_uninstalled', async () => onProblem({ kind: 'refused', reason: 'app_uninstalled' }));
}

interface Click {
  readonly by: string;
  /** The message with the button; undefined: it stands on no message. */
  readonly at: At | undefined;
  readonly id: string | undefined;
}

function clickOf(body: SlackAction): Click {
  const container: unknown = 'container' in body ? body.container : undefined;
  const id = 'trigger_id' in body && typeof body.trigger_id === 'string' ? body.trigger_id : undefined;
  const base = { by: body.user.id, id };
  if (!isRecord(container)) return { ...base, at: undefined };
  const { channel_id: channel, message_ts: ts, thread_ts: threadTs } = container;
  if (typeof channel !== 'string' || typeof ts !== 'string') return { ...base, at: undefined };
  // The first message of a thread is said to stand in its own thread.
  const isReply = typeof threadTs === 'string' && threadTs !== ts;
  return { ...base, at: { channel, ts, ...(isReply && { threadTs }) } };
}

/** A line as it may stand in a log: headers, queries and YAML can hold secrets. */
function loggable(line: string): string {
  return line
    .replace(/^(\s*simulate)\b.*/is, '$1 …')
    .replace(/\n.*/s, ' …')
    .replace(/\s(-H|--header)\b.*/s, ' $1 …')
    .replace(/\?\S+/g, '?…');
}

/** Whether something asks how things stand, which memory answers. */
function isStanding(asked: Asked): asked is Extract<Asked, { kind: 'status' | 'silenced' }> {
  return asked.kind === 'status' || asked.kind === 'silenced';
}

function isButton(action: { readonly type: string }): action is ButtonAction {
  return action.type === 'button';
}
