import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SlackSimulator, startSlack } from '../../src/playground/slack.ts';
import { type Running, runBolt } from './bolt.ts';

const button = { type: 'button', text: { type: 'plain_text', text: 'Run' }, action_id: 'run' } as const;

describe('faults of the Web API', () => {
  let slack: SlackSimulator;
  let client: WebClient;
  beforeEach(async () => {
    slack = await startSlack({ rateLimit: { perSecond: 1, burst: 2 } });
    client = new WebClient(slack.botToken, {
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 1, minTimeout: 5, maxTimeout: 5 },
      rejectRateLimitedCalls: true,
      logger: {
        debug() {},
        info() {},
        warn() {},
        error() {},
        setLevel() {},
        setName() {},
        getLevel: () => 'error' as never,
      },
    });
  });
  afterEach(() => slack.close());
  const post = (text: string) => client.chat.postMessage({ channel: 'platform', text });

  test('429 with Retry-After', async () => {
    slack.fail('chat.postMessage', { status: 429, retryAfter: 7 });
    await expect(post('x')).rejects.toMatchObject({ retryAfter: 7 });
    await expect(post('x')).resolves.toMatchObject({ ok: true });
  });

  test('503, once: the client tries again', async () => {
    slack.fail('chat.postMessage', { status: 503 });
    await expect(post('x')).resolves.toMatchObject({ ok: true });
    expect(slack.calls.map((call) => call.status)).toEqual([503, 200]);
  });

  test('a cut before the call had its effect', async () => {
    slack.fail('chat.postMessage', { drop: 'before' });
    await post('x');
    expect(slack.messages('platform')).toHaveLength(1);
  });

  test('a cut after it: trying again posts twice', async () => {
    slack.fail('chat.postMessage', { drop: 'after' });
    await post('x');
    expect(slack.messages('platform')).toHaveLength(2);
  });

  test('an error of our choice, and a delay', async () => {
    slack.fail('*', { error: 'restricted_action', times: 2 });
    await expect(post('x')).rejects.toMatchObject({ data: { error: 'restricted_action' } });
    await expect(client.auth.test()).rejects.toMatchObject({ data: { error: 'restricted_action' } });

    slack.fail('auth.test', { delay: 60 });
    const start = performance.now();
    await client.auth.test();
    expect(performance.now() - start).toBeGreaterThan(50);
  });

  test('one message a second for each channel, with a small burst', async () => {
    await post('1');
    await post('2');
    await expect(post('3')).rejects.toMatchObject({ retryAfter: 1 });
    await expect(client.chat.postMessage({ channel: 'inc-checkout', text: 'x' })).resolves.toMatchObject({ ok: true });
    slack.advance('1s');
    await expect(post('3')).resolves.toMatchObject({ ok: true });
  });
});

describe('connections', () => {
  let running: Running | undefined;
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });
  const answering = () =>
    runBolt('socket', (app) => {
      app.command('/ambassador', async ({ ack }) => ack('here'));
    });

  test.each(['dropSockets', 'refreshSockets'] as const)('the app comes back after %s', async (break_) => {
    running = await answering();
    const { slack } = running;
    slack[break_]();
    expect(slack.connections).toBe(0);

    await slack.connected();
    expect(await slack.user('ada').command('/ambassador')).toMatchObject({ acked: true, text: 'here' });
    expect(slack.problems).toEqual([]);
  });

  test('without a connection a command fails at once visibly', async () => {
    const slack = await startSlack({ ackTimeout: 30 });
    const answer = await slack.user('ada').command('/ambassador check');
    expect(answer.text).toBe('/ambassador failed with the error "dispatch_failed"');
    expect(slack.problems).toMatchObject([{ kind: 'no_connection' }]);
    await slack.close();
  });

  test('several connections take turns, and an address works once', async () => {
    const slack = await startSlack();
    const seen: number[] = [];
    const sockets = await Promise.all(
      [0, 1].map((index) =>
        rawSocket(slack, (envelope, socket) => {
          seen.push(index);
          socket.send(JSON.stringify({ envelope_id: envelope['envelope_id'], payload: {} }));
        }),
      ),
    );
    for (let count = 0; count < 4; count += 1) await slack.user('ada').command('/ambassador');
    expect(seen.toSorted()).toEqual([0, 0, 1, 1]);
    for (const socket of sockets) {
      expect(await isRefused(socket.url)).toBe(true);
      socket.close();
    }
    await slack.close();
  });

  test('an event without acknowledgement comes again under the same id', async () => {
    const slack = await startSlack({ ackTimeout: 30, retryDelays: [0] });
    const seen: unknown[] = [];
    const socket = await rawSocket(slack, ({ payload, retry_attempt, retry_reason }) => {
      seen.push([(payload as Record<string, unknown>)['event_id'], retry_attempt, retry_reason]);
    });
    await slack.emit({ type: 'app_home_opened', user: slack.user('ada').id, tab: 'home' });
    await slack.idle({ quiet: 60 });

    const [first] = seen as [unknown[]];
    expect(seen).toEqual([
      [first[0], 0, ''],
      [first[0], 1, 'http_timeout'],
    ]);
    expect(slack.problems.map((one) => one.kind)).toEqual(['late_ack', 'late_ack']);
    socket.close();
    await slack.close();
  });
});

