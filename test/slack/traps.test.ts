import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebClient } from '@slack/web-api';
import { describe, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { visibleText } from '../../src/playground/read.ts';
import { createSlackApp, type SlackOptions } from '../../src/slack/app.ts';
import { clientOptions } from '../../src/slack/clients.ts';
import { take } from '../../src/slack/handlers/request.ts';
import { countInFlight } from '../../src/slack/in-flight.ts';
import { sdkLogger } from '../../src/slack/log.ts';
import type { Surface } from '../../src/slack/surface.ts';
import { missing } from './fixtures.ts';
import { expectNoProblems, gate, onlyMessage, type Running, run, WAYS } from './running.ts';

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Another app against the same workspace, with other options. */
function another({ slack, tools }: Running, options: Partial<SlackOptions> = {}): Promise<unknown> {
  const { apiUrl, botToken, appToken } = slack;
  return createSlackApp({ apiUrl, botToken, appToken, log: SILENT, ...options } as SlackOptions, tools, []);
}

describe('clients', () => {
  const options = () => clientOptions({ logger: sdkLogger(SILENT), apiUrl: 'https://slack.example/api/' });

  test('1, 2: never have headers, which the SDK would share between tokens', () => {
    expect(options()).not.toHaveProperty('headers');
  });

  test('9: each has options of its own, with retries that are ours', () => {
    expect(options()).not.toBe(options());
    expect(options().retryConfig).toMatchObject({ retries: 3 });
  });

  test('17: the SDK logs nothing at debug, where messages would be in clear', () => {
    const seen: string[] = [];
    const logger = sdkLogger({
      ...SILENT,
      debug: (_, message) => seen.push(message),
      warn: (_, message) => seen.push(message),
    });
    logger.setLevel('debug' as never);
    logger.debug('xoxb-1', { text: 'a secret' });
    expect(logger.getLevel()).toBe('info');
    expect(seen).toEqual([]);
    logger.warn('careful');
    expect(seen).toEqual(['Slack SDK']);
  });
});

describe('starting', () => {
  test('3: a refused token is an error with words, and no unhandled rejection', async () => {
    const running = await run();
    await expect(another(running, { botToken: 'xoxb-wrong' })).rejects.toThrow(
      "Slack refuses the bot token (invalid_auth). Take a new one from the app's page, OAuth & Permissions.",
    );
  });

  test('3: an app-level token that is refused too', async () => {
    const running = await run();
    const app = (await another(running, { appToken: 'xapp-wrong' })) as Running['app'];
    await expect(app.start()).rejects.toThrow('Slack refuses the app-level token (invalid_auth)');
    await app.stop();
  });

  test('6: a connection on which Slack says nothing is given up', async () => {
    const running = await run();
    const silent = await silentSlack();
    const app = (await another(running, { apiUrl: silent.apiUrl, helloTimeout: 100 })) as Running['app'];
    await expect(app.start()).rejects.toThrow(
      'Slack opens no Socket Mode connection (Slack did not say hello in 0.1 s).',
    );
    await app.stop();
    await silent.close();
  });

  test('a port that is taken is an error with words', async () => {
    const running = await run({ way: 'http' });
    const { signingSecret, apiUrl, botToken } = running.slack;
    const options = { apiUrl, botToken, signingSecret, port: running.port ?? 0, log: SILENT };
    const app = await createSlackApp(options, running.tools, []);
    await expect(app.start()).rejects.toThrow(`Port ${running.port} cannot be listened on`);
    await app.stop();
  });
});

test.each(WAYS)('4, 19: over %s the bot asks once who it is, and hears nothing of what it says itself', async (way) => {
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

describe('connections', () => {
  test('5: a token that was revoked is a problem to be told, not the end of the process', async () => {
    const running = await run();
    const { slack, app, problems } = running;
    slack.revoke();
    slack.dropSockets();

    await vi.waitUntil(() => problems.length > 0);
    expect(problems).toEqual([{ kind: 'refused', reason: 'token_revoked' }]);
    expect(app.health()).toEqual({
      isConnected: false,
      inFlight: 0,
      problem: { kind: 'refused', reason: 'token_revoked' },
    });
  });

  test('5: a token that Slack refuses in the middle of an answer is told too', async () => {
    const running = await run({ way: 'http' });
    running.slack.revoke('account_inactive');
    await running.user('ada').command('/ambassador check');
    expect(running.problems[0]).toEqual({ kind: 'refused', reason: 'account_inactive' });
  });

  test('5: an uninstalled app is told', async () => {
    const running = await run();
    await running.slack.emit({ type: 'app_uninstalled', event_ts: '1.1' });
    expect(running.problems).toEqual([{ kind: 'refused', reason: 'app_uninstalled' }]);
  });

  test.each(['refreshSockets', 'dropSockets'] as const)(
    '7: after %s the next command is heard within a second',
    async (act) => {
      const running = await run();
      running.slack[act]();
      const { acked } = await running.user('ada').command('/ambassador status');
      expect(acked).toBe(true);
      expect(running.app.health()).toEqual({ isConnected: true, inFlight: 0 });
      expectNoProblems(running);
    },
  );

  test('7: Slack that is away for a while is asked until it is back', async () => {
    const running = await run();
    const { slack, problems } = running;
    slack.fail('apps.connections.open', { error: 'internal_error', times: 1 });
    slack.dropSockets();
    await slack.connected();
    await vi.waitUntil(() => running.app.health().isConnected);
    expect(problems).toEqual([{ kind: 'disconnected', reason: 'internal_error' }]);
  });
});

describe('requests', () => {
  test('10: an event that comes twice is answered once', async () => {
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

  test.each(WAYS)('12: over %s a button of another version is acknowledged, and the person told', async (way) => {
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

  test('13: whatever fails before it, the acknowledgement is sent', async () => {
    const heard: unknown[] = [];
    const surface = {
      inFlight: countInFlight(),
      log: SILENT,
      isStopping: () => false,
      isRepeated: () => false,
      newReference: () => 'REF1',
      tools: { clusterName: 'prod-eu' },
      bot: { name: 'ambassador' },
    } as unknown as Surface;
    const incoming = {
      what: 'a command',
      id: undefined,
      acknowledge: async () => void heard.push('acknowledged'),
      opening: () => {
        throw new Error('a bug');
      },
      tell: async (message: { text: string }) => void heard.push(message.text),
      work: async () => void heard.push('worked'),
    };
    await take(incoming, surface);
    expect(heard).toEqual(['acknowledged', expect.stringContaining('REF1')]);
  });

  test.each(WAYS)('13: over %s a handler that fails answers with a reference', async (way) => {
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
    world.findings = Array.from({ length: 3 }, (_, index) => missing(`m${index}`));
    // The first post is the report's own; the next ones are its thread.
    await slack.user('ada').command('/ambassador check mappings');
    await running.settled();
    slack.fail('chat.update', { status: 429, retryAfter: 2, times: 1 });
    const started = performance.now();
    await slack.user('ada').click(slack.thread(onlyMessage(running))[0] ?? onlyMessage(running), 'Acknowledge');
    const { acked, text } = await slack.user('grace').command('/ambassador status');
    expect(acked).toBe(true);
    expect(text).toContain('open');
    await running.settled();
    expect(performance.now() - started).toBeLessThan(10_000);
    expectNoProblems(running);
  });
});

describe('stopping', () => {
  test.each(WAYS)('11: over %s it lets what is under way end, and takes nothing more', async (way) => {
    const running = await run({ way });
    const { slack, world, app } = running;
    const held = gate();
    world.hold = held.closed;
    await slack.user('ada').command('/ambassador check');
    await slack.message('⏳ Checking');

    let isStopped = false;
    const stopped = app.stop().then(() => {
      isStopped = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isStopped).toBe(false);
    held.open();
    await stopped;

    expect(visibleText(onlyMessage(running))).toContain('nothing to report');
    expect(app.health()).toEqual({ isConnected: false, inFlight: 0 });
    expect(slack.problems).toEqual([]);
    await running.restart();
  });

  test('11: what takes too long is said to have been interrupted, and can be run again afterwards', async () => {
    const running = await run({ drainTimeout: 50 });
    const { slack, world } = running;
    const held = gate();
    world.hold = held.closed;
    await slack.user('ada').command('/ambassador check tls');
    await slack.message('⏳ Checking');
    await slack.idle();

    await running.app.stop();

    const message = onlyMessage(running);
    expect(visibleText(message)).toBe('⚠️ I was restarted while this check ran, so it has no result.\n[Run again]');
    world.hold = undefined;
    await running.restart();
    await running.user('ada').click(message, 'Run again');
    expect(visibleText(onlyMessage(running))).toContain('nothing to report');
    held.open();
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

/** A Slack that opens connections and says nothing on them. */
async function silentSlack(): Promise<{ readonly apiUrl: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const url = `ws://${request.headers.host}/`;
    const identity = { ok: true, user_id: 'UBOT', bot_id: 'BBOT', user: 'ambassador' };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(request.url?.endsWith('auth.test') ? identity : { ok: true, url }));
  });
  const sockets = new WebSocketServer({ server });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        sockets.close();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
