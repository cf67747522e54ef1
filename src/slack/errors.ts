import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';

/** Something the whole surface suffers from, for health checks and for whoever runs it. */
export type SlackProblem =
  /** Slack refuses a token: nothing works until it is replaced. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** No Socket Mode connection; it is tried again. */
  | { readonly kind: 'disconnected'; readonly reason: string }
  /** A channel that a digest is meant for cannot be posted to. */
  | { readonly kind: 'channel'; readonly channel: string; readonly reason: string };

/** The surface cannot start. The message is for whoever runs it, and says what to do. */
export class SlackStartError extends Error {
  override readonly name = 'SlackStartError';
}

const REFUSALS = [
  'account_inactive',
  'invalid_auth',
  'not_allowed_token_type',
  'not_authed',
  'team_disabled',
  'token_expired',
  'token_revoked',
  'user_removed_from_team',
];
const GONE = ['message_not_found', 'cant_update_message', 'edit_window_closed', 'thread_not_found'];
const UNSURE = ['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable', 'team_added_to_org'];
const TOO_LATE = ['expired_trigger_id', 'exchanged_trigger_id', 'invalid_trigger_id'];
const NOT_INVITED = ['not_in_channel', 'channel_not_found'];

/** Slack's word for what it refused: `not_in_channel`; undefined when it did not answer at all. */
export function slackErrorOf(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

/** Whether Slack refuses our token. */
export function isTokenRefused(error: unknown): boolean {
  return REFUSALS.includes(slackErrorOf(error) ?? '');
}

/** Whether Slack gave no answer, or one that leaves open whether it did what it was asked for. */
export function isLost(error: unknown): boolean {
  return (
    error instanceof WebAPIRequestError ||
    error instanceof WebAPIHTTPError ||
    UNSURE.includes(slackErrorOf(error) ?? '')
  );
}

/** Whether the message, or its channel, cannot be changed any more. */
export function isGone(error: unknown): boolean {
  const word = slackErrorOf(error) ?? '';
  return GONE.includes(word) || NOT_INVITED.includes(word) || word === 'is_archived';
}

/** Whether an invitation into the channel would help. Slack says the same of private channels as of none. */
export function isNotInvited(error: unknown): boolean {
  return NOT_INVITED.includes(slackErrorOf(error) ?? '');
}

/** What Slack's refusal means for people; undefined: not Slack's refusal, or nothing people can do something about. */
export function explainSlackError(error: unknown): string | undefined {
  const word = slackErrorOf(error);
  if (word === undefined) {
    const isSlow =
      error instanceof WebAPIRateLimitedError ||
      error instanceof WebAPIRequestError ||
      error instanceof WebAPIHTTPError;
    return isSlow ? 'Slack did not answer me, so some messages may be missing. Ask again in a minute.' : undefined;
  }
  if (REFUSALS.includes(word)) {
    return 'Slack refuses my token, so I can post nothing. Whoever runs me has to give me a new one.';
  }
  if (word === 'is_archived') return 'This channel is archived, so I cannot post in it.';
  if (word.startsWith('restricted_action')) {
    return 'A rule of this workspace keeps me from posting here. An admin can allow it, or ask in another channel.';
  }
  if (word === 'missing_scope' && error instanceof WebAPIPlatformError) {
    const needed = 'needed' in error.data ? String(error.data.needed) : 'unknown';
    return `Slack lacks a permission for me: the scope ${needed}. An admin can add it to the app.`;
  }
  return undefined;
}

/** An error in one line for people who run this. */
export function reasonOf(error: unknown): string {
  const word = slackErrorOf(error);
  if (word !== undefined) return word;
  return error instanceof Error ? error.message : error === undefined ? 'the connection was closed' : String(error);
}

/** Whether a form cannot be opened any more: Slack gives three seconds. */
export function isTooLate(error: unknown): boolean {
  return TOO_LATE.includes(slackErrorOf(error) ?? '');
}
