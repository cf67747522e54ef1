import { expect, test } from 'vitest';
import { visibleText } from '../../src/playground/read.ts';
import { expiring, missing } from './fixtures.ts';
import { morning, newest } from './mornings.ts';
import { expectNoProblems, inThread, onlyMessage, run } from './running.ts';

test('a check that is turned off leaves status and digests, and nothing is said to be resolved', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [missing(), expiring()];
  await running.user('ada').command('/ambassador check', { channel: 'inc-checkout' });
  await morning(running);

  world.settings = { 'mapping-service-missing': 'off' };
  slack.advance('1d');
  await morning(running);

  expect(newest(running).text).toBe('☀️ prod-eu: no change since 2026-11-23 08:14 UTC. 1 open, nobody is on it.');
  const { text } = await running.user('ada').command('/ambassador status');
  expect(text).toContain('1 warning open');
  expect(text).toContain('1 check turned off');
  expect(text).not.toContain('MAP001');
  const before = onlyMessage(running, 'inc-checkout');
  expect(visibleText(before)).not.toContain('resolved');
  expect(visibleText(inThread(running, before, 'MAP001'))).not.toContain('Resolved');
  expectNoProblems(running);
});

test('turned on again its findings are open as before, and not new', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [missing(), expiring()];
  await morning(running);
  for (const settings of [{ 'mapping-service-missing': 'off' } as const, {}]) {
    world.settings = settings;
    slack.advance('1d');
    await morning(running);
  }

  expect(newest(running).text).toBe('☀️ prod-eu: no change since 2026-11-24 08:14 UTC. 2 open, nobody is on them.');
  expectNoProblems(running);
});

test('a report says how many checks are turned off; one alone is refused, and so is its button', async () => {
  const running = await run();
  const { world } = running;
  world.findings = [missing()];
  await running.user('ada').command('/ambassador check', { channel: 'inc-checkout' });
  const finding = inThread(running, onlyMessage(running, 'inc-checkout'), 'MAP001');

  world.settings = { 'mapping-service-missing': 'off' };
  await running.user('ada').command('/ambassador check');
  const report = onlyMessage(running);
  expect(visibleText(report)).toContain('1 turned off');
  const { text } = await running.user('ada').command('/ambassador check MAP001');
  expect(text).toBe('MAP001 mapping-service-missing is turned off in the settings (ATTACHE_CHECKS).');
  await running.user('ada').click(finding, 'Run again');
  expect(running.slack.ephemerals('ada').at(-1)?.text).toBe('The check MAP001 mapping-service-missing is turned off.');
  expectNoProblems(running);
});

test('explain says what is set, and that a check is off', async () => {
  const running = await run();
  running.world.settings = { 'tls-cert-expiring': { warnDays: 14 }, 'mapping-service-missing': 'off' };

  const { text: set } = await running.user('ada').command('/ambassador explain TLS003');
  expect(set).toContain('warnDays = 14 (default 30)');
  expect(set).not.toContain('turned off');
  const { text: off } = await running.user('ada').command('/ambassador explain MAP001');
  expect(off).toContain('It is turned off');
  expectNoProblems(running);
});
