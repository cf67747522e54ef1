import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { renderAudit } from '../../src/slack/render/audit.ts';
import { AUDIT_KINDS, AUDIT_OUTCOMES, type AuditEntry } from '../../src/state/audit.ts';
import { acknowledge } from './acknowledging.ts';
import { missing } from './fixtures.ts';
import { flawsOf, NOW, text } from './hostile.ts';
import { expectNoProblems, inThread, onlyMessage, type Running, run } from './running.ts';
import { one } from './transcript.ts';

const written = async ({ tools }: Running, limit = 20) =>
  (await tools.store.audited({ limit })).map(
    ({ kind, what, action, outcome }) => `${kind} ${what} ${action ?? '-'} ${outcome}`,
  );

/** A morning of two people. */
async function busy(): Promise<Running> {
  const running = await run({
    access: (slack) => [{ who: [slack.user('grace').id], may: ['acknowledge'] }],
  });
  running.world.findings = [missing()];
  const [ada, grace] = [running.user('ada'), running.user('grace')];
  await ada.command('/ambassador check mappings');
  const cart = inThread(running, onlyMessage(running), 'shop/cart');
  running.slack.advance('1m');
  await ada.click(cart, 'Acknowledge…');
  running.slack.advance('1m');
  await acknowledge(grace, cart);
  await grace.say('platform', '@ambassador status');
  await ada.command('/ambassador cehck');
  return running;
}

test('everything that people do is written down: commands, mentions, clicks, what is denied and what is no command', async () => {
  const running = await busy();
  expect(await written(running)).toEqual([
    'command cehck - allowed',
    'mention status status allowed',
    'form an acknowledgement acknowledge allowed',
    'click finding.acknowledge acknowledge allowed',
    'click finding.acknowledge acknowledge denied',
    'command check mappings check allowed',
  ]);
  expect(await running.tools.store.audited({ outcome: 'denied', limit: 1 })).toMatchObject([
    {
      ...{ by: running.user('ada').id, channel: onlyMessageChannel(running), cluster: 'prod-eu', namespace: 'shop' },
      ...{ finding: missing().fingerprint, detail: { reason: 'others' } },
    },
  ]);
});

const onlyMessageChannel = ({ slack }: Running) => slack.workspace.channel('platform')?.id;

test('/ambassador audit shows the newest, to who asks alone', async () => {
  const running = await busy();
  const { messages } = await running.user('ada').command('/ambassador audit');
  await expect(messages.map((message) => one(running.slack, message)).join('\n')).toMatchFileSnapshot(
    'golden/audit.txt',
  );
  expect(running.slack.messages('platform').some(({ text }) => text.includes('audit'))).toBe(false);
  expectNoProblems(running);
});

test('of one person, one command, one outcome', async () => {
  const running = await busy();
  const ada = running.user('ada');
  const by = await ada.command('/ambassador audit @grace');
  const of = await ada.command('/ambassador audit check');
  const denied = await ada.command('/ambassador audit denied -n 1');
  const nothing = await ada.command('/ambassador audit clear');
  const typo = await ada.command('/ambassador audit denyed');
  expect(by.text).toContain(`the last 3 entries by <@${running.user('grace').id}>`);
  expect(of.text).toContain('the last 1 entry of `check`');
  expect(denied.text).toContain('the last 1 entry, denied');
  expect(denied.text).toContain('*denied*: only others may');
  expect(nothing.text).toContain('prod-eu: nothing of `clear` in the audit');
  expect(typo.text).toBe(
    'audit understands a person, a command, denied, failed and -n rows, not denyed. Did you mean denied?',
  );
  expectNoProblems(running);
});

test('[Older] gives the next page, as long as there is one', async () => {
  const running = await run();
  const ada = running.user('ada');
  for (const word of ['a1', 'a2', 'a3', 'a4', 'a5']) await ada.command(`/ambassador ${word}`);
  const { messages } = await ada.command('/ambassador audit -n 2');
  const [first] = messages;
  if (!first) throw new Error('no page');
  const second = await ada.click(first, 'Older');
  const [next] = second.messages;
  if (!next) throw new Error('no page');
  const third = await ada.click(next, 'Older');
  const pages = [...messages, ...second.messages, ...third.messages].map((message) => one(running.slack, message));
  expect(
    pages.map((page) => page.match(/`(a\d|audit[^`]*|audit.older)`/g)?.filter((word) => !/@|check|denied/.test(word))),
  ).toEqual([
    ['`audit -n 2`', '`a5`'],
    ['`a4`', '`a3`'],
    ['`a2`', '`a1`'],
  ]);
  expect(pages[2]).not.toContain('[Older]');
  expectNoProblems(running);
});

test('who may see one namespace sees what was done there', async () => {
  const running = await run({
    access: (slack) => [
      { who: [slack.user('ada').id], may: ['audit'], namespaces: ['shop'] },
      { who: [slack.user('grace').id], may: ['audit'] },
    ],
  });
  await running.user('grace').command('/ambassador check -n bank');
  await running.user('grace').command('/ambassador check -n shop');
  await running.user('grace').command('/ambassador status');
  const { text } = await running.user('ada').command('/ambassador audit');
  expect(text).toContain('the last 1 entry');
  expect(text).toContain('`check -n shop`');
  expect(text).toContain('Only what touches `shop`');
});

test('no secret is written down', async () => {
  const running = await run();
  const ada = running.user('ada');
  await ada.command("/ambassador trace https://shop.example.com/a?token=hunter2 -H 'Authorization: hunter2'");
  await ada.say('platform', '@ambassador my password=hunter2 does not work');
  await ada.command('/ambassador simulate data: hunter2');
  const all = JSON.stringify(await running.tools.store.audited({ limit: 10 }));
  expect(all).not.toContain('hunter2');
  expect(await written(running)).toHaveLength(3);
});

test('what fails is written down with its reason, and an audit that cannot be written stops nobody from reading', async () => {
  const running = await run();
  const ada = running.user('ada');
  vi.spyOn(running.tools.store, 'read').mockRejectedValueOnce(new Error('a bug'));
  await ada.command('/ambassador status');
  expect(await running.tools.store.audited({ limit: 1 })).toMatchObject([
    { outcome: 'failed', detail: { reason: 'a bug' } },
  ]);

  vi.spyOn(running.tools.store, 'audit').mockRejectedValue(new Error('disk full'));
  const { text } = await ada.command('/ambassador status');
  expect(text).toContain('I have not looked at prod-eu yet');
  expect(running.log.filter(({ message }) => message === 'cannot write into the audit')).not.toEqual([]);
});

test('whatever was typed, Slack takes the page and shows no more than we say', () => {
  const entry: fc.Arbitrary<AuditEntry> = fc.record({
    ...{ id: text, at: fc.constant(NOW), by: text, channel: text, what: text, namespace: text },
    kind: fc.constantFrom(...AUDIT_KINDS),
    outcome: fc.constantFrom(...AUDIT_OUTCOMES),
    detail: fc.oneof(
      fc.record({ reason: text }),
      fc.record({ deleted: fc.record({ metadata: fc.record({ namespace: text, name: text }) }) }),
    ),
  });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 25 }), text, (entries, word) => {
      const answer = { kind: 'audit', clusterName: word, request: { rows: 25, word, by: word }, entries } as const;
      expect(flawsOf(renderAudit(answer, 'a'.repeat(12)))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
