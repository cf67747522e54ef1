import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Fault } from '../../src/playground/faults.ts';
import { type SlackSimulator, startSlack } from '../../src/playground/slack.ts';
import { say } from '../../src/slack/blocks.ts';
import { plainClient } from '../../src/slack/clients.ts';
import { countInFlight } from '../../src/slack/in-flight.ts';
import { type Log, sdkLogger } from '../../src/slack/log.ts';
import { type Outbox, openOutbox } from '../../src/slack/outbox.ts';
import { openStore } from '../../src/state/open.ts';
import type { NewMessage, Store } from '../../src/state/store.ts';
import { sequence } from '../support/random.ts';

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

let folder: string;
let slack: SlackSimulator;
let store: Store;
const now = () => slack.clock.now();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attache-outbox-'));
  slack = await startSlack();
  store = await openStore({ path: join(folder, 'memory.sqlite'), now });
});
afterEach(async () => {
  await store.close();
  await slack.close();
  await rm(folder, { recursive: true });
});

interface Opened extends Outbox {
  readonly settled: () => Promise<unknown>;
  readonly refused: string[];
}

/** An outbox whose waits pass at once, on the simulator's clock. */
function open(
  pause: (milliseconds: number) => Promise<unknown> = async (wait) => slack.advance(`${Math.ceil(wait / 1000)}s`),
): Opened {
  const inFlight = countInFlight();
  const refused: string[] = [];
  const client = plainClient(slack.botToken, { apiUrl: slack.apiUrl, logger: sdkLogger(silent) });
  const onRefused = (channel: string) => void refused.push(channel);
  const outbox = openOutbox({ client, store, now, inFlight, log: silent, onRefused }, { every: 0, pause });
  return { ...outbox, refused, settled: () => inFlight.drain(60_000) };
}

const idOf = (name: string) => slack.channel(name).id;
const texts = (channel: string) => slack.messages(channel).map(({ text }) => text);

/** A message with a thread under it. */
function batchOf(name: string, channel: string, replies: number): [NewMessage, ...NewMessage[]] {
  const message = (index: number, under?: string): NewMessage => ({
    id: `${name}/${index}`,
    channel: idOf(channel),
    post: say(`${name}/${index}`),
    ...(under !== undefined && { under }),
  });
  return [message(0), ...Array.from({ length: replies }, (_, index) => message(index + 1, `${name}/0`))];
}

const wholeThread = (name: string, replies: number) =>
  Array.from({ length: replies }, (_, index) => `${name}/${index + 1}`);

/** The text of the thread under the one message of a channel. */
function threadOf(channel: string): readonly string[] {
  const [parent, ...others] = slack.messages(channel);
  if (!parent || others.length > 0) throw new Error(`there are ${others.length + (parent ? 1 : 0)} messages`);
  return slack.thread(parent).map(({ text }) => text);
}

test('a batch is one message with its thread, in order', async () => {
  const outbox = open();
  const at = await outbox.send('a', batchOf('a', 'platform', 4));
  await outbox.settled();
  expect(at).toMatchObject({ channel: idOf('platform'), ts: slack.messages('platform')[0]?.ts });
  expect(threadOf('platform')).toEqual(wholeThread('a', 4));
  expect(await store.waiting()).toEqual([]);
});

test('the same batch again is nothing new, and says where the first one is', async () => {
  const outbox = open();
  const first = await outbox.send('a', batchOf('a', 'platform', 1));
  await outbox.settled();
  expect(await outbox.send('a', batchOf('a', 'platform', 3))).toEqual(first);
  await outbox.settled();
  expect(threadOf('platform')).toEqual(['a/1']);
});

test('a batch that Slack refused is sent when somebody does it again', async () => {
  const outbox = open();
  await expect(outbox.send('a', batchOf('a', 'random', 2))).rejects.toThrow('not_in_channel');
  await outbox.settled();
  expect(outbox.refused).toContain(idOf('random'));
  expect(await store.waiting()).toEqual([]);
  const again = batchOf('a', 'platform', 1);
  await outbox.send('a', again);
  await outbox.settled();
  expect(threadOf('platform')).toEqual(['a/1']);
});

test('what somebody waits for goes before what nobody waits for', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const outbox = open(() => held);
  slack.fail('chat.postMessage', { status: 429, retryAfter: 1 });
  const sent = outbox.send('bulk', batchOf('bulk', 'platform', 3));
  const asked = outbox.post({ channel: idOf('platform') }, say('an answer'), 'talk');
  release();
  await Promise.all([sent, asked]);
  await outbox.settled();
  expect(texts('platform')[0]).toBe('an answer');
});

