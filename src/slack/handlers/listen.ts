import type { App, ButtonAction, SlackAction } from '@slack/bolt';
import { isRecord } from '../../cluster/records.ts';
import { readIncident } from '../../commands/incident.ts';
import { ACTION_IDS, type Action, actionOf } from '../actions.ts';
import { type Post, say } from '../blocks.ts';
import type { Clusters } from '../clusters.ts';
import type { At } from '../deliver.ts';
import { typed } from '../render/words.ts';
import type { Asker, Surface } from '../surface.ts';
import { type FormClick, hearAcknowledge, openAcknowledge, undoAcknowledgement } from './acknowledge.ts';
import { answer, openingOf } from './answer.ts';
import { typedLine, type Understood, understand } from './ask.ts';
import { showAudit } from './audit.ts';
import { repeatCheck } from './check.ts';
import { hearClearForm, openClearForm } from './clear.ts';
import { rerunFinding, showExplained } from './finding.ts';
import { shareLook } from './look.ts';
import { permitAction } from './permit.ts';
import { take } from './request.ts';
import { hearForm } from './simulate.ts';
import { tellAlone } from './tell-alone.ts';
import { hearShortcut, triageHere } from './triage.ts';

const OURS = Object.values(ACTION_IDS);
/** Every other button, so that no two handlers acknowledge one click. */
const OTHERS = new RegExp(`^(?!(?:${OURS.map((id) => id.replaceAll('.', '\\.')).join('|')})$)`);

/** Hears everything that people do with the bot. */
export function listen(app: App, clusters: Clusters): void {
  hearCommand(app, clusters);
  hearMentions(app, clusters);
  hearClicks(app, clusters);
  hearForm(app, clusters);
  hearAcknowledge(app, clusters);
  hearClearForm(app, clusters);
  hearShortcut(app, clusters);
  hearRemoval(app, clusters);
}

function hearCommand(app: App, clusters: Clusters): void {
  app.command('/ambassador', ({ command, ack, respond }) => {
    const line = typedLine(command.text);
    let understood: Understood | undefined;
    const tell = async (message: Post): Promise<void> => {
      await respond({ response_type: 'ephemeral', replace_original: false, ...message });
    };
    const { user_id: by, channel_id: channel, trigger_id: trigger } = command;
    return take(
      {
        ...{ kind: 'command', said: loggable(line), by, channel },
        id: trigger,
        acknowledge: (opening) => (opening ? ack({ response_type: 'ephemeral', ...opening }) : ack()),
        opening: () => {
          understood = understand(line, channel, clusters);
          return openingOf(understood);
        },
        tell,
        work: async (gate) => {
          if (!understood || understood.asked.kind === 'answered') return;
          const asker: Asker = { by, where: { channel }, tell, isAlone: true, trigger, gate };
          await answer(understood.asked, asker, understood.surface, clusters);
        },
        about: () => understood?.surface,
      },
      clusters,
    );
  });
}

function hearMentions(app: App, clusters: Clusters): void {
  const hear = (id: string, by: string, channel: string, threadTs: string, text: string) => {
    const where = { channel, threadTs };
    // Not ephemeral: Slack shows an ephemeral message only in a thread that has replies already.
    const tell = async (message: Post): Promise<void> => {
      await clusters.talk.post(where, message);
    };
    const line = typedLine(text.replaceAll(`<@${clusters.bot.userId}>`, ' ')).trim();
    const { asked, surface } = understand(line, channel, clusters);
    return take(
      {
        ...{ kind: 'mention', said: loggable(line), by, channel },
        id,
        acknowledge: async () => {},
        tell,
        // In a direct message everyone is alone.
        ...(!channel.startsWith('D') && { tellAlone: tellAlone(where, by, clusters) }),
        work: async (gate) => {
          const asker: Asker = { by, where, tell, isAlone: false, gate };
          if (asked.kind === 'answered' && asked.isUnknown && readIncident(line).requests.length > 0) {
            await triageHere(line, asker, surface);
          } else await answer(asked, asker, surface, clusters);
        },
        about: () => surface,
      },
      clusters,
    );
  };

  app.event('app_mention', async ({ event, body }) => {
    if (event.user === undefined) return;
    await hear(body.event_id, event.user, event.channel, event.thread_ts ?? event.ts, event.text);
  });
  // A mention in a channel comes as a message too; only the one in a direct message is nothing else.
  app.event('message', async ({ event, body }) => {
    if (event.channel_type !== 'im' || event.subtype !== undefined || event.bot_id !== undefined) return;
    await hear(body.event_id, event.user, event.channel, event.thread_ts ?? event.ts, event.text ?? '');
  });
}

function hearClicks(app: App, clusters: Clusters): void {
  const hear = (pattern: string | RegExp, wanted?: Action['do']) =>
    app.action(pattern, ({ ack, body, action, respond }) => {
      const { by, at, id } = clickOf(body);
      let surface: Surface | undefined;
      const tell = async (message: Post): Promise<void> => {
        const thread = at?.threadTs === undefined ? {} : { thread_ts: at.threadTs };
        await respond({ response_type: 'ephemeral', replace_original: false, ...thread, ...message });
      };
      return take(
        {
          ...{ kind: 'click', said: 'action_id' in action ? action.action_id : action.type, by },
          channel: at?.channel ?? '',
          id,
          acknowledge: () => ack(),
          tell,
          work: async (gate) => {
            const value = (isButton(action) && action.value) || '';
            const stored = await actionOf(value, clusters.store);
            surface = stored && clusters.named(stored.cluster);
            if (!at || !stored || !surface || stored.do !== wanted) {
              clusters.log.warn({ wanted, at }, 'a button does nothing any more');
              await tell(say(`I no longer know what this button does. Ask again: ${typed('check')}`));
              return;
            }
            const asker: Asker = { by, where: at, tell, isAlone: true, gate, ...(id !== undefined && { trigger: id }) };
            const permitted = await permitAction(stored, asker, surface);
            await act(stored, { at, action: value, trigger: id ?? '' }, asker, permitted);
          },
          about: () => surface,
        },
        clusters,
      );
    });
  for (const what of Object.keys(ACTION_IDS) as Action['do'][]) hear(ACTION_IDS[what], what);
  hear(OTHERS);
}

function act(action: Action, click: FormClick, asker: Asker, surface: Surface): Promise<void> {
  const { at } = click;
  switch (action.do) {
    case 'check':
      return repeatCheck(action.request, at, asker, surface);
    case 'rerun':
      return rerunFinding(action.fingerprint, at, asker, surface);
    case 'acknowledge':
      return openAcknowledge(action, click, asker, surface);
    case 'undo':
      return undoAcknowledgement(action, at, asker, surface);
    case 'explained':
      return showExplained(action.fingerprint, at, asker, surface);
    case 'share':
      return shareLook(action.look, at, asker, surface);
    case 'clear':
      return openClearForm(action.fingerprint, at, asker, surface);
    case 'audit':
      return showAudit(action.request, asker, surface);
  }
}

function hearRemoval(app: App, { onProblem }: Clusters): void {
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

function isButton(action: { readonly type: string }): action is ButtonAction {
  return action.type === 'button';
}
