import { type Backend, type Methods, namedUser, page, required, visibleChannel } from '../backend.ts';
import { joinedEvent } from '../events.ts';
import { Refusal } from '../refusal.ts';
import { type Channel, type Fields, type Message, textField } from '../shapes.ts';
import { wireChannel, wireMessage } from '../wire.ts';

const PREFIX: Readonly<Record<Channel['kind'], string>> = { public: 'channels', private: 'groups', im: 'im' };
const KINDS: Readonly<Record<string, Channel['kind']>> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'im',
};

/** `conversations.*`: channels, their members and their messages. */
export const conversationMethods: Methods = {
  'conversations.list': {
    scopes: (args) => typesOf(args).map((kind) => `${PREFIX[kind]}:read`),
    run(args, backend) {
      return listOf(args, backend, (channel) => isVisible(channel, backend));
    },
  },

  'users.conversations': {
    scopes: (args) => typesOf(args).map((kind) => `${PREFIX[kind]}:read`),
    run(args, backend) {
      const user = textField(args, 'user') ?? backend.workspace.bot.id;
      return listOf(args, backend, (channel) => isVisible(channel, backend) && channel.members.has(user));
    },
  },

  'conversations.info': {
    scopes: scopeFor('read'),
    run(args, backend) {
      return { channel: wireChannel(backend.workspace, visibleChannel(args, backend)) };
    },
  },

  'conversations.members': {
    scopes: scopeFor('read'),
    run(args, backend) {
      const { part, next } = page([...visibleChannel(args, backend).members], args);
      return { members: part, response_metadata: { next_cursor: next } };
    },
  },

  'conversations.join': {
    scopes: () => ['channels:join'],
    run(args, backend) {
      const { workspace } = backend;
      const channel = visibleChannel(args, backend);
      if (channel.archived) throw new Refusal('is_archived');
      if (channel.kind !== 'public') throw new Refusal('method_not_supported_for_channel_type');
      if (channel.members.has(workspace.bot.id)) {
        return { channel: wireChannel(workspace, channel), warning: 'already_in_channel' };
      }

      const joined = { ...channel, members: new Set([...channel.members, workspace.bot.id]) };
      workspace.putChannel(joined);
      backend.emit(joinedEvent(workspace, joined, workspace.bot));
      return { channel: wireChannel(workspace, joined) };
    },
  },

  'conversations.open': {
    scopes: () => ['im:write'],
    run(args, backend) {
      const [first, ...others] = required(args, 'users', 'users_list_not_supplied').split(',');
      if (others.length > 0) throw new Refusal('not_enough_users');
      const user = namedUser({ user: first }, backend);
      return { channel: { id: backend.workspace.directMessage(user).id } };
    },
  },

  'conversations.history': {
    scopes: scopeFor('history'),
    run(args, backend) {
      const channel = insideChannel(args, backend);
      const top = backend.workspace.messages(channel.id).filter((message) => !isHiddenReply(message));
      return messagesOf(top.filter(between(args)).toReversed(), args, backend);
    },
  },

  'conversations.replies': {
    scopes: scopeFor('history'),
    run(args, backend) {
      const channel = insideChannel(args, backend);
      const found = backend.workspace.message(channel.id, required(args, 'ts', 'thread_not_found'));
      const parent = found?.thread_ts ? backend.workspace.message(channel.id, found.thread_ts) : found;
      if (!parent) throw new Refusal('thread_not_found');
      return messagesOf([parent, ...backend.workspace.replies(parent).filter(between(args))], args, backend);
    },
  },
};

function scopeFor(right: 'read' | 'history') {
  return (args: Fields, backend: Backend): readonly string[] => {
    const channel = backend.workspace.channel(textField(args, 'channel') ?? '');
    return [`${PREFIX[channel?.kind ?? 'public']}:${right}`];
  };
}

function typesOf(args: Fields): readonly Channel['kind'][] {
  const types = (textField(args, 'types') ?? 'public_channel').split(',').map((type) => type.trim());
  return types.flatMap((type) => KINDS[type] ?? []);
}

function isVisible(channel: Channel, { workspace }: Backend): boolean {
  return channel.kind === 'public' || channel.members.has(workspace.bot.id);
}

function listOf(args: Fields, backend: Backend, keep: (channel: Channel) => boolean): Fields {
  const kinds = typesOf(args);
  const withArchived = args['exclude_archived'] !== true;
  const all = backend.workspace.channels.filter(
    (channel) => kinds.includes(channel.kind) && keep(channel) && (withArchived || !channel.archived),
  );
  const { part, next } = page(all, args);
  return {
    channels: part.map((channel) => wireChannel(backend.workspace, channel)),
    response_metadata: { next_cursor: next },
  };
}

function insideChannel(args: Fields, backend: Backend): Channel {
  const channel = visibleChannel(args, backend);
  if (!channel.members.has(backend.workspace.bot.id)) throw new Refusal('not_in_channel');
  return channel;
}

function isHiddenReply(message: Message): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts && message.subtype !== 'thread_broadcast';
}

function between(args: Fields): (message: Message) => boolean {
  const oldest = Number(args['oldest'] ?? 0);
  const latest = Number(args['latest'] ?? Number.POSITIVE_INFINITY);
  const inclusive = args['inclusive'] === true;
  return ({ ts }) => {
    const at = Number(ts);
    return (at > oldest && at < latest) || (inclusive && (at === oldest || at === latest));
  };
}

function messagesOf(messages: readonly Message[], args: Fields, backend: Backend): Fields {
  const { part, next } = page(messages, args);
  const withMetadata = args['include_all_metadata'] === true;
  return {
    messages: part.map((message) => {
      const { metadata, ...rest } = wireMessage(backend.workspace, message);
      return withMetadata && metadata ? { ...rest, metadata } : rest;
    }),
    has_more: next !== '',
    response_metadata: { next_cursor: next },
  };
}
