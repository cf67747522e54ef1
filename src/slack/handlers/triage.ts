import type { App, MessageShortcut } from '@slack/bolt';
import { triage } from '../../commands/triage.ts';
import type { Post } from '../blocks.ts';
import type { Clusters } from '../clusters.ts';
import type { At, Where } from '../deliver.ts';
import { isNotInvited } from '../errors.ts';
import { renderInvite, renderRefusal } from '../render/notices.ts';
import { renderLooking, renderTriage } from '../render/triage.ts';
import type { Asker, Surface } from '../surface.ts';
import { typedLine } from './ask.ts';
import { take } from './request.ts';

/** The `callback_id` of the message shortcut. */
export const TRIAGE_SHORTCUT = 'message.triage';

/** Hears [Triage with Ambassador] on a message, and answers in its thread. */
export function hearShortcut(app: App, clusters: Clusters): void {
  app.shortcut({ callback_id: TRIAGE_SHORTCUT, type: 'message_action' }, ({ ack, shortcut, respond }) => {
    const { channel, message, user, trigger_id } = shortcut;
    const surface = clusters.in(channel.id);
    const threadTs = threadOf(message) ?? shortcut.message_ts;
    const tell = async (post: Post): Promise<void> => {
      await respond({ response_type: 'ephemeral', replace_original: false, thread_ts: threadTs, ...post });
    };
    return take(
      {
        ...{ kind: 'shortcut', said: 'triage of a message', by: user.id, channel: channel.id },
        id: trigger_id,
        acknowledge: () => ack(),
        tell,
        work: (gate) => {
          const asker = { by: user.id, where: { channel: channel.id, threadTs }, tell, isAlone: true, gate };
          return triageHere(textOf(message), asker, surface);
        },
        about: () => surface,
      },
      clusters,
    );
  });
}

/** Looks into a message, in its thread; where the bot may not post, it answers who asked alone. */
export async function triageHere(text: string, { by, where, tell, gate }: Asker, surface: Surface): Promise<void> {
  const { talk, tools, queue, bot } = surface;
  await gate.permit({ action: 'trace', cluster: tools.clusterName });
  const at = await opened(where, renderLooking(tools.clusterName), surface);
  const answer = await queue(() => triage(typedLine(text), {}, tools));
  const post = answer.kind === 'triage' ? renderTriage(answer, by) : renderRefusal(answer, 'triage', []);
  if (!at) {
    await tell(post);
    await tell(renderInvite(bot.name));
  } else if (!(await talk.update(at, post))) await talk.post(where, post);
}

async function opened(where: Where, post: Post, { talk }: Surface): Promise<At | undefined> {
  try {
    return await talk.post(where, post);
  } catch (error) {
    if (isNotInvited(error)) return undefined;
    throw error;
  }
}

function threadOf(message: MessageShortcut['message']): string | undefined {
  const { thread_ts } = message;
  return typeof thread_ts === 'string' ? thread_ts : undefined;
}

/** What a message says: its text, and that of the attachments in which alerting tools write. */
function textOf(message: MessageShortcut['message']): string {
  const attachments: unknown = message['attachments'];
  const parts = Array.isArray(attachments) ? attachments.flatMap(wordsOf) : [];
  return [message.text ?? '', ...parts].join('\n');
}

function wordsOf(attachment: unknown): readonly string[] {
  if (typeof attachment !== 'object' || attachment === null) return [];
  return ['title', 'title_link', 'text', 'fallback', 'pretext'].flatMap((name) => {
    const value: unknown = Reflect.get(attachment, name);
    return typeof value === 'string' ? [value] : [];
  });
}
