import { createHmac } from 'node:crypto';
import { WebClient } from '@slack/web-api';
import { describe, expect, test, vi } from 'vitest';
import type { Clusters } from '../../src/slack/clusters.ts';
import { take } from '../../src/slack/handlers/request.ts';
import { countInFlight } from '../../src/slack/in-flight.ts';
import { missing } from './fixtures.ts';
import { expectNoProblems, onlyMessage, type Running, run, WAYS } from './running.ts';

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

test.each(WAYS)('over %s the bot asks once who it is, and hears nothing of what it says itself', async (way) => {
  const running = await run({ way });
  const { slack } = running;
  await running.user('ada').say('dm', 'help');
  await running.user('ada').say('platform', '@ambassador help');
  await running.user('ada').command('/ambassador status');

  const methods = slack.calls.map(({ method }) => method);
  expect(methods.filter((method) => method === 'auth.test')).toHaveLength(1);
  expect(methods.filter((method) => method === 'chat.postMessage')).toHaveLength(2);
  expectNoProblems(running);
});

describe('requests', () => {
  test('an event that comes twice is answered once', async () => {
    const running = await run({ way: 'http' });
    const { slack } = running;
    const channel = slack.channel('platform').id;
    const event = {
      type: 'app_mention',
      user: slack.user('ada').id,
      channel,
      text: 'help',
      ts: '1.1',
      event_ts: '1.1',
    };
    const mention = await running.user('ada').say('platform', 'for the thread');
    const body = JSON.stringify({
      ...{
        type: 'event_callback',
        team_id: slack.workspace.team.id,
        event_id: 'Ev1',
        event: { ...event, ts: mention.ts },
      },
    });

    expect(await signed(running, body)).toBe(200);
    await running.settled();
    expect(await signed(running, body)).toBe(200);
    await running.settled();

    expect(slack.thread(mention)).toHaveLength(1);
  });

  test.each(WAYS)('over %s a button of another version is acknowledged, and the person told', async (way) => {
    const running = await run({ way });
    const { slack } = running;
    const element = {
      type: 'button',
      text: { type: 'plain_text', text: 'Old' },
      action_id: 'from.before',
      value: 'x',
    } as const;
    await new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl }).chat.postMessage({
      channel: slack.channel('platform').id,
      text: 'old',
      blocks: [{ type: 'actions', elements: [element] }],
    });

    const { acked, text } = await running.user('ada').click(onlyMessage(running), 'Old');

    expect(acked).toBe(true);
    expect(text).toBe('I no longer know what this button does. Ask again: `/ambassador check`');
    expectNoProblems(running);
  });

  test('a button whose action is forgotten says so', async () => {
    const running = await run();
    const { slack, world, tools } = running;
    world.findings = [missing()];
    await running.user('ada').command('/ambassador check');
    slack.advance('100d');
    await tools.store.prune(tools.now());

    const { text } = await running.user('ada').click(onlyMessage(running), 'Run again');

    expect(text).toContain('I no longer know what this button does');
    expectNoProblems(running);
  });

  test('whatever fails before it, the acknowledgement is sent', async () => {
    const heard: unknown[] = [];
    const clusters = {
      inFlight: countInFlight(),
      ...{ log: SILENT, now: () => new Date(0), redact: (text: string) => text },
      store: { audit: async () => 'a', auditEnded: async () => {} },
      isStopping: () => false,
      isRepeated: () => false,
      newReference: () => 'REF1',
      bot: { name: 'ambassador' },
      all: [{ log: SILENT, newReference: () => 'REF1' }],
    } as unknown as Clusters;
    const incoming = {
      ...({ kind: 'command', said: 'a command', by: 'U1ADA', channel: 'C1' } as const),
      id: undefined,
      acknowledge: async () => void heard.push('acknowledged'),
      opening: () => {
        throw new Error('a bug');
      },
      tell: async (message: { text: string }) => void heard.push(message.text),
      work: async () => void heard.push('worked'),
    };
    await take(incoming, clusters);
    expect(heard).toEqual(['acknowledged', expect.stringContaining('REF1')]);
  });

  test.each(WAYS)('over %s a handler that fails answers with a reference', async (way) => {
    const running = await run({ way });
    running.tools.store.read = () => Promise.reject(new Error('a bug'));

    const { acked, text } = await running.user('ada').command('/ambassador status');

    expect(acked).toBe(true);
    expect(text).toContain('Whoever runs me finds the reason in my log under `REF1`');
    expect(running.slack.problems).toEqual([]);
  });

  test('a 429 in a thread does not keep other people waiting', async () => {
    const running = await run();
    const { slack, world } = running;
    world.findings = [missing()];
    const stopListening = slack.workspace.onChange((change) => {
      if (change.type !== 'message' || !change.message.text.includes('1 error')) return;
      stopListening();
      slack.fail('chat.postMessage', { status: 429, retryAfter: 2 });
    });
    await slack.user('ada').command('/ambassador check mappings');
    await vi.waitUntil(() => slack.calls.some(({ status }) => status === 429));

    await slack.user('grace').command('/ambassador check tls', { channel: 'inc-checkout' });
    await slack.message('nothing to report', { channel: 'inc-checkout' });
    expect(slack.thread(onlyMessage(running)), 'the thread waits, and nobody else does').toEqual([]);

    await running.settled();
    expect(slack.thread(onlyMessage(running))).toHaveLength(1);
    expectNoProblems(running);
  });
});

/** Sends a request as Slack signs it; gives the status of the answer. */
async function signed({ slack, port }: Running, body: string): Promise<number> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', slack.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const { status } = await fetch(`http://127.0.0.1:${port}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  });
  return status;
}
