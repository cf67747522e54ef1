import type { AppsManifestValidateArguments } from '@slack/web-api';
import { COMMANDS } from '../commands/catalogue.ts';

import { TRIAGE_SHORTCUT } from './handlers/triage.ts';

/** What Slack has to know of the app before anybody can install it. */
export type Manifest = Exclude<AppsManifestValidateArguments['manifest'], string>;

/** Events that the bot listens to, with the scope that Slack asks for each. */
const EVENTS = ['app_mention', 'app_uninstalled', 'message.im', 'tokens_revoked'] as const;

/**
 * The app's manifest: the fewest scopes that do. In HTTP mode Slack needs the bot's address in three places and
 * `socket_mode_enabled: false`.
 *
 * @param address where the bot answers signed requests, such as `https://attache.example.com`; absent: Socket Mode
 */
export function slackManifest(address?: string): Manifest {
  const url = address === undefined ? undefined : `${address.replace(/\/+$/, '')}/slack/events`;
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'Attaché',
      description: 'Finds what is wrong with your Ambassador gateway, and says how to mend it',
      background_color: '#1b2a41',
    },
    features: {
      app_home: { home_tab_enabled: false, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'ambassador', always_online: true },
      slash_commands: [
        {
          command: '/ambassador',
          description: 'Check the gateway, see what is open, explain a finding',
          usage_hint: COMMANDS.map(({ example }) => example).join(' | '),
          should_escape: true,
          ...(url !== undefined && { url }),
        },
      ],
      shortcuts: [
        {
          type: 'message',
          name: 'Triage with Ambassador',
          callback_id: TRIAGE_SHORTCUT,
          description: 'Says what serves the address in this message, and what is broken on its way',
        },
      ],
    },
    oauth_config: {
      scopes: {
        // commands: the slash command. chat:write: every answer. app_mentions and im: mentions and direct messages. channels and
        // groups: to look whether a message arrived whose answer was lost, in channels that the bot is in. users: the time zone in
        // which "tomorrow 09:00" is meant. usergroups: who is in the groups that ATTACHE_ACCESS names; without such rules it is
        // never asked.
        bot: [
          'app_mentions:read',
          'channels:history',
          'chat:write',
          'commands',
          'groups:history',
          'im:history',
          'usergroups:read',
          'users:read',
        ],
      },
    },
    settings: {
      event_subscriptions: { bot_events: [...EVENTS], ...(url !== undefined && { request_url: url }) },
      interactivity: { is_enabled: true, ...(url !== undefined && { request_url: url }) },
      org_deploy_enabled: false,
      socket_mode_enabled: url === undefined,
      token_rotation_enabled: false,
    },
  };
}
