import { Refusal } from './refusal.ts';
import { type Channel, type Fields, textField, type User } from './shapes.ts';
import type { Tickets } from './tickets.ts';
import type { Workspace } from './workspace.ts';

/** What Web API methods work with. */
export interface Backend {
  readonly workspace: Workspace;
  readonly tickets: Tickets;
  readonly botScopes: readonly string[];
  /** Whether the app's manifest has the Home tab on. */
  readonly hasHomeTab: boolean;
  /** Milliseconds between the completion of an upload and the moment when blocks can show the file. */
  readonly filesReadyAfter: number;
  /** The address of a new Socket Mode connection. */
  socketUrl(ticket: string): string;
  /** Where the content of a file goes. */
  uploadUrl(file: string): string;
  /** Tells the app of an event, if it subscribed to it. */
  emit(event: Fields): void;
}

/** One Web API method. */
export interface Method {
  /** The kind of token it takes; a bot token when left out. */
  readonly token?: 'app';
  /** Scopes the token must have. */
  scopes(args: Fields, backend: Backend): readonly string[];
  run(args: Fields, backend: Backend): Fields;
}

/** Methods by name. */
export type Methods = Readonly<Record<string, Method>>;

/** A method's argument that must be there. */
export function required(args: Fields, name: string, code = 'invalid_arguments'): string {
  const value = textField(args, name);
  if (value) return value;
  throw new Refusal(code, {
    response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
  });
}

/** A channel the bot can see: a private one only from the inside. */
export function visibleChannel(args: Fields, { workspace }: Backend): Channel {
  const name = required(args, 'channel', 'channel_not_found');
  const channel = workspace.channel(name);
  if (!channel) throw new Refusal('channel_not_found');
  if (channel.kind === 'private' && !channel.members.has(workspace.bot.id)) throw new Refusal('channel_not_found');
  return channel;
}

/** A channel the bot can write to. */
export function writableChannel(args: Fields, backend: Backend, orPublic = false): Channel {
  const channel = visibleChannel(args, backend);
  if (channel.archived) throw new Refusal('is_archived');
  if (channel.members.has(backend.workspace.bot.id)) return channel;

  const isOpen = orPublic && channel.kind === 'public' && backend.botScopes.includes('chat:write.public');
  if (!isOpen) throw new Refusal('not_in_channel');
  return channel;
}

/** The user named by an argument. */
export function namedUser(args: Fields, { workspace }: Backend): User {
  const user = workspace.users.find((one) => one.id === args['user']);
  if (!user) throw new Refusal('user_not_found');
  return user;
}

/** A part of a list, as `limit` and `cursor` ask, and the cursor for the rest. */
export function page<Item>(
  items: readonly Item[],
  args: Fields,
): { readonly part: readonly Item[]; readonly next: string } {
  const limit = Math.min(Math.max(Number(args['limit'] ?? 100) || 100, 1), 1_000);
  const start = Number(Buffer.from(textField(args, 'cursor') ?? '', 'base64').toString()) || 0;
  const end = start + limit;
  return {
    part: items.slice(start, end),
    next: end < items.length ? Buffer.from(String(end)).toString('base64') : '',
  };
}
