import { expect, test } from 'vitest';
import type { Finding } from '../../src/engine/finding.ts';
import type { SilencedFinding } from '../../src/engine/silence.ts';
import { elementsSeen, visibleText } from '../../src/playground/read.ts';
import { expiring, missing } from './fixtures.ts';
import { morning, newest } from './mornings.ts';
import { expectNoProblems, inThread, onlyMessage, run } from './running.ts';
import { one } from './transcript.ts';

/** A finding that an annotation on its object silences. */
function silenced(finding: Finding, reason = 'moves next week', until?: string): SilencedFinding {
  const annotation = `attache.dev/silence.${finding.code}`;
  return { finding, by: { reason, ...(until !== undefined && { until }), on: finding.on, annotation } };
}

test('what is silenced is counted in a report and in status, and listed when asked for', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [expiring()];
  world.silenced = [silenced(missing(), 'moves next week', '2026-12-01'), silenced(missing('search'))];

  await running.user('ada').command('/ambassador check');
  const report = onlyMessage(running);
  expect(visibleText(report)).toContain('🔇 2 silenced: `/ambassador silenced`');
  expect(slack.thread(report)).toHaveLength(1);
  const { text } = await running.user('ada').command('/ambassador status');
  expect(text).toContain('1 warning open');
  expect(text).toContain('🔇 2 silenced: `/ambassador silenced`');

  const { messages } = await running.user('ada').command('/ambassador silenced');
  await expect(messages.map((message) => one(slack, message)).join('\n')).toMatchFileSnapshot('golden/silenced.txt');
  expect(world.runs).toBe(1);
  expectNoProblems(running);
});

test('nothing is silenced: a mention learns how to', async () => {
  const running = await run();
  const mention = await running.user('ada').say('inc-checkout', '@ambassador silenced');

  expect(running.slack.thread(mention).map(({ text }) => text)).toEqual(['prod-eu: nothing is silenced.']);
  expect(visibleText(running.slack.thread(mention)[0] ?? mention)).toContain('attache.dev/silence.MAP001');
  expectNoProblems(running);
});

test('a finding that becomes silenced leaves the lists without a cheer, and its messages say why', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [missing(), expiring()];
  await running.user('ada').command('/ambassador check', { channel: 'inc-checkout' });
  const before = onlyMessage(running, 'inc-checkout');
  await morning(running);

  world.findings = [expiring()];
  world.silenced = [silenced(missing(), 'moves next week', '2026-12-01')];
  slack.advance('1d');
  await morning(running);

  expect(newest(running).text).toBe(
    '☀️ prod-eu: no change since 2026-11-23 08:14 UTC. 1 open, nobody is on it. 1 silenced.',
  );
  expect(visibleText(onlyMessage(running, 'inc-checkout'))).toContain('🔇 *silenced* · ');
  expect(visibleText(before)).not.toContain('resolved');
  const finding = inThread(running, before, 'MAP001');
  expect(one(slack, finding)).toContain('🔇 *Silenced: Mapping points at a Service that does not exist*');
  expect(one(slack, finding)).toContain(
    '*Reason:* `moves next week` · until `2026-12-01` · `attache.dev/silence.MAP001` of `Mapping shop/cart`',
  );
  expect(elementsSeen(finding).map(({ label }) => label)).toEqual(['Run again']);
  expectNoProblems(running);
});

test('when its silence ends it is open again, and not new', async () => {
  const running = await run();
  const { slack, world } = running;
  world.silenced = [silenced(missing(), 'moves next week', '2026-11-23')];
  await morning(running);

  slack.advance('1d');
  const { text } = await running.user('ada').command('/ambassador status');
  expect(text).toContain('1 error open');
  expect(text).not.toContain('silenced');
  world.silenced = [];
  world.findings = [missing()];
  await morning(running);

  expect(newest(running).text).toBe('☀️ prod-eu: no change since 2026-11-23 08:14 UTC. 1 open, nobody is on it.');
  expectNoProblems(running);
});

test('one that is gone while it is silenced is resolved in its message, and nowhere announced', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [missing()];
  await running.user('ada').command('/ambassador check');
  const report = onlyMessage(running);
  world.findings = [];
  world.silenced = [silenced(missing())];
  await running.user('ada').click(report, 'Run again');
  expect(onlyMessage(running).text).toContain('nothing to report');

  world.silenced = [];
  slack.advance('1d');
  await running.user('ada').click(onlyMessage(running), 'Run again');
  expect(visibleText(onlyMessage(running))).not.toContain('Resolved since');
  expect(visibleText(inThread(running, report, 'MAP001'))).toContain('✅ *Resolved');
  expectNoProblems(running);
});

test('checking one finding again says that it is silenced', async () => {
  const running = await run();
  const { world } = running;
  world.findings = [missing()];
  await running.user('ada').command('/ambassador check');
  const finding = inThread(running, onlyMessage(running), 'MAP001');
  world.findings = [];
  world.silenced = [silenced(missing())];

  await running.user('ada').click(finding, 'Run again');

  expect(visibleText(running.slack.latest(finding) ?? finding)).toContain('🔇 Silenced · checked again');
  expectNoProblems(running);
});

test('a reason cannot mention, link, or leave its code', async () => {
  const running = await run();
  const { world } = running;
  world.silenced = [
    silenced(missing(), '`<!channel> <https://evil.example|click> *b*\n✅ *resolved* \u202e', '2026-12-01'),
  ];
  await running.user('ada').command('/ambassador check');

  const { messages } = await running.user('ada').command('/ambassador silenced');

  for (const { text, blocks } of messages) {
    for (const shown of [text, JSON.stringify(blocks)]) {
      expect(shown).not.toMatch(/<!channel>|<https|\u202e|\\n✅/);
    }
  }
  expectNoProblems(running);
});
