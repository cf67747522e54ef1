import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { writeSampleCluster } from '../src/playground/clusters.ts';
import { type SlackSimulator, startSlack } from '../src/playground/slack.ts';
import { openStore } from '../src/state/open.ts';
import { acknowledge } from './slack/acknowledging.ts';

const root = join(import.meta.dirname, '..');
let folder: string;
let slack: SlackSimulator;
const bots: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attache-bot-'));
  await writeSampleCluster('mappings', join(folder, 'cluster'), new Date());
  slack = await startSlack({ ackTimeout: 20_000 });
});

afterEach(async () => {
  for (const bot of bots.splice(0)) bot.kill('SIGKILL');
  await slack.close();
  await rm(folder, { recursive: true, force: true });
});

/** Starts the bot as people do, and waits until it says that it is ready, or ends. */
async function startBot(env: Readonly<Record<string, string>> = {}) {
  const bot = spawn(process.execPath, [join(root, 'src/bot.ts')], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      ATTACHE_CLUSTER_NAME: 'prod-eu',
      ATTACHE_FROM: join(folder, 'cluster'),
      ATTACHE_HEALTH_PORT: '0',
      ...env,
    },
  });
  bots.push(bot);
  let text = '';
  const ended = new Promise<number | null>((resolve) => bot.once('exit', resolve));
  const ready = new Promise<void>((resolve) => {
    const collect = (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('attaché is ready')) resolve();
    };
    bot.stdout.on('data', collect);
    bot.stderr.on('data', collect);
  });
  await Promise.race([ready, ended]);
  return { bot, ended, text: () => text };
}

/** An API server that takes connections and says nothing, and the way to it. */
async function silentCluster() {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(
    kubeconfig,
    `{current-context: a, contexts: [{name: a, context: {cluster: a, user: a}}], users: [{name: a, user: {token: t}}], clusters: [{name: a, cluster: {server: "http://127.0.0.1:${port}"}}]}`,
  );
  return { silent, kubeconfig };
}

it('answers in Slack, remembers over a restart, and ends in order', { timeout: 60_000 }, async () => {
  const first = await startBot();
  await slack.connected();
  await slack.user('ada').command('/ambassador check mapping-service-missing', { channel: 'platform' });
  const report = await slack.message(/1 error/, { channel: 'platform', timeout: 20_000 });
  await vi.waitUntil(() => slack.thread(report).length > 0, { timeout: 10_000 });
  const [finding] = slack.thread(report);
  if (!finding) throw new Error('no finding in the thread');
  await acknowledge(slack.user('ada'), finding);
  await slack.message(
    (message) => message.ts === finding.ts && JSON.stringify(message).includes('✋ Acknowledged by'),
    {
      timeout: 10_000,
    },
  );
  first.bot.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(first.text()).not.toContain(slack.botToken);
  expect(first.text()).not.toContain(slack.appToken);

  const second = await startBot();
  await slack.connected();
  const { text } = await slack.user('grace').command('/ambassador status', { channel: 'platform' });
  expect(text).toContain('Mapping orders/cart');
  const again = slack.latest(finding);
  if (!again) throw new Error('the finding is gone');
  await slack.user('grace').click(again, 'Run again');
  await slack.idle({ timeout: 20_000 });
  expect(JSON.stringify(slack.latest(finding))).toContain('✋ Acknowledged by');
  second.bot.kill('SIGTERM');
  expect(await second.ended).toBe(0);
  expect(slack.problems).toEqual([]);
});

it('runs checks of somebody’s own beside ours, and says at the start which it cannot use', {
  timeout: 60_000,
}, async () => {
  const own = join(folder, 'own');
  await mkdir(own);
  await writeFile(join(own, 'broken.ts'), 'export const x = {;');
  await writeFile(
    join(own, 'many.ts'),
    `import { defineCheck } from 'attache';
    export const many = defineCheck({
      code: 'OWN001', name: 'many-mappings', area: 'mappings', title: 'Many Mappings', severity: 'warning',
      reads: ['Mapping'], options: { most: 1000 },
      message: 'There are {number} Mappings, such as {mapping}.', why: 'x.', fix: 'y.', example: { bad: '', good: '' },
      run({ cluster, options, report }) {
        const [mapping, ...others] = cluster.all('Mapping');
        if (!mapping || others.length < options.most) return;
        report({ on: mapping, data: { mapping, number: others.length + 1 }, evidence: [] });
      },
    });`,
  );
  const env = { ATTACHE_OWN_CHECKS: own, ATTACHE_CHECKS: '{ many-mappings: { most: 1 } }' };
  const { bot, ended, text } = await startBot(env);
  expect(text()).toMatch(
    /"where":"[^"]*broken\.ts","reason":"cannot be used: [^"]+","message":"own checks cannot be used"/,
  );
  await slack.connected();
  const { text: explained } = await slack.user('ada').command('/ambassador explain OWN001', { channel: 'platform' });
  expect(explained).toContain('most = 1 (default 1000)');
  await slack.user('ada').command('/ambassador check many-mappings', { channel: 'platform' });
  const report = await slack.message(/1 warning/, { channel: 'platform', timeout: 20_000 });
  expect(report.text).toMatch(/There are \d+ Mappings/);
  expect(JSON.stringify(report)).toContain('1 part of the input could not be understood');
  bot.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(slack.problems).toEqual([]);
});

