import type { Channel, Fields, Message, User } from './shapes.ts';
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
};

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
  const scope = SCOPE_OF[subscription];
  if (!subscriptions.includes(subscription) || (scope && !scopes.includes(scope))) return false;

  const channel = workspace.channel(String(event['channel'] ?? ''));
  return event['type'] === 'app_home_opened' || !channel || channel.members.has(workspace.bot.id);
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
