import { contentOf } from './content.ts';
import { Refusal } from './refusal.ts';
import { type Fields, type Message, textField } from './shapes.ts';
import type { ResponseGrant } from './tickets.ts';
import type { Workspace } from './workspace.ts';

/**
 * Shows what an app answers through a command's acknowledgement or a response_url.
 * Gives the message shown, or nothing when it only deleted one.
 */
export function showResponse(workspace: Workspace, grant: ResponseGrant, body: Fields): Message | undefined {
  const original = originalOf(workspace, grant);
  if (body['delete_original'] === true) {
    if (original) workspace.removeMessage(original);
    return undefined;
  }

  if (body['replace_original'] === true && original) {
    const edited = { user: workspace.bot.id, ts: workspace.nextTs() };
    const replaced: Message = {
      ...original,
      ...contentOf(workspace, body),
      ...(original.ephemeralTo ? {} : { edited }),
    };
    workspace.putMessage(replaced);
    return replaced;
  }

  const thread = textField(body, 'thread_ts');
  if (thread && !workspace.message(grant.channel, thread)) throw new Refusal('thread_not_found');
  const message: Message = {
    channel: grant.channel,
    ts: workspace.nextTs(),
    user: workspace.bot.id,
    bot_id: workspace.botId,
    reactions: [],
    ...contentOf(workspace, body),
    ...(thread ? { thread_ts: thread } : {}),
    ...(body['response_type'] === 'in_channel' ? {} : { ephemeralTo: grant.user }),
  };
  workspace.putMessage(message);
  return message;
}

/** Shows a user what Slack itself says, such as that a command failed. */
export function showFromSlack(workspace: Workspace, user: string, channel: string, text: string): Message {
  const message: Message = {
    channel,
    ts: workspace.nextTs(),
    user: 'USLACKBOT',
    text,
    blocks: [],
    attachments: [],
    reactions: [],
    ephemeralTo: user,
  };
  workspace.putMessage(message);
  return message;
}

function originalOf(workspace: Workspace, { original, channel }: ResponseGrant): Message | undefined {
  if (!original) return undefined;
  return original.ephemeral ? workspace.ephemeral(channel, original.ts) : workspace.message(channel, original.ts);
}
