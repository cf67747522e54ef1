import { type Given, type GivenValues, givenValue, labelOf, type Placed, placedElements, withValue } from './inputs.ts';
import type { Interactions, Outcome } from './interactions.ts';
import type { SubmitOutcome } from './modals.ts';
import { visibleText } from './read.ts';
import type { Channel, Fields, Message, User, View } from './shapes.ts';
import type { Workspace } from './workspace.ts';

/** What came of a command, click or shortcut. */
export interface Result extends Outcome {
  /** Messages shown through the acknowledgement and the response_url until now; grows when more come. */
  readonly messages: readonly Message[];
  /** The words of those messages. */
  readonly text: string;
  /** The modal on top, if one is open now. */
  readonly modal?: View;
}

/** What came of a submitted modal. */
export interface SubmitResult extends SubmitOutcome {
  /** The modal on top afterwards: the same with errors, an updated or pushed one, the one below, or none. */
  readonly modal?: View;
}

/** How to click. */
export interface ClickOptions {
  /** What to choose in a select, overflow, date picker or checkboxes. */
  readonly choose?: Given;
  /** What to answer in a confirm dialog; yes when left out. */
  readonly confirm?: boolean;
  /** The block, when several hold such an element. */
  readonly block?: string;
}

/** A person of the workspace whom a test lets act. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** Types a slash command in a channel (the first one when left out). */
  command(line: string, where?: { readonly channel?: string }): Promise<Result>;
  /** Clicks an element of a message or view by its `action_id` or words; throws when it is not there. */
  click(place: Message | View, what: string, options?: ClickOptions): Promise<Result>;
  /** Fills inputs by `action_id` or `block_id` and submits the modal. */
  submit(view: View, values?: GivenValues): Promise<SubmitResult>;
  /** Closes the top modal with its X or Cancel, or all of them. */
  close(options?: { readonly all?: boolean }): Promise<void>;
  /** Posts a message; `@name` and links become what Slack makes of them. */
  say(channel: string, text: string, options?: { readonly thread?: Message | string }): Promise<Message>;
  /** Opens the app's Home tab; gives what is published there afterwards. */
  openHome(): Promise<View | undefined>;
  /** Opens the direct message with the app. */
  openMessages(): Promise<void>;
  /** Uses a shortcut, on a message or from the composer. */
  shortcut(callbackId: string, message?: Message): Promise<Result>;
  /** What an external select offers for some typed letters. */
  options(place: Message | View, what: string, typed: string): Promise<readonly Fields[]>;
  /** The modal on top. */
  modal(): View | undefined;
  /** Makes a channel with this person in it; `members` are names, the app's too. */
  createChannel(
    name: string,
    options?: { readonly private?: boolean; readonly members?: readonly string[] },
  ): Promise<Channel>;
  /** Adds somebody to a channel; the app when nobody is named. */
  invite(channel: string, who?: string): Promise<void>;
  /** Takes somebody out of a channel; the app when nobody is named. */
  remove(channel: string, who?: string): Promise<void>;
  renameChannel(channel: string, name: string): Promise<Channel>;
  archive(channel: string): Promise<Channel>;
  unarchive(channel: string): Promise<Channel>;
}

/** What a person needs around. */
export interface PersonOptions {
  readonly workspace: Workspace;
  readonly interactions: Interactions;
  /** Waits until the app has done what it does at once. */
  settle(): Promise<void>;
}

