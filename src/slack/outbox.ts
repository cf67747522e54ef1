import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import type { NewMessage, Store, WaitingMessage } from '../state/store.ts';
import type { Post } from './blocks.ts';
import type { At, Where } from './deliver.ts';
import { isLost, isTokenRefused, reasonOf } from './errors.ts';
import type { InFlight } from './in-flight.ts';
import type { Log } from './log.ts';

/** A message somebody waits for goes before all that nobody waits for. */
export type Lane = 'talk' | 'bulk';

/** How fast messages go out. */
export interface Pace {
  /** Milliseconds between two messages of one channel: Slack takes about one a second (docs.slack.dev, rate limits). */
  readonly every?: number;
  /** Waits so many milliseconds. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/**
 * Every message of the bot goes out through here: recorded first, one a second in each channel, in order. What Slack
 * refuses for now is tried again after the time it names; a message whose answer was lost is looked for by its metadata
 * before it is sent again; after a restart the rest is sent.
 */
export interface Outbox {
  /**
   * Records a batch, sends it by and by, and gives where its first message stands once that is sent. A batch of a name that
   * was recorded before is left as it is, so that whoever was killed can simply do it again.
   *
   * @throws what Slack refuses the first message with
   */
  send(batch: string, messages: readonly [NewMessage, ...NewMessage[]]): Promise<At>;
  /** Records a batch as `send` does, and waits for no more than that. */
  queue(batch: string, messages: readonly NewMessage[]): Promise<void>;
  /**
   * Records a message and gives where it stands once it is sent.
   *
   * @throws what Slack refuses it with
   */
  post(where: Where, message: Post, lane: Lane): Promise<At>;
  /** Sends what an earlier process recorded and did not send. */
  resume(): Promise<void>;
  /** Sends only what somebody waits for any more; the rest stays for the next process. */
  stop(): void;
}

interface Surroundings {
  /** One that neither repeats calls nor waits by itself. */
  readonly client: WebClient;
  readonly store: Store;
  readonly now: () => Date;
  readonly inFlight: InFlight;
  readonly log: Log;
  /** Told of what Slack refuses for good, and where. */
  readonly onRefused: (channel: string, error: unknown) => void;
}

interface Item {
  readonly message: WaitingMessage;
  readonly done: PromiseWithResolvers<At>;
  /** Somebody waits until it is sent. */
  readonly isAwaited: boolean;
  isTried: boolean;
  failures: number;
}

interface Channel {
  readonly lanes: Readonly<Record<Lane, Item[]>>;
  isSending: boolean;
  /** When the next message may go, in milliseconds of `performance.now()`. */
  next: number;
}

const EVENT = 'attache_message';
/** Times that a lost message is tried again, and the longest wait in between, in milliseconds: an hour in all. */
const MOST_FAILURES: Readonly<Record<Lane, number>> = { talk: 4, bulk: 120 };
const LONGEST_WAIT = 30_000;
/** Messages looked through for one whose answer was lost. */
const LOOKED_AT = 1000;

export function openOutbox(
  { client, store, now, inFlight, log, onRefused }: Surroundings,
  { every = 1000, pause = sleep }: Pace = {},
): Outbox {
  const channels = new Map<string, Channel>();
  /** What is under way, by id. */
  const underWay = new Map<string, Item>();
  let isStopped = false;

  const enqueue = (lane: Lane, message: WaitingMessage, isAwaited = false): Item => {
    const { isTried } = message;
    const item: Item = { message, isAwaited, done: Promise.withResolvers(), isTried, failures: 0 };
    underWay.set(message.id, item);
    // Whoever waits takes it from here; nobody waits for most of them.
    item.done.promise.catch(() => {}).finally(() => underWay.delete(message.id));
    const channel = channels.get(message.channel) ?? { lanes: { talk: [], bulk: [] }, isSending: false, next: 0 };
    channels.set(message.channel, channel);
    channel.lanes[lane].push(item);
    if (!channel.isSending) inFlight.during(() => work(channel)).catch((error) => log.error({ err: error }, 'outbox'));
    return item;
  };

  /** Sends what waits for a channel, one by one, until nothing does. */
  async function work(channel: Channel): Promise<void> {
    const { lanes } = channel;
    channel.isSending = true;
    try {
      for (;;) {
        const early = channel.next - performance.now();
        if (early > 0 && lanes.talk.length + lanes.bulk.length > 0) await pause(early);
        // Looked at after the wait: somebody may have asked for something meanwhile.
        const lane: Lane = lanes.talk.length > 0 ? 'talk' : 'bulk';
        const item = lanes[lane].shift();
        if (!item) return;
        if (isStopped && !item.isAwaited) continue;
        await attempt(item, lane, lanes[lane]);
        channel.next = performance.now() + every;
      }
    } finally {
      channel.isSending = false;
    }
  }

  async function attempt(item: Item, lane: Lane, queue: Item[]): Promise<void> {
    const { message, done } = item;
    try {
      const at = await deliver(item);
      await store.sent(message.id, at);
      done.resolve(at);
    } catch (error) {
      const wait = waitAfter(error, item, lane);
      if (wait === undefined) {
        // A new token may come with the next process: then it is sent.
        if (!isTokenRefused(error)) await store.refused(message.id, reasonOf(error));
        done.reject(error);
        onRefused(message.channel, error);
        return;
      }
      if (error instanceof WebAPIRateLimitedError) {
        item.isTried = false;
        await store.untried(message.id);
      }
      queue.unshift(item);
      await pause(wait);
    }
  }

  /** Milliseconds after which it is worth another try; undefined: it is not. */
  function waitAfter(error: unknown, item: Item, lane: Lane): number | undefined {
    if (error instanceof WebAPIRateLimitedError) return error.retryAfter * 1000;
    if (!isLost(error) || ++item.failures > MOST_FAILURES[lane]) return undefined;
    return Math.min(500 * 2 ** item.failures, LONGEST_WAIT);
  }

  async function deliver(item: Item): Promise<At> {
    const { message } = item;
    const { id, channel } = message;
    const threadTs = message.threadTs ?? (message.under && (await store.sentAt(message.under)));
    if (message.under && !threadTs) throw new Error('the message above it was not posted');
    const where = { channel, ...(threadTs && { threadTs }) };
    const found = item.isTried ? await lookFor(id, where, message.queuedAt) : undefined;
    if (found) return { ...where, ts: found };

    await store.tried(id);
    item.isTried = true;
    // It was recorded by this program, or by an earlier one of the same kind.
    const { text, blocks } = message.post as Post;
    const answer = await client.chat.postMessage({
      ...{ channel, text, blocks, unfurl_links: false, unfurl_media: false },
      ...(threadTs && { thread_ts: threadTs }),
      metadata: { event_type: EVENT, event_payload: { id } },
    });
    if (answer.ts === undefined) throw new Error('Slack posted a message and did not say where');
    return { ...where, channel: answer.channel ?? channel, ts: answer.ts };
  }

  /** The message with this id among those posted since it was recorded; undefined: it is not there, or cannot be looked for. */
  async function lookFor(id: string, { channel, threadTs }: Where, since: Date): Promise<string | undefined> {
    const oldest = String(since.getTime() / 1000 - 60);
    try {
      let cursor: string | undefined;
      for (let seen = 0; seen < LOOKED_AT; ) {
        const query = { channel, oldest, limit: 200, include_all_metadata: true, ...(cursor && { cursor }) };
        const page = threadTs
          ? await client.conversations.replies({ ...query, ts: threadTs })
          : await client.conversations.history(query);
        for (const { ts, metadata } of page.messages ?? []) {
          if (metadata?.event_type === EVENT && idIn(metadata.event_payload) === id) return ts;
        }
        seen += page.messages?.length ?? 0;
        cursor = page.response_metadata?.next_cursor;
        if (!cursor) return undefined;
      }
    } catch (error) {
      if (isLost(error) || error instanceof WebAPIRateLimitedError) throw error;
      log.warn({ channel, reason: reasonOf(error) }, 'cannot look whether a message arrived');
    }
    return undefined;
  }

  async function queue(batch: string, messages: readonly NewMessage[]): Promise<void> {
    const isNew = await store.record(batch, messages);
    const queuedAt = now();
    if (isNew) for (const message of messages) enqueue('bulk', { ...message, batch, queuedAt, isTried: false });
  }

  return {
    queue,
    async send(batch, messages) {
      const [first] = messages;
      await queue(batch, messages);
      const item = underWay.get(first.id);
      if (item) return item.done.promise;
      const ts = await store.sentAt(first.id);
      if (ts === undefined) throw new Error('it was refused before');
      return { channel: first.channel, ts, ...(first.threadTs !== undefined && { threadTs: first.threadTs }) };
    },
    async post({ channel, threadTs }, post, lane) {
      const id = randomUUID();
      const message = { id, channel, post, ...(threadTs !== undefined && { threadTs }) };
      const batch = `${lane}/${id}`;
      await store.record(batch, [message]);
      return enqueue(lane, { ...message, batch, queuedAt: now(), isTried: false }, true).done.promise;
    },
    async resume() {
      for (const message of await store.waiting()) {
        // Nobody waits for an answer from before a restart any more.
        if (message.batch.startsWith('talk/')) await store.refused(message.id, 'restarted');
        else enqueue('bulk', message);
      }
    },
    stop() {
      isStopped = true;
    },
  };
}

function idIn(payload: unknown): unknown {
  return typeof payload === 'object' && payload !== null && 'id' in payload ? payload.id : undefined;
}
