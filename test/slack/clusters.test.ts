import { expect, test } from 'vitest';
import { visibleText } from '../../src/playground/read.ts';
import { acknowledge } from './acknowledging.ts';
import { expiring, missing } from './fixtures.ts';
import { expectNoProblems, inThread, onlyMessage, type Running, run } from './running.ts';
import { one } from './transcript.ts';

/** Two clusters, each with a finding of its own. */
async function two(): Promise<Running> {
  const running = await run({ others: ['prod-us'] });
  running.world.findings = [missing()];
  running.worldOf('prod-us').findings = [expiring()];
  return running;
}

test('a command names its cluster, and the first is meant otherwise', async () => {
  const running = await two();
  const ada = running.user('ada');

  await ada.command('/ambassador check');
  expect(onlyMessage(running).text).toContain('prod-eu: 1 error');
  const { text } = await ada.command('/ambassador status --cluster prod-us');
  expect(text).toContain('*I have not looked at prod-us yet*');
  await ada.command('/ambassador check --cluster PROD-US', { channel: 'inc-checkout' });

  expect(onlyMessage(running, 'inc-checkout').text).toContain('prod-us: 1 warning');
  expect([running.world.runs, running.worldOf('prod-us').runs]).toEqual([1, 1]);
  expectNoProblems(running);
});

test('a channel has its own cluster, after a restart too', async () => {
  const running = await two();
  const ada = running.user('ada');
  const chosen = await ada.command('/ambassador cluster prod-us', { channel: 'inc-checkout' });
  await ada.command('/ambassador check');
  await running.restart();

  await ada.command('/ambassador check', { channel: 'inc-checkout' });
  const listed = await ada.command('/ambassador clusters', { channel: 'inc-checkout' });

  expect(onlyMessage(running).text).toContain('prod-eu: 1 error');
  expect(onlyMessage(running, 'inc-checkout').text).toContain('prod-us: 1 warning');
  const shown = [...chosen.messages, ...listed.messages].map((message) => one(running.slack, message));
  await expect(shown.join('\n')).toMatchFileSnapshot('golden/clusters.txt');
  expectNoProblems(running);
});

test('a button acts on the cluster of its message, whatever its channel asks about', async () => {
  const running = await two();
  const ada = running.user('ada');
  await ada.command('/ambassador check --cluster prod-us');
  const report = onlyMessage(running);
  running.worldOf('prod-us').findings = [];

  await ada.click(inThread(running, report, 'api-tls'), 'Run again');

  expect(running.world.runs).toBe(0);
  expect(running.slack.thread(report).map(visibleText).join('\n')).toContain('Resolved');
  expectNoProblems(running);
});

test('the same finding of two clusters is two findings', async () => {
  const running = await two();
  running.worldOf('prod-us').findings = [missing()];
  const ada = running.user('ada');
  await ada.command('/ambassador check');
  await ada.command('/ambassador check --cluster prod-us', { channel: 'inc-checkout' });

  await acknowledge(ada, inThread(running, onlyMessage(running), 'cart-svc'));

  const elsewhere = await ada.command('/ambassador status --cluster prod-us');
  expect(visibleText(inThread(running, onlyMessage(running), 'cart-svc'))).toContain('✋');
  expect(elsewhere.text).toContain('*prod-us: 1 error open*');
  expectNoProblems(running);
});

test('a mention, a form and a cluster that nobody knows', async () => {
  const running = await two();
  const ada = running.user('ada');

  const mention = await ada.say('inc-checkout', '@ambassador status --cluster prod-us');
  expect(running.slack.thread(mention).map(({ text }) => text)).toEqual(['I have not looked at prod-us yet.']);
  const unknown = await ada.command('/ambassador check --cluster prod-uss');
  expect(unknown.text).toBe('I look after no cluster `prod-uss`. Did you mean `prod-us`? Mine: `prod-eu`, `prod-us`.');
  const empty = await ada.command('/ambassador check --cluster');
  expect(empty.text).toBe('--cluster needs the name of a cluster: `prod-eu`, `prod-us`.');
  const wrong = await ada.command('/ambassador cluster prod-uss');
  expect(wrong.text).toBe(unknown.text);
  const { modal } = await ada.command('/ambassador simulate --cluster prod-us');
  if (!modal) throw new Error('no form was opened');
  await ada.submit(modal, { change: 'kind: Mapping\nmetadata: { name: a }\nspec: { prefix: /, service: a }' });

  expect([running.world.runs, running.worldOf('prod-us').runs]).toEqual([0, 1]);
  expectNoProblems(running);
});

test('a cluster that cannot be reached is named', async () => {
  const running = await two();
  running.worldOf('prod-us').error = Object.assign(new Error('connection refused'), { name: 'SourceError' });

  const { messages } = await running.user('ada').command('/ambassador routes --cluster prod-us');

  expect(messages.map(visibleText).join('\n')).toContain("I can't reach `prod-us`: connection refused.");
  expectNoProblems(running);
});

test('with one cluster there is nothing to choose', async () => {
  const running = await run();
  const { text } = await running.user('ada').command('/ambassador cluster');
  expect(text).toBe('I look after one cluster: *prod-eu*.');
  expectNoProblems(running);
});
