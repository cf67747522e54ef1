import type { Channels } from './channels.ts';
import { givenValue, isGiven, type Placed, placedElements, withValue } from './inputs.ts';
import type { Interactions } from './interactions.ts';
import {
  type Channel,
  type Fields,
  fieldsField,
  isFields,
  type Message,
  textField,
  type User,
  type View,
} from './shapes.ts';
import type { Workspace } from './workspace.ts';

/** Does what somebody did on the page; throws in words for that person. */
export type PageAct = (act: Fields) => Promise<Fields>;

type Act = (act: Fields, user: User) => Promise<unknown>;

/** What people can do on the page: in the workspace, and `more`. */
export function pageActs(
  workspace: Workspace,
  interactions: Interactions,
  more: Readonly<Record<string, Act>>,
): PageAct {
  const ignore = (): void => {};
  const acts: Readonly<Record<string, Act>> = {
    ...more,
    ...channelActs(workspace, interactions.channels),

    async send(act, user) {
      const channel = channelOf(workspace, act, user);
      const text = (textField(act, 'text') ?? '').trim();
      const thread = textField(act, 'thread');
      if (text === '') return undefined;
      if (text.startsWith('/') && !thread) return { ...(await interactions.command(user, channel, text, ignore)) };
      if (text.startsWith('/')) throw new Error('Slash commands do not work in threads. Mention the app instead.');
      await interactions.say(user, channel, text, thread);
    },

    async click(act, user) {
      const place = placeOf(workspace, act, user);
      const placed = elementOf(place, act);
      const given = act['given'];
      const type = String(placed.element['type']);
      const value = type === 'button' ? { type } : givenValue(placed.element, isGiven(given) ? given : null);
      if ('ts' in place) return { ...(await interactions.actInMessage(user, place, placed, value, ignore)) };
      return { ...(await interactions.actInView(user, place, placed, value)) };
    },

    async suggest(act, user) {
      const place = placeOf(workspace, act, user);
      return { options: await interactions.suggest(user, place, elementOf(place, act), textField(act, 'text') ?? '') };
    },

    async submit(act, user) {
      const view = workspace.modals(user.id).at(-1);
      if (!view || view.id !== act['view']) throw new Error('This dialog is not open any more.');
      const filled = fill(view, fieldsField(act, 'values') ?? {});
      workspace.putView(filled);
      return { ...(await interactions.submit(user, filled)) };
    },

    async close(act, user) {
      await interactions.modals.close(user, act['all'] === true);
    },

    async home(_act, user) {
      await interactions.openApp(user, 'home');
    },

    async messages(_act, user) {
      await interactions.openApp(user, 'messages');
    },

    async shortcut(act, user) {
      const message = textField(act, 'ts') ? placeOf(workspace, act, user) : undefined;
      const on = message && 'ts' in message ? message : undefined;
      return { ...(await interactions.shortcut(user, textField(act, 'callback_id') ?? '', on, ignore)) };
    },
  };

  return async (act) => {
    const user = workspace.user(textField(act, 'user') ?? '');
    const name = textField(act, 'act') ?? '';
    const run = Object.hasOwn(acts, name) ? acts[name] : undefined;
    if (!run || !user || user.isBot) throw new Error('The page asked for something the workspace does not know.');
    const outcome = await run(act, user);
    return isFields(outcome) ? outcome : {};
  };
}

function channelActs(workspace: Workspace, channels: Channels): Readonly<Record<string, Act>> {
  const named = (act: Fields): Channel => {
    const channel = workspace.channel(textField(act, 'channel') ?? '');
    if (!channel) throw new Error('There is no such channel.');
    return channel;
  };
  return {
    async createChannel(act, user) {
      const wanted = Array.isArray(act['members']) ? act['members'] : [];
      const members = workspace.users.filter(({ id }) => wanted.includes(id));
      const name = (textField(act, 'name') ?? '').trim().replace(/^#/, '');
      const channel = await channels.create(user, { name, private: act['private'] === true, members });
      return { channel: channel.id };
    },
    async renameChannel(act, user) {
      await channels.rename(user, named(act), (textField(act, 'name') ?? '').trim().replace(/^#/, ''));
    },
    async archiveChannel(act, user) {
      await channels.archive(user, named(act));
    },
    async unarchiveChannel(act, user) {
      await channels.unarchive(user, named(act));
    },
    async inviteApp(act, user) {
      await channels.invite(user, named(act), workspace.bot);
    },
    async removeApp(act, user) {
      await channels.remove(user, named(act), workspace.bot);
    },
  };
}

function channelOf(workspace: Workspace, act: Fields, user: User): Channel {
  const channel = workspace.channel(textField(act, 'channel') ?? '');
  if (!channel?.members.has(user.id)) throw new Error(`${user.realName} is not in this channel.`);
  if (channel.archived) throw new Error('This channel is archived: nobody can post in it.');
  return channel;
}

function placeOf(workspace: Workspace, act: Fields, user: User): Message | View {
  const view = textField(act, 'view');
  if (view) {
    const found = workspace.view(view);
    if (found?.user === user.id) return found;
    throw new Error('This dialog is not open any more.');
  }

  const channel = workspace.channel(textField(act, 'channel') ?? '');
  const ts = textField(act, 'ts') ?? '';
  const message = channel && (workspace.message(channel.id, ts) ?? workspace.ephemeral(channel.id, ts));
  if (!message || (message.ephemeralTo ?? user.id) !== user.id) throw new Error('This message is gone.');
  return message;
}

function elementOf(place: Message | View, act: Fields): Placed {
  const found = placedElements(place.blocks).find(
    ({ block, element }) => block.block_id === act['block_id'] && element['action_id'] === act['action_id'],
  );
  if (!found) throw new Error('This was changed meanwhile: look again.');
  return found;
}

function fill(view: View, values: Fields): View {
  let state = view.state.values;
  for (const placed of placedElements(view.blocks)) {
    const block = values[placed.block.block_id];
    const given = isFields(block) ? block[String(placed.element['action_id'])] : undefined;
    if (isGiven(given)) state = withValue(state, placed, givenValue(placed.element, given));
  }
  return { ...view, state: { values: state } };
}
