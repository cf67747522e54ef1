import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { visibleText } from '../../src/playground/read.ts';
import { createSlackApp, type SlackOptions } from '../../src/slack/app.ts';
import { clientOptions } from '../../src/slack/clients.ts';
import { sdkLogger } from '../../src/slack/log.ts';
import { expectNoProblems, gate, onlyMessage, type Running, run, WAYS } from './running.ts';

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const OPEN = { access: [], redact: (text: string) => text };

/** Another app against the same workspace, with other options. */
function another({ slack, tools }: Running, options: Partial<SlackOptions> = {}): Promise<unknown> {
  const { apiUrl, botToken, appToken } = slack;
  return createSlackApp(
    { apiUrl, botToken, appToken, log: SILENT, ...OPEN, ...options } as SlackOptions,
    [tools],
    () => [],
  );
}

describe('clients', () => {
  const options = () => clientOptions({ logger: sdkLogger(SILENT), apiUrl: 'https://slack.example/api/' });

  test('never have headers, which the SDK would share between tokens', () => {
    expect(options()).not.toHaveProperty('headers');
  });

  test('each has options of its own, with retries that are ours', () => {
    expect(options()).not.toBe(options());
    expect(options().retryConfig).toMatchObject({ retries: 3 });
  });

  test('the SDK logs nothing at debug, where messages would be in clear', () => {
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
  test('a refused token is an error with words, and no unhandled rejection', async () => {
    const running = await run();
    await expect(another(running, { botToken: 'xoxb-wrong' })).rejects.toThrow(
      "Slack refuses the bot token (invalid_auth). Take a new one from the app's page, OAuth & Permissions.",
    );
  });

  test('a Slack that cannot be reached is an error with words, after some tries', async () => {
    const running = await run();
    await expect(another(running, { apiUrl: 'http://127.0.0.1:1/api/' })).rejects.toThrow('Slack cannot be reached (');
  });

  test('an app-level token that is refused too', async () => {
    const running = await run();
    const app = (await another(running, { appToken: 'xapp-wrong' })) as Running['app'];
    await expect(app.start()).rejects.toThrow('Slack refuses the app-level token (invalid_auth)');
    await app.stop();
  });

  test('a connection on which Slack says nothing is given up', async () => {
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
    const options = { apiUrl, botToken, signingSecret, port: running.port ?? 0, log: SILENT, ...OPEN };
    const app = await createSlackApp(options, [running.tools], () => []);
    await expect(app.start()).rejects.toThrow(`Port ${running.port} cannot be listened on`);
    await app.stop();
  });
});

describe('connections', () => {
  test('a token that was revoked is a problem to be told, not the end of the process', async () => {
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

  test('a token that Slack refuses in the middle of an answer is told too', async () => {
    const running = await run({ way: 'http' });
    running.slack.revoke('account_inactive');
    const { text } = await running.user('ada').command('/ambassador check');
    expect(text).toContain('Slack refuses my token, so I can post nothing.');
    expect(running.problems[0]).toEqual({ kind: 'refused', reason: 'account_inactive' });
  });

  test('an uninstalled app is told', async () => {
    const running = await run();
    await running.slack.emit({ type: 'app_uninstalled', event_ts: '1.1' });
    expect(running.problems).toEqual([{ kind: 'refused', reason: 'app_uninstalled' }]);
  });

  test.each(['refreshSockets', 'dropSockets'] as const)(
    'after %s the next command is heard within a second',
    async (act) => {
      const running = await run();
      running.slack[act]();
      const { acked } = await running.user('ada').command('/ambassador status');
      expect(acked).toBe(true);
      expect(running.app.health()).toEqual({ isConnected: true, inFlight: 0 });
      expectNoProblems(running);
    },
  );

  test('Slack that is away for a while is asked until it is back', async () => {
    const running = await run();
    const { slack, problems } = running;
    slack.fail('apps.connections.open', { error: 'internal_error', times: 1 });
    slack.dropSockets();
    await slack.connected();
    await vi.waitUntil(() => running.app.health().isConnected);
    expect(problems).toEqual([{ kind: 'disconnected', reason: 'internal_error' }]);
  });
});

test('a connection on which Slack no longer answers is replaced', async () => {
  const running = await run();
  const silent = await silentSlack({ hello: true });
  const app = (await another(running, { apiUrl: silent.apiUrl, clientPingTimeout: 200 })) as Running['app'];
  await app.start();
  await vi.waitUntil(() => silent.connections() > 1, { timeout: 10_000 });
  await vi.waitUntil(() => app.health().isConnected);
  await app.stop();
  await silent.close();
});

describe('stopping', () => {
  test.each(WAYS)('over %s it lets what is under way end, and takes nothing more', async (way) => {
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

  test('what takes too long is said to have been interrupted, and can be run again afterwards', async () => {
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

/** A Slack that opens connections and says nothing on them, or only hello. */
async function silentSlack({ hello = false } = {}) {
  const server = createServer((request, response) => {
    const url = `ws://${request.headers.host}/`;
    const identity = { ok: true, user_id: 'UBOT', bot_id: 'BBOT', user: 'ambassador' };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(request.url?.endsWith('auth.test') ? identity : { ok: true, url }));
  });
  const sockets = new WebSocketServer({ server, autoPong: false });
  let connections = 0;
  sockets.on('connection', (socket) => {
    connections += 1;
    if (hello) socket.send(JSON.stringify({ type: 'hello' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    connections: () => connections,
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        sockets.close();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
