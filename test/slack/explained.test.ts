import { expect, test } from 'vitest';
import { digest } from '../../src/commands/digest.ts';
import type { Finding } from '../../src/engine/finding.ts';
import { visibleText } from '../../src/playground/read.ts';
import type { Message } from '../../src/playground/shapes.ts';
import { missing, object, rejected, staging } from './fixtures.ts';
import { expectNoProblems, inThread, onlyMessage, run } from './running.ts';
import { transcript } from './transcript.ts';

/** A cause and two findings that it explains, as a run gives them. */
function folded(): readonly [Finding, Finding, Finding] {
  const cause = { ...rejected(), explains: 2 };
  const under = (finding: Finding): Finding => ({ ...finding, causedBy: cause.fingerprint });
  return [cause, under(staging()), under(missing())];
}

const lastText = (messages: readonly Message[]) => messages.slice(-1).map(visibleText).join();

test('what another finding explains has no line and no message until somebody asks for it', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = folded();

  await running.user('ada').command('/ambassador check');
  const report = onlyMessage(running);
  expect(slack.thread(report)).toHaveLength(1);
  await expect(transcript(slack, report)).toMatchFileSnapshot('golden/explained.txt');

  await running.user('ada').click(inThread(running, report, 'GWY001'), 'Show what it explains (2)');
  expect(visibleText(inThread(running, report, 'TLS014'))).toContain('STAGING');
  expect(visibleText(inThread(running, report, 'MAP001'))).toContain('cart-svc');

  const { messages } = await running
    .user('grace')
    .click(inThread(running, report, 'GWY001'), 'Show what it explains (2)');
  expect(messages.map(({ text }) => text)).toEqual(['They are all in this thread.']);
  expect(slack.thread(report)).toHaveLength(3);
  expectNoProblems(running);
});

test('a button of before says when there is nothing to show any more', async () => {
  const running = await run();
  const { world } = running;
  world.findings = folded();
  await running.user('ada').command('/ambassador check');
  const cause = inThread(running, onlyMessage(running), 'GWY001');
  // As a run over other areas leaves it: what it explained is resolved, and its own check did not run.
  world.findings = [{ ...rejected(), explains: 2 }];
  await running.user('grace').click(onlyMessage(running), 'Run again');

  const { messages } = await running.user('ada').click(cause, 'Show what it explains (2)');

  expect(messages.map(({ text }) => text)).toEqual(['It explains no other finding now.']);
  expectNoProblems(running);
});

test('many of them: the worst have messages, the rest one list', async () => {
  const running = await run();
  const cause = { ...rejected(), explains: 40 };
  const symptoms = Array.from({ length: 40 }, (_, index) => ({
    ...missing(`m${index}`, 'gone', { on: object('Mapping', `m${index}`) }),
    causedBy: cause.fingerprint,
  }));
  running.world.findings = [cause, ...symptoms];
  await running.user('ada').command('/ambassador check');
  const report = onlyMessage(running);

  await running.user('ada').click(inThread(running, report, 'GWY001'), 'Show what it explains (40)');

  expect(running.slack.thread(report)).toHaveLength(1 + 30 + 1);
  expect(lastText(running.slack.thread(report))).toContain('and 10 more');
  expectNoProblems(running);
});

test('digests and status name the cause alone; what it explained comes up when the cause has gone', async () => {
  const running = await run();
  const { slack, world, tools, app } = running;
  const { id } = slack.channel('platform');
  const morning = async () => {
    const plan = { name: 'morning', channel: id, timezone: 'Europe/Berlin', areas: [] };
    await digest(plan, tools, { slot: tools.now(), deliver: (answer, changes) => app.postDigest(answer, id, changes) });
    await slack.idle();
    return lastText(slack.messages('platform'));
  };
  const [cause, first] = folded();
  world.findings = [cause, first];
  expect(await morning()).toContain('1 open');
  const { messages } = await running.user('ada').command('/ambassador status');
  expect(messages.map((message) => visibleText(message)).join()).toContain('1 critical open');

  slack.advance('1d');
  world.findings = [staging()];
  const text = await morning();

  expect(text).toContain('1 new, 1 resolved');
  expectNoProblems(running);
});
