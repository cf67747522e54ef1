import { expect, test } from 'vitest';
import { visibleText } from '../../src/playground/read.ts';
import { acknowledge } from './acknowledging.ts';
import { expiring, missing, unreachable } from './fixtures.ts';
import { expectNoProblems, gate, inThread, onlyMessage, run } from './running.ts';
import { transcript } from './transcript.ts';

test('a run again updates the message and its thread, and posts only what is new', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [missing(), expiring()];
  await running.user('ada').command('/ambassador check');
  const report = onlyMessage(running);
  const before = slack.thread(report).map(({ ts }) => ts);

  slack.advance('10m');
  world.findings = [missing(), missing('search', 'search-svc')];
  await running.user('grace').click(report, 'Run again');

  expect(
    slack
      .thread(report)
      .map(({ ts }) => ts)
      .slice(0, 2),
  ).toEqual(before);
  await expect(transcript(slack, onlyMessage(running))).toMatchFileSnapshot('golden/again.txt');
  expectNoProblems(running);
});

test('a report that is being run again shows what it knows, and is not run twice', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [missing()];
  await running.user('ada').command('/ambassador check');
  const report = onlyMessage(running);
  const held = gate();
  world.hold = held.closed;

  const clicked = slack.user('grace').click(report, 'Run again');
  const busy = await slack.message('⏳ Checking again');
  expect(visibleText(busy)).toContain('there is no such Service');
  const { text } = await slack.user('ada').click(busy, 'Run again');
  expect(text).toContain('asked for this a moment ago, and it is still running');
  held.open();
  await clicked;
  await running.settled();

  expect(world.runs).toBe(2);
  expect(visibleText(onlyMessage(running))).not.toContain('⏳');
  expectNoProblems(running);
});

test('a run again of an unreachable cluster keeps what the report knew', async () => {
  const running = await run();
  const { world } = running;
  world.findings = [missing()];
  await running.user('ada').command('/ambassador check');
  world.error = unreachable();

  await running.user('grace').click(onlyMessage(running), 'Run again');

  const text = visibleText(onlyMessage(running));
  expect(text).toContain('there is no such Service');
  expect(text).toContain("⚠️ I can't reach `prod-eu`");
  expectNoProblems(running);
});

test('a check that this version does not know any more says so', async () => {
  const running = await run();
  const { slack, tools } = running;
  const again = await tools.store.saveAction({ cluster: 'prod-eu', do: 'check', request: { words: ['OLD001'] } });
  await running.user('ada').command('/ambassador check');
  const report = onlyMessage(running);
  slack.workspace.putMessage({
    ...report,
    blocks: report.blocks.map((block) =>
      block.type === 'actions'
        ? {
            ...block,
            elements: [
              {
                type: 'button',
                text: { type: 'plain_text', text: 'Run again' },
                action_id: 'report.again',
                value: again,
              },
            ],
          }
        : block,
    ),
  });

  await running.user('ada').click(report, 'Run again');

  expect(visibleText(onlyMessage(running))).toContain("I don't know OLD001");
  expectNoProblems(running);
});

test('a run again that fails shows who took on a finding meanwhile', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [missing()];
  await running.user('ada').command('/ambassador check');
  const report = onlyMessage(running);
  const held = gate();
  world.hold = held.closed;
  world.error = unreachable();
  const clicked = slack.user('ada').click(report, 'Run again');
  await slack.message('⏳ Checking again');

  await acknowledge(slack.user('grace'), inThread(running, report, 'MAP001'));
  await slack.message('✋ Acknowledged by');
  held.open();
  await clicked;
  await running.settled();

  expect(visibleText(onlyMessage(running))).toContain(`✋ <@${slack.user('grace').id}>`);
  expectNoProblems(running);
});
