/** Something from outside with named fields, not yet looked at. */
export type Fields = Readonly<Record<string, unknown>>;

/** A block as the app sent it, with the `block_id` Slack adds when there was none. */
export interface Block extends Fields {
  readonly type: string;
  readonly block_id: string;
}

/** A person or bot of the workspace. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly tz: string;
  readonly locale: string;
  readonly isBot: boolean;
}

/** People who are mentioned together, such as those on call. */
export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly description: string;
  readonly users: readonly string[];
}

/** A channel or direct message. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly archived: boolean;
  readonly topic: string;
  readonly members: ReadonlySet<string>;
  /** Who made it. */
  readonly creator: string;
  /** Seconds. */
  readonly created: number;
}

/** Who reacted with what. */
export interface Reaction {
  readonly name: string;
  readonly users: readonly string[];
}

/** One message. It never changes: an update puts another in its place, under the same `ts`. */
export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly attachments: readonly Fields[];
  readonly reactions: readonly Reaction[];
  readonly files?: readonly Fields[];
  readonly thread_ts?: string;
  readonly bot_id?: string;
  readonly subtype?: string;
  readonly metadata?: Fields;
  readonly edited?: { readonly user: string; readonly ts: string };
  /** The one user who sees an ephemeral message. */
  readonly ephemeralTo?: string;
}

/** What a person has put into the inputs of a message or view: block, action, value. */
export type InputState = Readonly<Record<string, Readonly<Record<string, Fields>>>>;

/** A modal or Home tab. It never changes: an update puts another in its place, under the same `id`. */
export interface View {
  readonly id: string;
  readonly user: string;
  readonly type: 'modal' | 'home';
  readonly blocks: readonly Block[];
  readonly title?: Fields;
  readonly submit?: Fields;
  readonly close?: Fields;
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly external_id: string;
  readonly notify_on_close: boolean;
  readonly clear_on_close: boolean;
  readonly hash: string;
  readonly root_view_id: string;
  readonly previous_view_id: string | null;
  /** The channel a modal was opened in, for selects that start with it. */
  readonly openedIn?: string;
  readonly state: { readonly values: InputState };
}

const FROM_SLACK = ['channel_join', 'channel_leave', 'channel_name', 'channel_archive', 'channel_unarchive'];

/** Whether a message is what Slack itself says in a channel, such as that somebody joined. */
export function isFromSlack(message: Message): boolean {
  return message.subtype !== undefined && FROM_SLACK.includes(message.subtype);
}

/** Whether something has named fields. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field, when it is a text. */
export function textField(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}

/** The field, when it holds fields itself. */
export function fieldsField(fields: Fields, name: string): Fields | undefined {
  const value = fields[name];
  return isFields(value) ? value : undefined;
}

/** The members of a list that have fields themselves; none when there is no list. */
export function listField(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter(isFields) : [];
}