describe('response_url', () => {
  let running: Running | undefined;
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });

  test('five answers in thirty minutes, and no more', async () => {
    const statuses: unknown[] = [];
    running = await runBolt('socket', (app) => {
      app.command('/ambassador', async ({ ack, respond }) => {
        await ack();
        for (let count = 0; count < 6; count += 1) {
          await respond(`${count}`).catch((error: { statusCode?: number }) => statuses.push(error.statusCode));
        }
      });
    });
    const { slack } = running;
    const answer = await slack.user('ada').command('/ambassador');
    expect(answer.messages).toHaveLength(5);
    expect(statuses).toEqual([404]);
    expect(slack.problems).toMatchObject([{ kind: 'bad_response', detail: 'used_url' }]);
  });

  test('not after thirty minutes, and not with blocks Slack refuses', async () => {
    let later: (() => Promise<unknown>) | undefined;
    running = await runBolt('socket', (app) => {
      app.command('/ambassador', async ({ ack, respond }) => {
        await ack();
        later = () => respond('late');
        await respond({ text: 'x', blocks: [{ type: 'header', text: { type: 'plain_text', text: '' } }] }).catch(
          () => {},
        );
      });
    });
    const { slack } = running;
    await slack.user('ada').command('/ambassador');
    slack.advance('31m');
    await expect(later?.()).rejects.toMatchObject({ statusCode: 404 });
    expect(slack.problems.map((one) => one.detail.split(' ')[0])).toEqual(['invalid_blocks', 'expired_url']);
  });

  test('replaces or deletes an ephemeral message from its own button', async () => {
    running = await runBolt('socket', (app) => {
      app.command('/ambassador', async ({ ack }) => {
        await ack({ text: 'Only you', blocks: [{ type: 'actions', elements: [button] }] });
      });
      app.action('run', async ({ ack, respond, body }) => {
        await ack();
        expect(body).not.toHaveProperty('message');
        await respond({ replace_original: true, text: 'Replaced' });
        await respond({ delete_original: true });
      });
    });
    const { slack } = running;
    const ada = slack.user('ada');
    const { messages } = await ada.command('/ambassador');
    const [message] = messages;
    if (!message) throw new Error('nothing shown');

    await expect(slack.user('grace').click(message, 'run')).rejects.toThrow('does not see');
    const answer = await ada.click(message, 'run');
    expect(answer.text).toBe('Replaced');
    expect(slack.ephemerals('ada')).toEqual([]);
    expect(slack.problems).toEqual([]);
  });
});

/** A Socket Mode connection without the SDK. */
async function rawSocket(
  slack: SlackSimulator,
  onEnvelope: (envelope: Record<string, unknown>, socket: WebSocket) => void,
): Promise<WebSocket> {
  const { url = '' } = await new WebClient(slack.appToken, { slackApiUrl: slack.apiUrl }).apps.connections.open({});
  const socket = new WebSocket(url);
  await new Promise<void>((resolve) => {
    socket.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(String(data)) as Record<string, unknown>;
      if (frame['type'] === 'hello') resolve();
      else if (frame['envelope_id']) onEnvelope(frame, socket);
    });
  });
  return socket;
}

/** Whether a socket address does not let anybody in. */
function isRefused(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.addEventListener('error', () => resolve(true));
    socket.addEventListener('open', () => resolve(false));
  });
}
