import type { WebClient } from '@slack/web-api';
import { isTokenRefused, reasonOf, SlackStartError } from './errors.ts';
import type { Bot } from './surface.ts';

/**
 * Asks Slack who we are: Bolt needs both ids to ignore what the bot itself says.
 *
 * @throws SlackStartError when Slack refuses the token or cannot be reached
 */
export async function identify(client: WebClient): Promise<Bot> {
  try {
    const { bot_id, user_id, user } = await client.auth.test();
    if (!bot_id || !user_id)
      throw new SlackStartError('Slack says that this token belongs to no bot. Use the bot token of the app (xoxb-…).');
    return { botId: bot_id, userId: user_id, name: user ?? 'ambassador' };
  } catch (error) {
    if (error instanceof SlackStartError) throw error;
    throw new SlackStartError(
      isTokenRefused(error)
        ? `Slack refuses the bot token (${reasonOf(error)}). Take a new one from the app's page, OAuth & Permissions.`
        : `Slack cannot be reached (${reasonOf(error)}).`,
      { cause: error },
    );
  }
}
