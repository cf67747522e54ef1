import type { Clock } from './clock.ts';
import { Files } from './files.ts';
import { LIMITS } from './limits.ts';
import {
  type Block,
  type Channel,
  type Fields,
  isFields,
  type Message,
  type User,
  type UserGroup,
  type View,
} from './shapes.ts';

/** Something that changed in the workspace: for the page, and for tests that wait. */
export type Change =
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'deleted'; readonly message: Message }
  | { readonly type: 'channel'; readonly channel: Channel }
  | { readonly type: 'modals'; readonly user: string; readonly views: readonly View[] }
  | { readonly type: 'home'; readonly user: string; readonly view: View }
  | { readonly type: 'status'; readonly channel: string; readonly thread: string; readonly text: string }
  | { readonly type: 'notice'; readonly user: string; readonly text: string; readonly action?: FailedAction };

/** The element whose click the app did not acknowledge in time. */
export interface FailedAction {
  readonly block_id: string;
  readonly action_id: string;
  readonly ts?: string;
}

/** A person to put into the workspace. */
export interface UserOption {
  readonly name: string;
  readonly realName?: string;
  readonly tz?: string;
  readonly locale?: string;
}

/** A channel to put into the workspace. */
export interface ChannelOption {
  readonly name: string;
  readonly private?: boolean;
  readonly archived?: boolean;
  /** Whether the bot is a member. */
  readonly bot?: boolean;
  /** Names of the people in it; everybody when left out. */
  readonly members?: readonly string[];
  readonly topic?: string;
}

/** A user group to put into the workspace. */
export interface UserGroupOption {
  /** Without `@`. */
  readonly handle: string;
  readonly name?: string;
  readonly description?: string;
  /** Names of the people in it. */
  readonly users: readonly string[];
}

/** What a workspace is made of. */
export interface WorkspaceOptions {
  readonly clock: Clock;
  readonly name: string;
  readonly bot: string;
  readonly users: readonly UserOption[];
  readonly channels: readonly ChannelOption[];
  readonly userGroups: readonly UserGroupOption[];
}

/** Everything the workspace holds: people, channels, messages, views. It knows nothing of transports. */
export class Workspace {
  readonly clock: Clock;
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly bot: User;
  readonly botId = 'B0PLAYGRND';
  readonly appId = 'A0PLAYGRND';
  readonly files = new Files();
  readonly userGroups: readonly UserGroup[];

  readonly #users = new Map<string, User>();
  readonly #channels = new Map<string, Channel>();
  readonly #messages = new Map<string, Message>();
  readonly #ephemerals = new Map<string, Message>();
  readonly #modals = new Map<string, readonly View[]>();
  readonly #homes = new Map<string, View>();
  readonly #listeners = new Set<(change: Change) => void>();
  #lastMicros = 0;
  #counter = 0;

