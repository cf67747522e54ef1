import { expect, test } from 'vitest';
import { elementsSeen, visibleText } from '../../src/playground/read.ts';
import type { Message } from '../../src/playground/shapes.ts';
import { acknowledge } from './acknowledging.ts';
import { expiring, missing, unreachable } from './fixtures.ts';
import { expectNoProblems, gate, inThread, onlyMessage, type Running, run } from './running.ts';
import { one, transcript } from './transcript.ts';

/** A workspace in which a check found one missing Service and one certificate that ends. */
async function checked(): Promise<Running & { cart: Message; tls: Message }> {
  const running = await run();
  running.world.findings = [missing(), expiring()];
  await running.user('ada').command('/ambassador check');
  running.slack.advance('2m');
  const report = onlyMessage(running);
  return { ...running, cart: inThread(running, report, 'MAP001'), tls: inThread(running, report, 'TLS003') };
}

const labels = (message: Message) => elementsSeen(message).map(({ label }) => label);

test('buttons work after a restart', async () => {
  const running = await run();
  const { world } = running;
  world.findings = [missing(), expiring()];
  await running.user('ada').command('/ambassador check');
  const report = onlyMessage(running);
  await running.restart();

  await acknowledge(running.user('ada'), inThread(running, report, 'MAP001'));
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
  await acknowledge(running.user('ada'), tls);
  world.findings = [missing(), expiring('api-tls', 'error', '2026-11-23T00:00:00Z')];

  await running.user('grace').click(tls, 'Run again');

  const message = slack.latest(tls);
  expect(message && visibleText(message)).toContain('🔺 Got worse');
  expect(message && labels(message)).toEqual(['Run again', 'Acknowledge…']);
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
  await acknowledge(running.user('ada'), tls);
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
  expect(message && labels(message)).toEqual(['Run again', 'Acknowledge…']);
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

  // The check is held, so nothing says when the app is done: what is waited for is the form.
  await slack.user('grace').click(message, 'Acknowledge…');
  await slack.user('grace').submit(await slack.modal('grace'));
  await slack.message('✋ Acknowledged by');
  held.open();
  await clicked;
  await running.settled();

  const now = slack.latest(cart);
  expect(now && visibleText(now)).toContain(`✋ Acknowledged by <@${slack.user('grace').id}>`);
  expect(now && labels(now)).toEqual(['Undo', 'Run again']);
});
