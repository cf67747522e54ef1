import { type Backend, type Methods, namedUser, page, required, visibleChannel } from '../backend.ts';
import { Refusal } from '../refusal.ts';
import type { Fields, Message, Reaction } from '../shapes.ts';
import { emailOf, wireUser } from '../wire.ts';

/** `users.*`, `reactions.*`, `team.info`, `bots.info`: who is there and what they think. */
export const peopleMethods: Methods = {
  'users.info': {
    scopes: () => ['users:read'],
    run(args, backend) {
      return { user: wireUser(backend.workspace, namedUser(args, backend), args['include_locale'] === true) };
    },
  },

  'users.list': {
    scopes: () => ['users:read'],
    run(args, backend) {
      const { part, next } = page(backend.workspace.users, args);
      const withLocale = args['include_locale'] === true;
      return {
        members: part.map((user) => wireUser(backend.workspace, user, withLocale)),
        response_metadata: { next_cursor: next },
      };
    },
  },

  'users.lookupByEmail': {
    scopes: () => ['users:read.email'],
    run(args, { workspace }) {
      const email = required(args, 'email', 'users_not_found');
      const user = workspace.users.find((one) => !one.isBot && emailOf(workspace, one) === email);
      if (!user) throw new Refusal('users_not_found');
      return { user: wireUser(workspace, user) };
    },
  },

  'team.info': {
    scopes: () => ['team:read'],
    run: (_args, { workspace }) => ({ team: { ...workspace.team, email_domain: '' } }),
  },

  'bots.info': {
    scopes: () => ['users:read'],
    run(args, { workspace }) {
      if (args['bot'] !== workspace.botId) throw new Refusal('bot_not_found');
      return {
        bot: {
          id: workspace.botId,
          deleted: false,
          name: workspace.bot.name,
          user_id: workspace.bot.id,
          app_id: workspace.appId,
        },
      };
    },
  },

  'reactions.add': {
    scopes: () => ['reactions:write'],
    run(args, backend) {
      const { message, name, own, others } = reactionOf(args, backend);
      if (own?.users.includes(backend.workspace.bot.id)) throw new Refusal('already_reacted');

      const users = [...(own?.users ?? []), backend.workspace.bot.id];
      backend.workspace.putMessage({ ...message, reactions: [...others, { name, users }] });
      return {};
    },
  },

  'reactions.remove': {
    scopes: () => ['reactions:write'],
    run(args, backend) {
      const { message, name, own, others } = reactionOf(args, backend);
      if (!own?.users.includes(backend.workspace.bot.id)) throw new Refusal('no_reaction');

      const users = own.users.filter((user) => user !== backend.workspace.bot.id);
      const reactions = users.length > 0 ? [...others, { name, users }] : others;
      backend.workspace.putMessage({ ...message, reactions });
      return {};
    },
  },
};

interface Reacting {
  readonly message: Message;
  readonly name: string;
  readonly own: Reaction | undefined;
  readonly others: readonly Reaction[];
}

function reactionOf(args: Fields, backend: Backend): Reacting {
  const name = required(args, 'name', 'invalid_name').replace(/^:|:$/g, '');
  if (!/^[\w+'-]+(::skin-tone-\d)?$/.test(name)) throw new Refusal('invalid_name');

  const channel = visibleChannel(args, backend);
  const message = backend.workspace.message(channel.id, required(args, 'timestamp', 'no_item_specified'));
  if (!message) throw new Refusal('message_not_found');
  if (!channel.members.has(backend.workspace.bot.id)) throw new Refusal('not_in_channel');
  if (channel.archived) throw new Refusal('is_archived');

  return {
    message,
    name,
    own: message.reactions.find((one) => one.name === name),
    others: message.reactions.filter((one) => one.name !== name),
  };
}