  constructor(options: WorkspaceOptions) {
    this.clock = options.clock;
    this.team = {
      id: 'T0PLAYGRND',
      name: options.name,
      domain: options.name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    };
    this.bot = this.#addUser({ name: options.bot, realName: capitalized(options.bot), tz: 'Etc/UTC' }, true);

    const people = options.users.map((user) => this.#addUser(user, false));
    this.userGroups = options.userGroups.map(({ handle, name, description, users }) => ({
      id: freshId('S', handle, new Map()),
      handle,
      name: name ?? capitalized(handle),
      description: description ?? '',
      users: people.filter((user) => users.includes(user.name)).map((user) => user.id),
    }));
    for (const channel of options.channels) {
      const members = people.filter((user) => !channel.members || channel.members.includes(user.name));
      this.#addChannel({
        name: channel.name,
        kind: channel.private ? 'private' : 'public',
        archived: channel.archived ?? false,
        topic: channel.topic ?? '',
        members: new Set([...members.map((user) => user.id), ...(channel.bot ? [this.bot.id] : [])]),
        creator: people[0]?.id ?? this.bot.id,
      });
    }
    for (const user of people) {
      const members = new Set([user.id, this.bot.id]);
      this.#addChannel({ name: user.name, kind: 'im', archived: false, topic: '', members, creator: user.id });
    }
  }

  get users(): readonly User[] {
    return [...this.#users.values()];
  }

  get channels(): readonly Channel[] {
    return [...this.#channels.values()];
  }

  /** A user by id or name, with or without `@`. */
  user(idOrName: string): User | undefined {
    const name = idOrName.replace(/^@/, '');
    return this.#users.get(name) ?? this.users.find((user) => user.name === name);
  }

  /** A channel by id or name, with or without `#`; the direct message with the bot by the user's id or `@name`. */
  channel(idOrName: string): Channel | undefined {
    const name = idOrName.replace(/^#/, '');
    const named = this.channels.find((channel) => channel.kind !== 'im' && channel.name === name);
    return this.#channels.get(name) ?? named ?? this.#directMessage(idOrName);
  }

  /** The direct message between a user and the bot. */
  directMessage(user: User): Channel {
    const found = this.#directMessage(user.id);
    if (!found) throw new Error(`there is no direct message with ${user.name}`);
    return found;
  }

  /** Adds a channel that was not there. */
  addChannel(channel: Omit<Channel, 'id' | 'created'>): Channel {
    const added = this.#addChannel(channel);
    this.#tell({ type: 'channel', channel: added });
    return added;
  }

  putChannel(channel: Channel): void {
    this.#channels.set(channel.id, channel);
    this.#tell({ type: 'channel', channel });
  }

  /** A time stamp later than every one before. */
  nextTs(): string {
    this.#lastMicros = Math.max(this.clock.now().getTime() * 1000, this.#lastMicros + 1);
    return `${Math.floor(this.#lastMicros / 1e6)}.${String(this.#lastMicros % 1e6).padStart(6, '0')}`;
  }

  /** A name never given before, such as `V0000000A3`. */
  nextId(prefix: string): string {
    this.#counter += 1;
    return prefix + this.#counter.toString(36).toUpperCase().padStart(9, '0');
  }

  /** Blocks with the ids that Slack gives to those that have none. */
  withIds(blocks: readonly Fields[]): readonly Block[] {
    const named = (element: unknown): unknown =>
      isFields(element) && element['action_id'] === undefined ? { ...element, action_id: this.nextId('a') } : element;

    return blocks.map((block) => ({
      ...block,
      type: String(block['type']),
      block_id: typeof block['block_id'] === 'string' ? block['block_id'] : this.nextId('b'),
      ...(block['accessory'] === undefined ? {} : { accessory: named(block['accessory']) }),
      ...(block['element'] === undefined ? {} : { element: named(block['element']) }),
      ...(block['type'] === 'actions' && Array.isArray(block['elements'])
        ? { elements: block['elements'].map(named) }
        : {}),
    }));
  }

  /** Messages of a channel, oldest first, replies included. */
  messages(channel?: string): readonly Message[] {
    const all = [...this.#messages.values()];
    return channel === undefined ? all : all.filter((message) => message.channel === channel);
  }

  message(channel: string, ts: string): Message | undefined {
    return this.#messages.get(`${channel}:${ts}`);
  }

  replies(parent: Message): readonly Message[] {
    return this.messages(parent.channel).filter(
      (message) => message.thread_ts === parent.ts && message.ts !== parent.ts,
    );
  }

  /** Ephemeral messages a user can see, oldest first. */
  ephemerals(user?: string): readonly Message[] {
    return [...this.#ephemerals.values()].filter((message) => user === undefined || message.ephemeralTo === user);
  }

  ephemeral(channel: string, ts: string): Message | undefined {
    return this.#ephemerals.get(`${channel}:${ts}`);
  }

  /** Adds a message, or puts it in the place of the one with its `ts`. */
  putMessage(message: Message): void {
    const shelf = message.ephemeralTo === undefined ? this.#messages : this.#ephemerals;
    shelf.set(`${message.channel}:${message.ts}`, message);
    for (const key of shelf.keys()) {
      if (shelf.size <= LIMITS.keptMessages) break;
      shelf.delete(key);
    }
    this.#tell({ type: 'message', message });
  }

  removeMessage(message: Message): void {
    const shelf = message.ephemeralTo === undefined ? this.#messages : this.#ephemerals;
    if (shelf.delete(`${message.channel}:${message.ts}`)) this.#tell({ type: 'deleted', message });
  }

  /** Open modals of a user, the top one last. */
  modals(user: string): readonly View[] {
    return this.#modals.get(user) ?? [];
  }

  setModals(user: string, views: readonly View[]): void {
    this.#modals.set(user, views);
    this.#tell({ type: 'modals', user, views });
  }

  home(user: string): View | undefined {
    return this.#homes.get(user);
  }

  setHome(view: View): void {
    this.#homes.set(view.user, view);
    this.#tell({ type: 'home', user: view.user, view });
  }

  /** Any open view, by its id or external id. */
  view(id: string): View | undefined {
    const open = [...this.#modals.values()].flat().concat([...this.#homes.values()]);
    return open.find((view) => view.id === id) ?? open.find((view) => id !== '' && view.external_id === id);
  }

  /** Puts a view in the place of the one with its id. */
  putView(view: View): void {
    if (view.type === 'home') {
      this.setHome(view);
      return;
    }
    this.setModals(
      view.user,
      this.modals(view.user).map((one) => (one.id === view.id ? view : one)),
    );
  }

  /** What the app is doing in a thread; its next message there takes it away. */
  setStatus(channel: string, thread: string, text: string): void {
    this.#tell({ type: 'status', channel, thread, text });
  }

  /** Something Slack itself tells a user. */
  notice(user: string, text: string, action?: FailedAction): void {
    this.#tell({ type: 'notice', user, text, ...(action ? { action } : {}) });
  }

  /** Calls back at each change; gives the way to stop. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  #directMessage(user: string): Channel | undefined {
    const found = this.#users.get(user) ?? (user.startsWith('@') ? this.user(user) : undefined);
    return found && this.channels.find((channel) => channel.kind === 'im' && channel.members.has(found.id));
  }

  #addUser(option: UserOption, isBot: boolean): User {
    const user: User = {
      id: freshId('U', option.name, this.#users),
      name: option.name,
      realName: option.realName ?? capitalized(option.name),
      tz: option.tz ?? 'Etc/UTC',
      locale: option.locale ?? 'en-US',
      isBot,
    };
    this.#users.set(user.id, user);
    return user;
  }

  #addChannel(channel: Omit<Channel, 'id' | 'created'>): Channel {
    const id = freshId(channel.kind === 'im' ? 'D' : 'C', channel.name, this.#channels);
    const added = { id, ...channel, created: Math.floor(this.clock.now().getTime() / 1000) };
    this.#channels.set(id, added);
    return added;
  }
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function freshId(prefix: string, name: string, taken: ReadonlyMap<string, unknown>): string {
  const letters = name.toUpperCase().replace(/[^A-Z0-9]/g, '');
  for (let count = 0; ; count += 1) {
    const suffix = count === 0 ? '' : String(count);
    const id = prefix + letters.slice(0, 9 - suffix.length).padStart(9 - suffix.length, '0') + suffix;
    if (!taken.has(id)) return id;
  }
}
