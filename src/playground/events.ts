import { type Channel, type Fields, isFields, type Message, type User } from './shapes.ts';
import { wireMessage, wireView } from './wire.ts';
import type { Workspace } from './workspace.ts';

const CHANNEL_TYPE: Readonly<Record<Channel['kind'], string>> = { public: 'channel', private: 'group', im: 'im' };
const EVENT_OF: Readonly<Record<Channel['kind'], string>> = {
  public: 'message.channels',
  private: 'message.groups',
  im: 'message.im',
};
const SCOPE_OF: Readonly<Record<string, string>> = {
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
  app_mention: 'app_mentions:read',
  member_joined_channel: 'channels:read',
  channel_created: 'channels:read',
  channel_rename: 'channels:read',
  channel_archive: 'channels:read',
  channel_unarchive: 'channels:read',
  channel_left: 'channels:read',
  member_left_channel: 'channels:read',
  group_rename: 'groups:read',
  group_archive: 'groups:read',
  group_unarchive: 'groups:read',
  group_left: 'groups:read',
};
/** Events of public channels that the app is told of without being in them, and those that it left. */
const WITHOUT_MEMBERSHIP = [
  'app_home_opened',
  'channel_created',
  'channel_rename',
  'channel_archive',
  'channel_unarchive',
  'channel_left',
  'group_left',
];

/** The event of a message somebody, or the bot itself, posted. */
export function messageEvent(workspace: Workspace, message: Message): Fields {
  const channel = workspace.channel(message.channel);
  const { metadata: _metadata, reactions: _reactions, ...wire } = wireMessage(workspace, message);
  return {
    ...wire,
    channel: message.channel,
    channel_type: CHANNEL_TYPE[channel?.kind ?? 'public'],
    event_ts: message.ts,
  };
}

/** The event of a message that names the bot. */
export function mentionEvent(workspace: Workspace, message: Message): Fields {
  const { channel_type: _type, ...event } = messageEvent(workspace, message);
  return { ...event, type: 'app_mention' };
}

/** The event of a channel that was made, renamed, archived or opened again. */
export function channelEvent(
  workspace: Workspace,
  what: 'created' | 'rename' | 'archive' | 'unarchive',
  channel: Channel,
  by: User,
): Fields {
  const { id, name, created, creator } = channel;
  const type = `${channel.kind === 'private' ? 'group' : 'channel'}_${what}`;
  const event_ts = workspace.nextTs();
  if (what === 'archive' || what === 'unarchive') return { type, channel: id, user: by.id, event_ts };
  return { type, channel: { id, name, name_normalized: name, created, creator, is_channel: true }, event_ts };
}

/** The event of a person, or the app, who came into a channel. */
export function joinedEvent(workspace: Workspace, channel: Channel, user: User, inviter?: User): Fields {
  return { ...membership(workspace, 'member_joined_channel', channel, user), ...(inviter && { inviter: inviter.id }) };
}

/** The events of a person, or the app, who left a channel. */
export function leftEvents(workspace: Workspace, channel: Channel, user: User): readonly Fields[] {
  const left = membership(workspace, 'member_left_channel', channel, user);
  if (user.id !== workspace.bot.id) return [left];
  const type = channel.kind === 'private' ? 'group_left' : 'channel_left';
  return [left, { type, channel: channel.id, actor_id: user.id, event_ts: workspace.nextTs() }];
}

function membership(workspace: Workspace, type: string, channel: Channel, user: User): Fields {
  const channel_type = channel.kind === 'private' ? 'G' : 'C';
  return {
    type,
    user: user.id,
    channel: channel.id,
    channel_type,
    team: workspace.team.id,
    event_ts: workspace.nextTs(),
  };
}

/** The event of a person who looks at the app's Home or Messages tab. */
export function homeOpenedEvent(workspace: Workspace, user: User, tab: 'home' | 'messages'): Fields {
  const view = workspace.home(user.id);
  return {
    type: 'app_home_opened',
    user: user.id,
    channel: workspace.directMessage(user).id,
    tab,
    ...(tab === 'home' && view ? { view: wireView(workspace, view) } : {}),
    event_ts: workspace.nextTs(),
  };
}

/** The subscription an event belongs to, such as `message.channels`. */
function subscriptionOf(workspace: Workspace, event: Fields): string {
  if (event['type'] !== 'message') return String(event['type']);
  return EVENT_OF[workspace.channel(String(event['channel']))?.kind ?? 'public'];
}

/** Whether Slack would send this event to an app with these subscriptions and scopes. */
export function isSubscribed(
  workspace: Workspace,
  event: Fields,
  subscriptions: readonly string[],
  scopes: readonly string[],
): boolean {
  const subscription = subscriptionOf(workspace, event);
  const inPrivate = event['channel_type'] === 'G';
  const scope = inPrivate ? 'groups:read' : SCOPE_OF[subscription];
  if (!subscriptions.includes(subscription) || (scope && !scopes.includes(scope))) return false;
  if (WITHOUT_MEMBERSHIP.includes(subscription)) return true;
  if (subscription === 'member_left_channel' && event['user'] === workspace.bot.id) return true;

  const at = event['channel'];
  const channel = workspace.channel(isFields(at) ? String(at['id']) : String(at ?? ''));
  return !channel || channel.members.has(workspace.bot.id);
}

/** An event in its envelope; the same `id` again is a retry. */
export function eventCallback(workspace: Workspace, event: Fields, id: string): Fields {
  return {
    token: 'playground',
    team_id: workspace.team.id,
    api_app_id: workspace.appId,
    event,
    type: 'event_callback',
    event_id: id,
    event_time: Math.floor(workspace.clock.now().getTime() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: workspace.team.id,
        user_id: workspace.bot.id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${id}`,
  };
}
