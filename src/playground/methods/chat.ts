import { type Backend, type Methods, namedUser, required, visibleChannel, writableChannel } from '../backend.ts';
import { contentOf } from '../content.ts';
import { messageEvent } from '../events.ts';
import { LIMITS } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { type Channel, type Fields, type Message, textField } from '../shapes.ts';
import { wireMessage } from '../wire.ts';

const CHAT_WRITE = ['chat:write'];

/** `chat.*`: posting, changing and deleting messages. */
export const chatMethods: Methods = {
  'chat.postMessage': {
    scopes: () => CHAT_WRITE,
    run(args, backend) {
      const { workspace } = backend;
      const channel = writableChannel(args, backend, true);
      const message: Message = {
        channel: channel.id,
        ...fromBot(backend),
        ...inThread(args, channel, backend),
        ...contentOf(workspace, args),
      };
      workspace.putMessage(message);
      backend.emit(messageEvent(workspace, message));
      return { channel: channel.id, ts: message.ts, message: wireMessage(workspace, message) };
    },
  },

  'chat.postEphemeral': {
    scopes: () => CHAT_WRITE,
    run(args, backend) {
      const { workspace } = backend;
      const channel = writableChannel(args, backend);
      const user = namedUser(args, backend);
      if (!channel.members.has(user.id)) throw new Refusal('user_not_in_channel');

      const message: Message = {
        channel: channel.id,
        ...fromBot(backend),
        ...inThread(args, channel, backend),
        ...contentOf(workspace, args),
        ephemeralTo: user.id,
      };
      workspace.putMessage(message);
      return { message_ts: message.ts };
    },
  },

  'chat.update': {
    scopes: () => CHAT_WRITE,
    run(args, backend) {
      const { workspace } = backend;
      const message = ownMessage(args, backend, 'cant_update_message');
      if ((textField(args, 'text')?.length ?? 0) > LIMITS.updateText) throw new Refusal('msg_too_long');

      const edited = { user: workspace.bot.id, ts: workspace.nextTs() };
      const updated: Message = { ...message, ...contentOf(workspace, args), edited };
      workspace.putMessage(updated);
      return {
        channel: message.channel,
        ts: message.ts,
        text: updated.text,
        message: wireMessage(workspace, updated),
      };
    },
  },

  'chat.delete': {
    scopes: () => CHAT_WRITE,
    run(args, backend) {
      const message = ownMessage(args, backend, 'cant_delete_message');
      backend.workspace.removeMessage(message);
      return { channel: message.channel, ts: message.ts };
    },
  },

  'chat.getPermalink': {
    scopes: () => [],
    run(args, backend) {
      const channel = visibleChannel(args, backend);
      const ts = required(args, 'message_ts', 'message_not_found');
      const message = backend.workspace.message(channel.id, ts);
      if (!message) throw new Refusal('message_not_found');

      const thread = message.thread_ts ? `?thread_ts=${message.thread_ts}&cid=${channel.id}` : '';
      const host = `https://${backend.workspace.team.domain}.slack.com`;
      return { channel: channel.id, permalink: `${host}/archives/${channel.id}/p${ts.replace('.', '')}${thread}` };
    },
  },
};

function fromBot({ workspace }: Backend): Pick<Message, 'ts' | 'user' | 'bot_id' | 'reactions'> {
  return { ts: workspace.nextTs(), user: workspace.bot.id, bot_id: workspace.botId, reactions: [] };
}

function inThread(args: Fields, channel: Channel, { workspace }: Backend): Pick<Message, 'thread_ts' | 'subtype'> {
  const parent = textField(args, 'thread_ts');
  if (!parent) return {};

  const found = workspace.message(channel.id, parent);
  if (!found || (found.thread_ts ?? found.ts) !== found.ts) throw new Refusal('thread_not_found');
  return { thread_ts: parent, ...(args['reply_broadcast'] === true ? { subtype: 'thread_broadcast' } : {}) };
}

function ownMessage(args: Fields, backend: Backend, refusal: string): Message {
  const channel = visibleChannel(args, backend);
  const message = backend.workspace.message(channel.id, required(args, 'ts', 'message_not_found'));
  if (!message) throw new Refusal('message_not_found');
  if (message.user !== backend.workspace.bot.id) throw new Refusal(refusal);
  if (channel.archived) throw new Refusal('is_archived');
  return message;
}
