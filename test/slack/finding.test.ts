import { describe, expect, test } from 'vitest';
import { elementsSeen, visibleText } from '../../src/playground/read.ts';
import type { Message } from '../../src/playground/shapes.ts';
import { expiring, missing, unreachable } from './fixtures.ts';
import { expectNoProblems, gate, inThread, onlyMessage, type Running, run, WAYS } from './running.ts';
import { one, transcript } from './transcript.ts';

/** A workspace in which a check found one missing Service and one certificate that ends. */
async function checked(way: 'socket' | 'http' = 'socket'): Promise<Running & { cart: Message; tls: Message }> {
  const running = await run({ way });
  running.world.findings = [missing(), expiring()];
  await running.user('ada').command('/ambassador check');
  running.slack.advance('2m');
  const report = onlyMessage(running);
  return { ...running, cart: inThread(running, report, 'MAP001'), tls: inThread(running, report, 'TLS003') };
}

const labels = (message: Message) => elementsSeen(message).map(({ label }) => label);

describe.each(WAYS)('[Acknowledge] over %s', (way) => {
  test('says who is on it in the finding and in the report, and takes the button away', async () => {
    const running = await checked(way);
    const { slack, cart } = running;

    await running.user('ada').click(cart, 'Acknowledge');

    await expect(transcript(slack, onlyMessage(running))).toMatchFileSnapshot('golden/acknowledged.txt');
    expectNoProblems(running);
  });
});

test('the second one who clicks learns who was first, and alone', async () => {
  const running = await checked();
  const { slack, cart, tools } = running;
  const stale = cart;
  await tools.store.acknowledge('prod-eu', missing().fingerprint, { by: running.user('ada').id, at: tools.now() });
  slack.advance('2m');

  const { messages } = await running.user('grace').click(stale, 'Acknowledge');

  expect(messages.map((message) => one(slack, message))).toEqual([
    'text (only to @grace): @ada acknowledged this 2 minutes ago.\n@ada acknowledged this 2 minutes ago.',
  ]);
  expect(messages[0]?.thread_ts).toBe(onlyMessage(running).ts);
  expect(labels(inThread(running, onlyMessage(running), 'MAP001'))).toEqual(['Run again']);
  expectNoProblems(running);
});

test('two who click at once: one is on it, the other is told', async () => {
  const running = await checked();
  const { cart } = running;

  const answers = await Promise.all([
    running.user('ada').click(cart, 'Acknowledge'),
    running.user('grace').click(cart, 'Acknowledge'),
  ]);

  const told = answers.flatMap(({ messages }) => messages.map(({ text }) => text));
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/acknowledged this a moment ago/);
  expectNoProblems(running);
});

test('every message that shows a finding changes, in every channel', async () => {
  const running = await checked();
  const { cart } = running;
  await running.user('grace').command('/ambassador check', { channel: 'inc-checkout' });

  await running.user('ada').click(cart, 'Acknowledge');

  const other = onlyMessage(running, 'inc-checkout');
  expect(visibleText(inThread(running, other, 'MAP001'))).toContain('is on it');
  expect(visibleText(other)).toContain(`✋ <@${running.user('ada').id}>`);
  expectNoProblems(running);
});

test('buttons work after a restart', async () => {
  const running = await run();
  const { world } = running;
  world.findings = [missing(), expiring()];
  await running.user('ada').command('/ambassador check');
  const report = onlyMessage(running);
  await running.restart();

  await running.user('ada').click(inThread(running, report, 'MAP001'), 'Acknowledge');
  world.findings = [missing()];
  await running.user('grace').click(inThread(running, report, 'TLS003'), 'Run again');
  await running.user('grace').click(onlyMessage(running), 'Run again');

  expect(visibleText(inThread(running, report, 'TLS003'))).toContain('Resolved');
  expect(visibleText(onlyMessage(running))).toContain('1 error');
  expectNoProblems(running);
});

test('[Run again] on a finding runs only its check, and says that it is still there', async () => {
  const running = await checked();
  const { slack, cart, world } = running;

  await running.user('grace').click(cart, 'Run again');

  expect(world.runs).toBe(2);
  await expect(one(slack, inThread(running, onlyMessage(running), 'MAP001'))).toMatchFileSnapshot(
    'golden/still-there.txt',
  );
  expectNoProblems(running);
});

test('[Run again] says that a finding is resolved, in its message and in the report', async () => {
  const running = await checked();
  const { slack, cart, world } = running;
  world.findings = [expiring()];

  await running.user('grace').click(cart, 'Run again');

  await expect(transcript(slack, onlyMessage(running))).toMatchFileSnapshot('golden/resolved.txt');
  expect(labels(inThread(running, onlyMessage(running), 'MAP001'))).toEqual([]);
  expectNoProblems(running);
});

