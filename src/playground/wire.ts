import type { Channel, Fields, Message, User, View } from './shapes.ts';
import type { Workspace } from './workspace.ts';

/** A message as Slack's answers and payloads carry it. */
export function wireMessage(workspace: Workspace, message: Message): Fields {
  const { channel: _channel, ephemeralTo: _ephemeralTo, attachments, reactions, blocks, ...rest } = message;
  const replies = workspace.replies(message);
  const users = [...new Set(replies.map((reply) => reply.user))];

  return {
    type: 'message',
    ...rest,
    team: workspace.team.id,
    ...(message.bot_id ? { app_id: workspace.appId } : {}),
    ...(blocks.length > 0 ? { blocks } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(reactions.length > 0 ? { reactions: reactions.map((one) => ({ ...one, count: one.users.length })) } : {}),
    ...(replies.length > 0
      ? {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users_count: users.length,
          reply_users: users,
          latest_reply: replies.at(-1)?.ts,
        }
      : {}),
  };
}

/** A view as Slack's answers and payloads carry it. */
export function wireView(workspace: Workspace, view: View): Fields {
  const { user: _user, openedIn: _openedIn, ...rest } = view;
  return {
    ...rest,
    title: view.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    submit: view.submit ?? null,
    close: view.close ?? null,
    team_id: workspace.team.id,
    app_id: workspace.appId,
    app_installed_team_id: workspace.team.id,
    bot_id: workspace.botId,
  };
}

/** A channel as `conversations.*` gives it. */
export function wireChannel(workspace: Workspace, channel: Channel): Fields {
  const isMember = channel.members.has(workspace.bot.id);
  if (channel.kind === 'im') {
    const user = [...channel.members].find((id) => id !== workspace.bot.id);
    return { id: channel.id, is_im: true, is_channel: false, is_group: false, user, is_user_deleted: false };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    created: channel.created,
    creator: channel.creator,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_private: channel.kind === 'private',
    is_im: false,
    is_mpim: false,
    is_archived: channel.archived,
    is_general: false,
    is_member: isMember,
    num_members: channel.members.size,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}

/** A user as `users.*` gives it. */
export function wireUser(workspace: Workspace, user: User, withLocale = false): Fields {
  return {
    id: user.id,
    team_id: workspace.team.id,
    name: user.name,
    real_name: user.realName,
    deleted: false,
    tz: user.tz,
    tz_label: zoneName(user.tz, workspace.clock.now()),
    tz_offset: zoneOffset(user.tz, workspace.clock.now()),
    is_bot: user.isBot,
    is_app_user: false,
    is_admin: false,
    ...(withLocale ? { locale: user.locale } : {}),
    profile: {
      real_name: user.realName,
      display_name: user.name,
      ...(user.isBot ? { bot_id: workspace.botId, api_app_id: workspace.appId } : {}),
    },
  };
}

/** The address of a person. */
export function emailOf(workspace: Workspace, user: User): string {
  return `${user.name}@${workspace.team.domain}.example`;
}

function zoneName(tz: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: tz, timeZoneName: 'long' }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? tz;
}

function zoneOffset(tz: string, at: Date): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: tz, timeZoneName: 'longOffset' }).formatToParts(at);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60);
}
