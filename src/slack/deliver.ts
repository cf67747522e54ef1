import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { isRecord } from '../cluster/records.ts';
import type { Post } from './blocks.ts';
import { isGone, isTokenRefused, reasonOf, type SlackProblem, slackErrorOf } from './errors.ts';
import type { Lane, Outbox } from './outbox.ts';

/** Where a message goes. */
export interface Where {
  readonly channel: string;
  /** The message to answer; absent: the channel itself. */
  readonly threadTs?: string;
}

/** Where a message is. */
export interface At extends Where {
  readonly ts: string;
}

/** Where a message is, as it was saved; undefined when it is no such place. */
export function atOf(value: unknown): At | undefined {
  if (!isRecord(value)) return undefined;
  const { channel, ts, threadTs } = value;
  if (typeof channel !== 'string' || typeof ts !== 'string') return undefined;
  return { channel, ts, ...(typeof threadTs === 'string' && { threadTs }) };
}

/** Puts messages into Slack. */
export interface Messenger {
  post(where: Where, message: Post): Promise<At>;
  /** Changes a message; false: it cannot be changed any more. */
  update(at: At, message: Post): Promise<boolean>;
  /** Shows a message to one person in a channel or thread, and to nobody else. It cannot be changed afterwards. */
  whisper(where: Where, to: string, message: Post): Promise<void>;
  /** Opens a form for the person whose act gave the trigger, three seconds ago at most; gives its id. */
  open(trigger: string, view: ModalView): Promise<string>;
  /** Puts another form in the place of an open one; false: the person has closed it. */
  replace(form: string, view: ModalView): Promise<boolean>;
  /** The address of a message; undefined when Slack does not give one. */
  linkTo(at: At): Promise<string | undefined>;
}

/** Posts through the outbox and does the rest through a client; reports a refused token to `onProblem`. */
export function messengerOn(
  client: WebClient,
  outbox: Outbox,
  lane: Lane,
  onProblem: (problem: SlackProblem) => void,
): Messenger {
  const watched = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (isTokenRefused(error)) onProblem({ kind: 'refused', reason: reasonOf(error) });
      throw error;
    }
  };

  return {
    post: (where, message) => outbox.post(where, message, lane),

    update: ({ channel, ts }, { text, blocks }) =>
      watched(async () => {
        try {
          await client.chat.update({ channel, ts, text, blocks });
          return true;
        } catch (error) {
          if (isGone(error)) return false;
          throw error;
        }
      }),

    whisper: ({ channel, threadTs }, to, { text, blocks }) =>
      watched(async () => {
        const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
        await client.chat.postEphemeral({ channel, user: to, text, blocks, ...thread });
      }),

    open: (trigger, view) =>
      watched(async () => {
        const opened = await client.views.open({ trigger_id: trigger, view });
        return opened.view?.id ?? '';
      }),

    replace: (form, view) =>
      watched(async () => {
        try {
          await client.views.update({ view_id: form, view });
          return true;
        } catch (error) {
          if (slackErrorOf(error) === 'not_found') return false;
          throw error;
        }
      }),

    async linkTo({ channel, ts }) {
      try {
        const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts });
        return permalink;
      } catch {
        return undefined;
      }
    },
  };
}