test('when it got worse its acknowledgement ends, and the thread says so', async () => {
  const running = await checked();
  const { slack, tls, world } = running;
  await running.user('ada').click(tls, 'Acknowledge');
  world.findings = [missing(), expiring('api-tls', 'error', '2026-11-23T00:00:00Z')];

  await running.user('grace').click(tls, 'Run again');

  const message = slack.latest(tls);
  expect(message && visibleText(message)).toContain('🔺 Got worse');
  expect(message && labels(message)).toEqual(['Run again', 'Acknowledge']);
  const last = slack.thread(onlyMessage(running)).at(-1);
  expect(last && one(slack, last)).toBe(
    [
      'text: 🟠 TLS003 got worse and counts as open again: The certificate in Secret shop/api-tls ends on 2026-11-23.',
      '🟠 `TLS003` got worse since @ada acknowledged it («2026-11-23 08:16 UTC»): The certificate in `Secret shop/api-tls` ends on «2026-11-23». It counts as open again.',
    ].join('\n'),
  );
  expectNoProblems(running);
});

test('when a later check finds it worse, the thread that people know says so', async () => {
  const running = await checked();
  const { slack, tls, world } = running;
  await running.user('ada').click(tls, 'Acknowledge');
  world.findings = [expiring('api-tls', 'error', '2026-11-23T00:00:00Z')];

  await running.user('grace').command('/ambassador check tls', { channel: 'inc-checkout' });

  const old = slack.latest(tls);
  expect(old && visibleText(old)).toContain('🟠 *error*');
  const fresh = inThread(running, onlyMessage(running, 'inc-checkout'), 'tls-cert-expiring');
  expect(visibleText(fresh)).toContain('*got worse*, it was warning');
  const replies = slack.thread(onlyMessage(running, 'inc-checkout')).map(({ text }) => text);
  expect(replies.at(-1)).toContain('counts as open again');
  expectNoProblems(running);
});

test('a finding whose cluster is away stays as it was, and the person is told', async () => {
  const running = await checked();
  const { slack, cart, world } = running;
  world.error = unreachable();

  const { text } = await running.user('ada').click(cart, 'Run again');

  expect(text).toContain("I can't reach `prod-eu`: connection refused");
  expect(text).toContain('What I know is from');
  const message = slack.latest(cart);
  expect(message && labels(message)).toEqual(['Run again', 'Acknowledge']);
  expectNoProblems(running);
});

test('a finding that is being checked says so, and a second click does not check it twice', async () => {
  const running = await checked();
  const { slack, cart, world } = running;
  const held = gate();
  world.hold = held.closed;
  const clicked = slack.user('ada').click(cart, 'Run again');
  const message = await slack.message('⏳ Checking again');

  const { text } = await slack.user('grace').click(message, 'Run again');

  expect(text).toContain('asked for this a moment ago, and it is still running');
  held.open();
  await clicked;
  await running.settled();
  expect(world.runs).toBe(2);
  expectNoProblems(running);
});

test('who takes on a finding while it is being checked stays on it when the check fails', async () => {
  const running = await checked();
  const { slack, cart, world } = running;
  const held = gate();
  world.hold = held.closed;
  world.error = unreachable();
  const clicked = slack.user('ada').click(cart, 'Run again');
  const message = await slack.message('⏳ Checking again');

  await slack.user('grace').click(message, 'Acknowledge');
  await slack.message('is on it');
  held.open();
  await clicked;
  await running.settled();

  const now = slack.latest(cart);
  expect(now && visibleText(now)).toContain(`✋ <@${slack.user('grace').id}> is on it`);
  expect(now && labels(now)).toEqual(['Run again']);
});

test('a resolved finding cannot be taken on', async () => {
  const running = await checked();
  const { slack, cart, world, tools } = running;
  world.findings = [];
  slack.advance('1m');
  await tools.store.update(await tools.inspect(tools.checks, { now: tools.now() }), {});

  const { text } = await running.user('ada').click(cart, 'Acknowledge');

  expect(text).toBe('This is resolved already, so there is nothing to be on.');
  expect(visibleText(inThread(running, onlyMessage(running), 'MAP001'))).toContain('Resolved');
  expectNoProblems(running);
});

test('a deleted message does not keep the others from changing', async () => {
  const running = await checked();
  const { slack, cart } = running;
  await running.user('grace').command('/ambassador check', { channel: 'inc-checkout' });
  slack.workspace.removeMessage(inThread(running, onlyMessage(running, 'inc-checkout'), 'MAP001'));

  await running.user('ada').click(cart, 'Acknowledge');

  expect(visibleText(onlyMessage(running, 'inc-checkout'))).toContain('✋');
  expectNoProblems(running);
});
