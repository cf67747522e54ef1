import { expect, test } from 'vitest';
import { visibleText } from '../../src/playground/read.ts';
import { acknowledge } from './acknowledging.ts';
import { expiring, missing, rejected } from './fixtures.ts';
import { expectNoProblems, run } from './running.ts';
import { one, transcript } from './transcript.ts';

const MORNING = {
  name: 'morning',
  channel: 'C0123',
  timezone: 'Europe/Berlin',
  next: new Date('2026-11-24T08:00:00Z'),
};

test('status says what is open, who is on it, and when the next digest comes', async () => {
  const running = await run({ digests: [MORNING] });
  const { slack, world, tools } = running;
  world.findings = [rejected(), missing(), expiring()];
  await running.user('ada').command('/ambassador check');
  await tools.store.acknowledge('prod-eu', missing().fingerprint, { by: slack.user('ada').id, at: tools.now() });
  slack.advance('3h');

  const { messages } = await running.user('grace').command('/ambassador status');

  expect(messages).toHaveLength(1);
  await expect(messages.map((message) => one(slack, message)).join('\n')).toMatchFileSnapshot('golden/status.txt');
  expectNoProblems(running);
});

test('status of a cluster that was never looked at says so', async () => {
  const running = await run();

  const { text } = await running.user('ada').command('/ambassador status');

  expect(text).toBe('*I have not looked at prod-eu yet*\nLook now: `/ambassador check`\nNo digest is scheduled');
  expectNoProblems(running);
});

test.each(['TLS014', 'tls014', 'tls-staging-cert'])(
  'explain %s says what it finds, why, and what to do',
  async (word) => {
    const running = await run();

    const { messages } = await running.user('ada').command(`/ambassador explain ${word}`);

    await expect(messages.map((message) => one(running.slack, message)).join('\n')).toMatchFileSnapshot(
      'golden/explain.txt',
    );
    expectNoProblems(running);
  },
);

test.each(['/ambassador', '/ambassador help'])('%s lists everything one can ask, only to who asks', async (line) => {
  const running = await run();

  const { messages } = await running.user('ada').command(line);

  await expect(messages.map((message) => one(running.slack, message)).join('\n')).toMatchFileSnapshot(
    'golden/help.txt',
  );
  expect(running.slack.messages('platform')).toEqual([]);
  expectNoProblems(running);
});

test.each([
  ['chekc tls', "I don't know chekc. Did you mean /ambassador check tls? Everything I can do: /ambassador help"],
  ['check tsl', "I don't know tsl. Did you mean /ambassador check tls? Everything I can do: /ambassador help"],
  [
    'check tls-staging-crt',
    "I don't know tls-staging-crt. Did you mean /ambassador check tls-staging-cert? Everything I can do: /ambassador help",
  ],
  ['tls', "I don't know tls. Did you mean /ambassador check tls? Everything I can do: /ambassador help"],
  ['xylophone', "I don't know xylophone. Everything I can do: /ambassador help"],
  ['explain', 'Say which check, by its code or name.'],
  ['check tls --verbose', "I don't know the option --verbose. check understands -n &lt;namespace&gt;."],
  ['check <!channel>', /I don't know &lt;!channel&gt;/],
])('/ambassador %s is answered with what would be understood', async (line, text) => {
  const running = await run();

  const { messages } = await running.user('ada').command(`/ambassador ${line}`);

  expect(messages).toHaveLength(1);
  expect(messages[0]?.text).toEqual(typeof text === 'string' ? text : expect.stringMatching(text));
  expect(messages[0]?.ephemeralTo).toBe(running.user('ada').id);
  expect(running.world.runs).toBe(0);
  expectNoProblems(running);
});

test('a mention asks for the same as the command, and is answered once, in its thread', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [missing()];

  const mention = await running.user('ada').say('inc-checkout', '@ambassador check mappings -n shop');

  expect(slack.messages('inc-checkout')).toHaveLength(1);
  const thread = slack.thread(mention);
  expect(thread).toHaveLength(2);
  await expect(transcript(slack, mention)).toMatchFileSnapshot('golden/mention.txt');
  expectNoProblems(running);
});

test('a report in a thread can be run again, and its findings stay in that thread', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [missing()];
  const alert = await running.user('grace').say('inc-checkout', 'checkout answers 503');
  await running.user('ada').say('inc-checkout', '@ambassador check', { thread: alert });
  const [, report] = slack.thread(alert);
  if (!report) throw new Error('there is no report');

  world.findings = [missing(), missing('search')];
  await running.user('grace').click(report, 'Run again');

  expect(slack.messages('inc-checkout')).toHaveLength(1);
  const texts = slack.thread(alert).map(({ text }) => text);
  expect(texts).toHaveLength(4);
  expect(texts[1]).toContain('2 errors');
  expect(texts[3]).toContain('shop/search');
  const finding = slack.thread(alert)[2];
  if (!finding) throw new Error('there is no finding');
  await acknowledge(running.user('ada'), finding);
  expect(visibleText(slack.thread(alert)[1] ?? finding)).toContain('✋');
  expectNoProblems(running);
});

test('a bare mention, and a direct message, are answered in their threads; the bot does not answer itself', async () => {
  const running = await run();
  const { slack } = running;

  const bare = await running.user('ada').say('platform', '@ambassador');
  const direct = await running.user('ada').say('dm', 'status');

  expect(slack.thread(bare).map(({ text }) => text)).toEqual([
    'I look after the Ambassador gateway of prod-eu. Type /ambassador check to see how it is.',
  ]);
  expect(slack.thread(direct).map(({ text }) => text)).toEqual(['I have not looked at prod-eu yet.']);
  expectNoProblems(running);
});

test('a check in a direct message runs there', async () => {
  const running = await run();

  const direct = await running.user('ada').say('dm', 'check tls');

  expect(running.slack.thread(direct).map(({ text }) => text)).toEqual([
    '✅ TLS in prod-eu: nothing to report. Looked at 12 Hosts, 3 TLSContexts and 41 Secrets.',
  ]);
  expectNoProblems(running);
});

test('talk in a channel that does not mention the bot is not for it', async () => {
  const running = await run();

  const message = await running.user('ada').say('platform', 'check tls');

  expect(running.slack.thread(message)).toEqual([]);
  expectNoProblems(running);
});
