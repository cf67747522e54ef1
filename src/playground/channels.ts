import type { Delivery } from './delivery.ts';
import { channelEvent, joinedEvent, leftEvents, messageEvent } from './events.ts';
import type { Channel, Fields, Message, User } from './shapes.ts';
import type { Workspace } from './workspace.ts';

/** What a new channel is like. */
export interface NewChannel {
  readonly name: string;
  readonly private?: boolean;
  /** Who is in it from the beginning, beside who made it. */
  readonly members?: readonly User[];
}

/** What people do with channels: Slack changes them, says so in them, and tells the app. Refusals are in words for people. */
export class Channels {
  readonly #workspace: Workspace;
  readonly #delivery: Delivery;

  constructor(workspace: Workspace, delivery: Delivery) {
    this.#workspace = workspace;
    this.#delivery = delivery;
  }

  /** Makes a channel; the maker is in it. */
  async create(by: User, { name, private: isPrivate = false, members = [] }: NewChannel): Promise<Channel> {
    this.#checkName(name);
    const channel = this.#workspace.addChannel({
      name,
      kind: isPrivate ? 'private' : 'public',
      archived: false,
      topic: '',
      members: new Set([by.id]),
      creator: by.id,
    });
    this.#say(channel, by, 'channel_join', `<@${by.id}> has joined the channel`);
    if (!isPrivate) await this.#delivery.emit(channelEvent(this.#workspace, 'created', channel, by));
    for (const member of members.filter(({ id }) => id !== by.id)) await this.invite(by, channel, member);
    return this.#now(channel);
  }

  /** Adds somebody, or the app. */
  async invite(by: User, channel: Channel, guest: User): Promise<void> {
    this.#mustBeOpen(by, channel);
    if (this.#now(channel).members.has(guest.id)) return;
    const joined = { ...this.#now(channel), members: new Set([...this.#now(channel).members, guest.id]) };
    this.#workspace.putChannel(joined);
    await Promise.all([
      this.#say(joined, guest, 'channel_join', `<@${guest.id}> has joined the channel`, { inviter: by.id }),
      this.#delivery.emit(joinedEvent(this.#workspace, joined, guest, by)),
    ]);
  }

  /** Takes somebody, or the app, out. */
  async remove(by: User, channel: Channel, gone: User): Promise<void> {
    this.#mustBeOpen(by, channel);
    if (!this.#now(channel).members.has(gone.id)) return;
    const members = new Set([...this.#now(channel).members].filter((id) => id !== gone.id));
    const left = { ...this.#now(channel), members };
    this.#workspace.putChannel(left);
    const said = this.#say(left, gone, 'channel_leave', `<@${gone.id}> was removed from the channel`);
    const events = leftEvents(this.#workspace, left, gone);
    await Promise.all([said, ...events.map((event) => this.#delivery.emit(event))]);
  }

  /** Gives a channel another name. */
  async rename(by: User, channel: Channel, name: string): Promise<Channel> {
    this.#mustBeOpen(by, channel);
    if (name === channel.name) return channel;
    this.#checkName(name);
    const renamed = { ...this.#now(channel), name };
    this.#workspace.putChannel(renamed);
    const words = `<@${by.id}> has renamed the channel from "${channel.name}" to "${name}"`;
    await Promise.all([
      this.#say(renamed, by, 'channel_name', words, { old_name: channel.name, name }),
      this.#delivery.emit(channelEvent(this.#workspace, 'rename', renamed, by)),
    ]);
    return renamed;
  }

  /** Archives a channel: it can be read, and nobody can post in it. */
  async archive(by: User, channel: Channel): Promise<Channel> {
    this.#mustBeOpen(by, channel);
    const said = this.#say(channel, by, 'channel_archive', `<@${by.id}> archived the channel`);
    const archived = { ...this.#now(channel), archived: true };
    this.#workspace.putChannel(archived);
    await Promise.all([said, this.#delivery.emit(channelEvent(this.#workspace, 'archive', archived, by))]);
    return archived;
  }

  /** Opens an archived channel again. */
  async unarchive(by: User, channel: Channel): Promise<Channel> {
    if (!this.#now(channel).archived) return channel;
    const opened = { ...this.#now(channel), archived: false };
    this.#workspace.putChannel(opened);
    const said = this.#say(opened, by, 'channel_unarchive', `<@${by.id}> unarchived the channel`);
    await Promise.all([said, this.#delivery.emit(channelEvent(this.#workspace, 'unarchive', opened, by))]);
    return opened;
  }

  #now(channel: Channel): Channel {
    return this.#workspace.channel(channel.id) ?? channel;
  }

  #mustBeOpen(by: User, channel: Channel): void {
    const now = this.#now(channel);
    if (now.kind === 'im') throw new Error('A direct message cannot be changed like a channel.');
    if (!now.members.has(by.id)) throw new Error(`${by.realName} is not in #${now.name}.`);
    if (now.archived) throw new Error(`#${now.name} is archived.`);
  }

  #checkName(name: string): void {
    if (!/^[\p{Ll}\p{Lo}\p{N}_-]{1,80}$/u.test(name)) {
      throw new Error('A channel name has small letters, digits, hyphens and underscores, at most 80 of them.');
    }
    const isTaken = this.#workspace.channels.some((one) => one.kind !== 'im' && one.name === name);
    if (isTaken) throw new Error(`There is a channel #${name} already.`);
  }

  #say(channel: Channel, by: User, subtype: string, text: string, more: Fields = {}): Promise<void> {
    const message: Message = {
      channel: channel.id,
      ts: this.#workspace.nextTs(),
      user: by.id,
      text,
      subtype,
      blocks: [],
      attachments: [],
      reactions: [],
    };
    this.#workspace.putMessage(message);
    return this.#delivery.emit({ ...messageEvent(this.#workspace, message), ...more });
  }
}
