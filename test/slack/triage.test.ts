import { expect, test } from 'vitest';
import { visibleText } from '../../src/playground/read.ts';
import { TRIAGE_SHORTCUT } from '../../src/slack/handlers/triage.ts';
import { shop } from '../cluster/shop.ts';
import { missing } from './fixtures.ts';
import { expectNoProblems, run } from './running.ts';
import { one } from './transcript.ts';

const COMPLAINT = 'users get 503 UH on https://shop.example.com/api/v2/users since 10 minutes, maybe /Checkout/pay too';

/** A shop whose users Service was made an hour before now. */
async function shopping() {
  const running = await run();
  const made = new Date(running.tools.now().getTime() - 3_600_000).toISOString();
  running.world.objects = shop().map((object) =>
    object.kind === 'Service' && object.metadata.name === 'users'
      ? { ...object, metadata: { ...object.metadata, creationTimestamp: made } }
      : object,
  );
  running.world.findings = [missing()];
  return running;
}

test('a message shortcut answers in the thread of the message: what serves it, what is wrong, what came up near it', async () => {
  const running = await shopping();
  const { slack } = running;
  await running.user('ada').command('/ambassador check');
  const complaint = await running.user('grace').say('platform', COMPLAINT);

  await slack.user('ada').shortcut(TRIAGE_SHORTCUT, complaint);
  await running.settled();

  const [answer, ...others] = slack.thread(complaint);
  expect(others).toEqual([]);
  if (!answer) throw new Error('there is no answer');
  await expect(`${one(slack, answer)}\n`).toMatchFileSnapshot('golden/triage.txt');
  expectNoProblems(running);
});

test('a mention that is no command and names an address is looked into, in its thread', async () => {
  const running = await shopping();
  const mention = await running.user('ada').say('platform', `@ambassador ${COMPLAINT}`);
  expect(visibleText(running.slack.thread(mention)[0] ?? mention)).toContain('fails for 30 %');
  const direct = await running.user('ada').say('dm', 'why is https://shop.example.com/nowhere not found?');
  expect(visibleText(running.slack.thread(direct)[0] ?? direct)).toContain('nothing');
  expectNoProblems(running);
});

test('where the bot is not, who asked gets the answer alone, and how to invite it', async () => {
  const running = await shopping();
  const { slack } = running;
  const complaint = await running.user('ada').say('random', COMPLAINT);

  const { messages } = await slack.user('ada').shortcut(TRIAGE_SHORTCUT, complaint);
  await running.settled();

  expect(slack.thread(complaint)).toEqual([]);
  expect(messages.map(visibleText).join('\n')).toContain('fails for 30 %');
  expect(messages.at(-1)?.text).toContain('/invite @ambassador');
});

test('a message without an address gets one line that says what to name', async () => {
  const running = await shopping();
  const { slack } = running;
  const message = await running.user('ada').say('platform', 'something is slow');

  await slack.user('ada').shortcut(TRIAGE_SHORTCUT, message);
  await running.settled();

  expect(
    slack
      .thread(message)
      .map(({ text }) => text)
      .join(),
  ).toContain('I find no address in this message');
  expectNoProblems(running);
});
