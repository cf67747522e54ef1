import type { Clock } from './clock.ts';
import type { RateLimitOption } from './rate-limit.ts';
import type { ChannelOption, UserGroupOption, UserOption } from './workspace.ts';

/** A line the page suggests while somebody types a command. */
export interface CommandHint {
  readonly command: string;
  readonly usage?: string;
  readonly description: string;
}

/** A shortcut the page offers: in the menu of a message, or beside the composer. */
export interface ShortcutOption {
  readonly callbackId: string;
  readonly name: string;
  readonly on: 'message' | 'composer';
}

/** How to make a workspace; everything has a default. */
export interface SlackOptions {
  /** Port on 127.0.0.1; a free one when left out. */
  readonly port?: number;
  /** Stands still when left out; the playground gives the real one. */
  readonly clock?: Clock;
  readonly workspace?: string;
  readonly bot?: string;
  readonly users?: readonly UserOption[];
  readonly channels?: readonly ChannelOption[];
  readonly userGroups?: readonly UserGroupOption[];
  readonly botScopes?: readonly string[];
  /** Events the app subscribed to, in the manifest's words. */
  readonly events?: readonly string[];
  readonly commands?: readonly string[];
  /** Whether the Home tab is on in the manifest; it is when left out. */
  readonly homeTab?: boolean;
  /**
   * Milliseconds that Slack takes to look at an uploaded file; until then blocks that show it are refused. None when
   * left out. https://github.com/slackapi/python-slack-sdk/issues/1329
   */
  readonly filesReadyAfter?: number;
  readonly mode?: 'socket' | { readonly http: string; readonly signingSecret: string };
  /** Real milliseconds until an acknowledgement is late. */
  readonly ackTimeout?: number;
  /** Real milliseconds after which an event without acknowledgement is sent again; one for each retry. */
  readonly retryDelays?: readonly number[];
  readonly rateLimit?: RateLimitOption;
  /** Called after somebody moved the clock on the page, so that whoever waits for a time looks at it again. */
  readonly onClockMoved?: () => void;
  readonly hints?: readonly CommandHint[];
  readonly shortcuts?: readonly ShortcutOption[];
  /** What the page proposes to type first. */
  readonly example?: string;
}

/** The scopes of our manifests, required and optional. */
export const DEFAULT_SCOPES: readonly string[] = [
  'commands',
  'chat:write',
  'app_mentions:read',
  'files:write',
  'im:history',
  'users:read',
  'channels:read',
  'groups:read',
  'channels:history',
  'groups:history',
  'channels:join',
  'reactions:write',
  'usergroups:read',
];

/** The subscriptions of our manifests. */
export const DEFAULT_EVENTS: readonly string[] = [
  'app_home_opened',
  'app_mention',
  'message.im',
  'message.channels',
  'message.groups',
  'member_joined_channel',
  'channel_created',
  'channel_rename',
  'channel_archive',
  'channel_unarchive',
  'channel_left',
  'member_left_channel',
  'group_rename',
  'group_archive',
  'group_unarchive',
  'group_left',
  'app_uninstalled',
  'tokens_revoked',
];

/** The people of an unconfigured workspace. */
export const DEFAULT_USERS: readonly UserOption[] = [
  { name: 'ada', realName: 'Ada Lovelace', tz: 'Europe/Berlin', locale: 'en-GB' },
  { name: 'grace', realName: 'Grace Hopper', tz: 'America/New_York', locale: 'en-US' },
];

/** The user groups of an unconfigured workspace. */
export const DEFAULT_USER_GROUPS: readonly UserGroupOption[] = [
  { handle: 'gateway-oncall', name: 'Gateway on call', description: 'Whoever carries the phone', users: ['grace'] },
];

/** The channels of an unconfigured workspace. */
export const DEFAULT_CHANNELS: readonly ChannelOption[] = [
  { name: 'platform', bot: true, topic: 'The gateway and everything in front of it' },
  { name: 'inc-checkout', bot: true, topic: 'Incident: checkout answers 503' },
  { name: 'random', topic: 'Not about work' },
  { name: 'secret', private: true, topic: 'The bot is not in here' },
  { name: 'old', archived: true, bot: true },
];