it('after a kill says in the message of a check that it has no result, once', { timeout: 60_000 }, async () => {
  const { silent, kubeconfig } = await silentCluster();
  const first = await startBot({ ATTACHE_FROM: '', KUBECONFIG: kubeconfig });
  await slack.connected();
  await slack.user('ada').command('/ambassador check mappings', { channel: 'platform' });
  const asked = await slack.message('⏳ Checking', { channel: 'platform' });
  await once(silent, 'connection');
  first.bot.kill('SIGKILL');
  await first.ended;
  silent.close();

  const second = await startBot();
  await slack.connected();
  const told = await slack.message(/I was restarted while this check ran/, { channel: 'platform', timeout: 10_000 });
  expect(told.ts).toBe(asked.ts);
  await slack.user('grace').click(told, 'Run again');
  const report = await slack.message(/2 errors/, { channel: 'platform', timeout: 20_000 });
  expect(report.ts).toBe(asked.ts);
  await slack.idle();
  second.bot.kill('SIGTERM');
  await second.ended;

  const third = await startBot();
  await slack.connected();
  await slack.idle();
  expect(JSON.stringify(slack.latest(report))).not.toContain('restarted');
  expect(slack.messages('platform')).toHaveLength(1);
  third.bot.kill('SIGTERM');
  await third.ended;
});

it('posts a digest that was missed while it was away, once', { timeout: 60_000 }, async () => {
  const path = join(folder, 'state.sqlite');
  const hour = 60 * 60 * 1000;
  const slot = new Date(Math.floor(Date.now() / hour) * hour - 2 * hour);
  const store = await openStore({ path, now: () => slot });
  expect(await store.claim('hourly', slot)).toBe(true);
  await store.finish('hourly', slot);
  await store.close();

  const { id } = slack.channel('platform');
  const digests = `[{ name: hourly, cron: "0 * * * *", timezone: UTC, channel: ${id}, areas: [mappings] }]`;
  const { bot, ended } = await startBot({ ATTACHE_DATABASE: path, ATTACHE_DIGESTS: digests });
  const digest = await slack.message(/prod-eu/, { channel: 'platform', timeout: 30_000 });
  await slack.idle();
  expect(JSON.stringify(digest)).toContain('crat-service');
  expect(slack.messages('platform')).toHaveLength(1);
  bot.kill('SIGTERM');
  expect(await ended).toBe(0);

  const again = await startBot({ ATTACHE_DATABASE: path, ATTACHE_DIGESTS: digests });
  await slack.connected();
  await slack.idle();
  expect(slack.messages('platform')).toHaveLength(1);
  again.bot.kill('SIGTERM');
  await again.ended;
});

it('ends soon, although a digest waits for a cluster that does not answer', { timeout: 60_000 }, async () => {
  const { silent, kubeconfig } = await silentCluster();
  const planned = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 5 * 60_000);
  const store = await openStore({ path: join(folder, 'attache.sqlite'), now: () => new Date() });
  await store.finish('morning', planned);
  await store.close();

  const { bot, ended, text } = await startBot({
    ATTACHE_FROM: '',
    KUBECONFIG: kubeconfig,
    ATTACHE_DIGESTS: '[{ name: morning, cron: "* * * * *", timezone: UTC, channel: C0000000001 }]',
  });
  const [asked] = await once(silent, 'connection');
  const stopping = Date.now();
  bot.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(Date.now() - stopping).toBeLessThan(20_000);
  expect(text()).toContain('a digest was cut short');
  asked.destroy();
  silent.close();
});

it('answers signed HTTP requests with the same words', { timeout: 60_000 }, async () => {
  const port = await freePort();
  await startBot({ SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: 'a-signing-secret', PORT: String(port) });
  await slack.close();
  slack = await startSlack({
    mode: { http: `http://127.0.0.1:${port}/slack/events`, signingSecret: 'another-secret' },
    ackTimeout: 20_000,
  });
  const refused = await slack.user('ada').command('/ambassador help', { channel: 'platform' });
  expect(refused.acked).toBe(false);

  await slack.close();
  slack = await startSlack({
    mode: { http: `http://127.0.0.1:${port}/slack/events`, signingSecret: 'a-signing-secret' },
    ackTimeout: 20_000,
  });
  const { text } = await slack.user('ada').command('/ambassador chekc tls', { channel: 'platform' });
  expect(text).toContain('check');
});

it.each([
  ['no tokens', { SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '' }, /2 settings need attention/],
  ['a token that Slack refuses', { SLACK_BOT_TOKEN: 'xoxb-wrong' }, /invalid_auth|refuse/i],
  ['Slack away', { SLACK_API_URL: 'http://127.0.0.1:9/api/' }, /Slack/],
  ['a database that is none', { ATTACHE_DATABASE: 'broken.sqlite' }, /broken\.sqlite/],
  ['a folder that is not there', { ATTACHE_DATABASE: 'no/where/x.sqlite' }, /no\/where/],
  [
    'own checks that are not there',
    { ATTACHE_OWN_CHECKS: 'no/checks' },
    /Own checks cannot be read from no\/checks \(ENOENT\)/,
  ],
])('says in plain words why it cannot start: %s', { timeout: 60_000 }, async (_, env, message) => {
  await writeFile(join(folder, 'broken.sqlite'), 'this is no database, but somebody may still want it '.repeat(50));
  const { ended, text } = await startBot(env);
  expect(await ended).toBe(2);
  expect(text()).toMatch(message);
  expect(text()).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect(text()).not.toContain(slack.appToken);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