test('a message in another channel does not wait', async () => {
  const outbox = open(() => new Promise(() => {}));
  slack.fail('chat.postMessage', { status: 429, retryAfter: 600 });
  outbox.send('stuck', batchOf('stuck', 'platform', 0)).catch(() => {});
  await slack.idle();
  await outbox.post({ channel: idOf('inc-checkout') }, say('an answer'), 'talk');
  expect(texts('inc-checkout')).toEqual(['an answer']);
  expect(texts('platform')).toEqual([]);
});

test('an answer to a person is given up after some tries, and says so', async () => {
  const outbox = open();
  slack.fail('chat.postMessage', { status: 503, times: 100 });
  await expect(outbox.post({ channel: idOf('platform') }, say('an answer'), 'talk')).rejects.toThrow('503');
  expect(await store.waiting()).toEqual([]);
});

describe('after a kill', () => {
  /** Sends a batch, and ends for ever at a call: Slack gets it or does not, and the answer is lost. */
  async function killAt(call: number, drop: 'before' | 'after') {
    slack.fail('chat.postMessage', { times: call });
    slack.fail('chat.postMessage', { drop });
    const killed = open(() => new Promise(() => {}));
    killed.send('a', batchOf('a', 'platform', 5)).catch(() => {});
    const arrived = call + (drop === 'after' ? 1 : 0);
    await vi.waitUntil(() => slack.calls.filter(({ method }) => method === 'chat.postMessage').length > call);
    expect(slack.messages('platform').flatMap((one) => [one, ...slack.thread(one)])).toHaveLength(arrived);
  }

  test.each([0, 1, 3, 5].flatMap((call) => [[call, 'before'] as const, [call, 'after'] as const]))(
    'at message %i, %s it arrives, the next process makes the thread complete, once',
    async (call, drop) => {
      await killAt(call, drop);
      const next = open();
      await next.resume();
      // As the schedule does when nobody said that the slot is done.
      await next.send('a', batchOf('a', 'platform', 5));
      await next.settled();
      expect(threadOf('platform')).toEqual(wholeThread('a', 5));
      expect(await store.waiting()).toEqual([]);
    },
  );

  test('answers that people waited for are not sent late', async () => {
    slack.fail('chat.postMessage', { status: 429, retryAfter: 1 });
    const killed = open(() => new Promise(() => {}));
    killed.post({ channel: idOf('platform') }, say('an answer'), 'talk').catch(() => {});
    await vi.waitUntil(() => slack.calls.length > 0);
    const next = open();
    await next.resume();
    await next.settled();
    expect(texts('platform')).toEqual([]);
    expect(await store.waiting()).toEqual([]);
  });
});

test('without the right to look for it, a message whose answer was lost is rather doubled than lost', async () => {
  await slack.close();
  slack = await startSlack({ botScopes: ['chat:write'] });
  const outbox = open();
  slack.fail('chat.postMessage', { drop: 'after' });
  await outbox.send('a', batchOf('a', 'platform', 0));
  expect(texts('platform')).toEqual(['a/0', 'a/0']);
});

test('a storm of refusals, failures and lost answers: a thousand messages, each once, in order', {
  timeout: 60_000,
}, async () => {
  const random = sequence(7);
  const faults = Array.from({ length: 3000 }, (): Fault => {
    const chance = random();
    if (chance < 0.3) return { status: 429, retryAfter: 1 };
    if (chance < 0.4) return { status: 503 };
    if (chance < 0.45) return { drop: 'before' };
    if (chance < 0.5) return { drop: 'after' };
    return {};
  });
  for (const fault of faults) slack.fail('chat.postMessage', fault);
  const outbox = open();
  const channels = ['platform', 'inc-checkout'];

  for (const channel of channels) {
    for (let index = 0; index < 5; index++) {
      const name = `${channel}-${index}`;
      outbox.send(name, batchOf(name, channel, 99)).catch(() => {});
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  await outbox.settled();

  for (const channel of channels) {
    const parents = slack.messages(channel);
    expect(parents.map(({ text }) => text)).toEqual([0, 1, 2, 3, 4].map((index) => `${channel}-${index}/0`));
    for (const [index, parent] of parents.entries()) {
      expect(slack.thread(parent).map(({ text }) => text)).toEqual(wholeThread(`${channel}-${index}`, 99));
    }
  }
  expect(await store.waiting()).toEqual([]);
});
