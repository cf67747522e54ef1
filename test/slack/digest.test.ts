import { expect, test } from 'vitest';
import { elementsSeen, visibleText } from '../../src/playground/read.ts';
import { acknowledge } from './acknowledging.ts';
import { expiring, missing, object, rejected, staging, unreachable } from './fixtures.ts';
import { morning, newest } from './mornings.ts';
import { expectNoProblems, inThread, onlyMessage, run } from './running.ts';
import { one, transcript } from './transcript.ts';

test('the first digest says what is open', async () => {
  const running = await run();
  running.world.findings = [missing(), expiring()];

  await morning(running);

  await expect(transcript(running.slack, newest(running))).toMatchFileSnapshot('golden/digest-first.txt');
  expectNoProblems(running);
});

test('the next ones say what is new, worse, resolved, and still open', async () => {
  const running = await run();
  const { slack, world, tools } = running;
  world.findings = [staging(), missing(), expiring(), expiring('www-tls')];
  await morning(running);
  await tools.store.acknowledge('prod-eu', staging().fingerprint, { by: slack.user('ada').id, at: tools.now() });

  slack.advance('1d');
  world.findings = [rejected(), staging(), expiring('api-tls', 'error'), expiring('www-tls')];
  world.skipped = [{ code: 'TLS014', reason: 'cannot read Host: forbidden' }];
  world.gaps = [{ kind: 'Host', reason: 'forbidden' }];
  await morning(running);

  await expect(transcript(slack, newest(running))).toMatchFileSnapshot('golden/digest.txt');
  expectNoProblems(running);
});

test('what came back between two digests is said to have come back', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [missing()];
  await morning(running);
  slack.advance('2h');
  world.findings = [];
  await running.user('ada').command('/ambassador check', { channel: 'inc-checkout' });
  slack.advance('22h');
  world.findings = [missing()];
  await morning(running);

  expect(newest(running).text).toContain('1 came back');
  expectNoProblems(running);
});

test('when it finds something worse, whoever was on it is told in the thread they know', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [expiring()];
  await running.user('ada').command('/ambassador check', { channel: 'inc-checkout' });
  const report = onlyMessage(running, 'inc-checkout');
  await acknowledge(running.user('ada'), inThread(running, report, 'TLS003'));
  await morning(running);
  slack.advance('1d');
  world.findings = [expiring('api-tls', 'error')];

  await morning(running);

  const told = [...slack.thread(report), ...slack.thread(newest(running))].filter(({ text }) =>
    /counts as open/.test(text),
  );
  expect(told.map((message) => one(slack, message))).toEqual([
    expect.stringContaining('got worse since @ada acknowledged it'),
  ]);
  expect(visibleText(inThread(running, report, 'tls-cert-expiring'))).not.toContain('✋ Acknowledged by');
  expectNoProblems(running);
});

test('when nothing changed, it is one line', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [missing()];
  await morning(running);
  slack.advance('1d');
  await morning(running);

  expect(one(slack, newest(running))).toBe(
    [
      'text: ☀️ prod-eu: no change since 2026-11-23 08:14 UTC. 1 open, nobody is on it.',
      '☀️ prod-eu: no change since «2026-11-23 08:14 UTC». 1 open, nobody is on it.',
    ].join('\n'),
  );
  expect(slack.thread(newest(running))).toEqual([]);
  expectNoProblems(running);
});

test('one that could not be made says so, and the next one is compared with the last that could', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [missing()];
  await morning(running);
  slack.advance('1d');
  world.error = unreachable();
  await morning(running);

  expect(one(slack, newest(running))).toBe(
    [
      'text: ⚠️ No digest for prod-eu: connection refused by 10.0.0.1:6443.',
      '⚠️ *No digest for prod-eu:* connection refused by 10.0.0.1:6443. Last one: «2026-11-23 08:14 UTC». Next try: «2026-11-24 08:00 UTC».',
    ].join('\n'),
  );
  world.error = undefined;
  slack.advance('1d');
  await morning(running);
  expect(newest(running).text).toContain('no change since 2026-11-23 08:14 UTC');
  expectNoProblems(running);
});

test('findings of a digest have buttons that work, and change with those of reports', async () => {
  const running = await run();
  const { slack, world } = running;
  await morning(running);
  slack.advance('1d');
  world.findings = [missing()];
  await morning(running);
  const finding = inThread(running, newest(running), 'MAP001');
  expect(elementsSeen(finding).map(({ label }) => label)).toEqual(['Run again', 'Acknowledge…']);
  await running.user('ada').command('/ambassador check', { channel: 'inc-checkout' });

  await acknowledge(running.user('grace'), finding);

  expect(visibleText(onlyMessage(running, 'inc-checkout'))).toContain(`✋ <@${slack.user('grace').id}>`);
  expectNoProblems(running);
});

test('what a digest resolves is resolved in the messages people know', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [missing()];
  await running.user('ada').command('/ambassador check', { channel: 'inc-checkout' });
  await morning(running);
  slack.advance('1d');
  world.findings = [];
  await morning(running);

  const report = onlyMessage(running, 'inc-checkout');
  expect(report.text).toContain('everything found here is resolved');
  expect(visibleText(inThread(running, report, 'MAP001'))).toContain('✅ *Resolved');
  expectNoProblems(running);
});

test('a digest that nobody saw is told again, and whoever runs the bot learns why', async () => {
  const running = await run();
  const { slack, world, problems } = running;
  await morning(running);
  slack.advance('1d');
  world.findings = [missing()];
  await expect(morning(running, 'random')).rejects.toThrow('not_in_channel');
  expect(problems).toEqual([{ kind: 'channel', channel: slack.channel('random').id, reason: 'not_in_channel' }]);

  await morning(running);
  expect(newest(running).text).toContain('1 new');
});

test('a digest of five hundred findings is one message, and at most twelve under it', async () => {
  const running = await run();
  const { slack, world } = running;
  await morning(running);
  slack.advance('1d');
  world.findings = Array.from({ length: 500 }, (_, index) =>
    missing(`m${index}`, 'gone', { on: object('Mapping', `m${index}`) }),
  );
  const before = slack.messages('platform').length;

  await morning(running);
  await running.settled();

  expect(slack.messages('platform')).toHaveLength(before + 1);
  expect(slack.thread(newest(running)).length).toBeLessThanOrEqual(12);
  expect(visibleText(newest(running))).toContain('500 new');
  expectNoProblems(running);
});

test('a token that Slack refuses while a digest goes out is a problem of everyone', async () => {
  const running = await run();
  const { slack, problems } = running;
  slack.fail('chat.postMessage', { error: 'token_revoked' });

  await expect(morning(running)).rejects.toThrow('token_revoked');

  expect(problems).toContainEqual({ kind: 'refused', reason: 'token_revoked' });
});

test('a channel without the bot is no problem of the bot when a person asks there', async () => {
  const running = await run();
  await running.user('ada').command('/ambassador check', { channel: 'random' });
  expect(running.problems).toEqual([]);
});