/** A person to act in tests. */
export function personFor(user: User, { workspace, interactions, settle }: PersonOptions): Person {
  const current = (place: Message | View): Message | View => {
    const found =
      'ts' in place
        ? place.ephemeralTo === undefined
          ? workspace.message(place.channel, place.ts)
          : workspace.ephemeral(place.channel, place.ts)
        : workspace.view(place.id);
    if (!found) throw new Error(`${user.name} does not see this ${'ts' in place ? 'message' : 'view'} any more`);
    return found;
  };

  const result = async (work: (shown: (message: Message) => void) => Promise<Outcome>): Promise<Result> => {
    const shown: Message[] = [];
    const outcome = await work((message) => shown.push(message));
    await settle();
    const modal = workspace.modals(user.id).at(-1);
    return {
      ...outcome,
      get messages() {
        return shown;
      },
      get text() {
        return shown.map(visibleText).join('\n');
      },
      ...(modal ? { modal } : {}),
    };
  };

  const { channels } = interactions;
  const named = (name: string): Channel => {
    const channel = workspace.channel(name);
    if (!channel) throw new Error(`there is no channel ${name}`);
    return channel;
  };
  const somebody = (name: string): User => {
    const found = workspace.user(name);
    if (!found) throw new Error(`there is nobody called ${name}`);
    return found;
  };
  const settled = async <Value>(work: Promise<Value>): Promise<Value> => {
    const value = await work;
    await settle();
    return value;
  };

  return {
    id: user.id,
    name: user.name,
    createChannel: (name, { members = [], ...more } = {}) =>
      settled(channels.create(user, { name, ...more, members: members.map(somebody) })),
    invite: (channel, who = workspace.bot.name) => settled(channels.invite(user, named(channel), somebody(who))),
    remove: (channel, who = workspace.bot.name) => settled(channels.remove(user, named(channel), somebody(who))),
    renameChannel: (channel, name) => settled(channels.rename(user, named(channel), name)),
    archive: (channel) => settled(channels.archive(user, named(channel))),
    unarchive: (channel) => settled(channels.unarchive(user, named(channel))),
    modal: () => workspace.modals(user.id).at(-1),

    async command(line, where = {}) {
      const channel = channelOf(workspace, user, where.channel);
      return result((shown) => interactions.command(user, channel, line, shown));
    },

    async click(place, what, options = {}) {
      const now = current(place);
      const placed = find(now, what, options.block);
      if (placed.element['confirm'] && options.confirm === false) return result(async () => ({ acked: true }));
      return result((shown) => {
        const value = chosen(placed, options.choose);
        if (!('ts' in now)) return interactions.actInView(user, now, placed, value);
        mustSee(workspace, user, now);
        return interactions.actInMessage(user, now, placed, value, shown);
      });
    },

    async submit(view, values = {}) {
      let now = current(view) as View;
      for (const [key, given] of Object.entries(values)) {
        const placed = placedElements(now.blocks).find(
          ({ block, element }) => element['action_id'] === key || block.block_id === key,
        );
        if (!placed) throw new Error(`the view has no input ${key}`);
        const state = withValue(now.state.values, placed, givenValue(placed.element, given));
        now = { ...now, state: { values: state } };
      }
      workspace.putView(now);
      const outcome = await interactions.submit(user, now);
      await settle();
      const modal = workspace.modals(user.id).at(-1);
      return { ...outcome, ...(modal ? { modal } : {}) };
    },

    async close(options = {}) {
      await interactions.modals.close(user, options.all ?? false);
      await settle();
    },

    async say(channel, text, options = {}) {
      const thread =
        typeof options.thread === 'string' ? options.thread : (options.thread?.thread_ts ?? options.thread?.ts);
      const message = await interactions.say(user, channelOf(workspace, user, channel), text, thread);
      await settle();
      return message;
    },

    async openHome() {
      await interactions.openApp(user, 'home');
      await settle();
      return workspace.home(user.id);
    },

    async openMessages() {
      await interactions.openApp(user, 'messages');
      await settle();
    },

    async shortcut(callbackId, message) {
      const now = message && (current(message) as Message);
      return result((shown) => interactions.shortcut(user, callbackId, now, shown));
    },

    async options(place, what, typed) {
      const now = current(place);
      return interactions.suggest(user, now, find(now, what), typed);
    },
  };
}

function channelOf(workspace: Workspace, user: User, name: string | undefined): Channel {
  if (name === 'dm' || name === `@${workspace.bot.name}`) return workspace.directMessage(user);
  const found =
    name === undefined
      ? workspace.channels.find((channel) => channel.kind !== 'im' && channel.members.has(user.id))
      : workspace.channel(name);
  if (!found) throw new Error(`there is no channel ${name ?? ''}`);
  if (!found.members.has(user.id)) throw new Error(`${user.name} is not in #${found.name}`);
  if (found.archived) throw new Error(`#${found.name} is archived`);
  return found;
}

function mustSee(workspace: Workspace, user: User, message: Message): void {
  const isInside = workspace.channel(message.channel)?.members.has(user.id);
  if (!isInside || (message.ephemeralTo !== undefined && message.ephemeralTo !== user.id)) {
    throw new Error(`${user.name} does not see this message`);
  }
}

function find(place: Message | View, what: string, block?: string): Placed {
  const all = placedElements(place.blocks).filter((one) => block === undefined || one.block.block_id === block);
  const found =
    all.find(({ element }) => element['action_id'] === what) ??
    all.find(({ element }) => labelOf(element) === what) ??
    all.find((placed) => placed.block.block_id === what);
  if (found) return found;

  const there = all.map(
    ({ element }) => `${labelOf(element) || String(element['type'])} (${String(element['action_id'])})`,
  );
  throw new Error(`there is no "${what}" to click, only: ${there.join(', ') || 'nothing'}\n${visibleText(place)}`);
}

function chosen({ element }: Placed, given: Given | undefined): Fields {
  if (element['type'] === 'button' || element['type'] === 'icon_button') return { type: element['type'] };
  if (given === undefined) throw new Error(`say what to choose in ${String(element['action_id'])}: { choose: … }`);
  return givenValue(element, given);
}
