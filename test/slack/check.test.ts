import { describe, expect, test } from 'vitest';
import { FROM_OUTSIDE } from '../../src/cluster/observed.ts';
import { words } from '../../src/engine/check.ts';
import { visibleText } from '../../src/playground/read.ts';
import { ending, expiring, find, missing, object, rejected, staging, unreachable } from './fixtures.ts';
import { expectNoProblems, gate, inThread, onlyMessage, run, WAYS } from './running.ts';
import { one, transcript } from './transcript.ts';

describe.each(WAYS)('/ambassador check over %s', (way) => {
  test('posts a report whose thread holds the findings', async () => {
    const running = await run({ way });
    const { slack, world } = running;
    world.findings = [rejected(), missing(), staging(), expiring()];
    world.gaps = [{ kind: 'Secret', namespace: 'billing', reason: 'forbidden' }];

    const { text } = await running.user('ada').command('/ambassador check');

    expect(text).toBe('Checking prod-eu. The result comes here, for everyone.');
    const report = onlyMessage(running);
    await expect(transcript(slack, report)).toMatchFileSnapshot('golden/report.txt');
    expect(slack.ephemerals('grace')).toEqual([]);
    expectNoProblems(running);
  });
});

test('a check of one area names what it looked at when nothing is wrong', async () => {
  const running = await run();
  const { slack, world } = running;
  world.certificates = [ending('old-tls', '2026-11-01T00:00:00Z'), ending('www-tls', '2027-02-09T12:00:00Z')];

  await running.user('ada').command('/ambassador check tls');

  await expect(transcript(slack, onlyMessage(running))).toMatchFileSnapshot('golden/nothing.txt');
  expectNoProblems(running);
});

test('nothing found is not all well when checks could not run', async () => {
  const running = await run();
  const { world } = running;
  world.skipped = [{ code: 'TLS003', reason: 'cannot read Secret: forbidden' }];
  world.gaps = [{ kind: 'Secret', reason: 'forbidden' }];

  await running.user('ada').command('/ambassador check tls -n shop');

  const text = visibleText(onlyMessage(running));
  expect(text).toContain('nothing found, but 1 of 2 checks could not run on everything');
  expect(text).toContain('Could not be checked: Secrets (forbidden)');
  expect(text).not.toContain('✅');
  expectNoProblems(running);
});

test('what the running gateway did not answer is said in words, and what nobody tried to ask is not', async () => {
  const running = await run();
  const { world } = running;
  world.skipped = [{ code: 'TLS003', reason: 'cannot read Diagnostics: forbidden' }];
  world.gaps = [
    { kind: 'Diagnostics', reason: 'forbidden' },
    { kind: 'ContainerLog', namespace: 'emissary', reason: 'Pod e-2: timed out after 10 s' },
    { kind: 'ServedCertificate', reason: FROM_OUTSIDE },
  ];

  await running.user('ada').command('/ambassador check tls');

  expect(visibleText(onlyMessage(running))).toContain(
    'Could not be checked: the diagnostics of the gateway (forbidden); the log of the gateway in namespace emissary (Pod e-2: timed out after 10 s)',
  );
  expect(visibleText(onlyMessage(running))).not.toContain('inside the cluster');
  expectNoProblems(running);
});

test('shows five findings in the channel, thirty in the thread, and lists the rest', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [
    ...Array.from({ length: 40 }, (_, index) => missing(`m${String(index).padStart(2, '0')}`)),
    ...Array.from({ length: 5 }, (_, index) => expiring(`s${index}`)),
  ];

  await running.user('ada').command('/ambassador check');
  await slack.idle({ timeout: 10_000 });

  const report = onlyMessage(running);
  expect(visibleText(report)).toContain('and 40 more in the thread');
  const thread = slack.thread(report);
  expect(thread).toHaveLength(31);
  const last = thread.at(-1);
  expect(last && one(slack, last)).toBe(
    [
      'text: and 15 more findings',
      '*and 15 more:*',
      '🟠 *error* · `MAP001` Mapping points at a Service that does not exist: `shop/m30`, `shop/m31`, `shop/m32` and 7 more',
      '🟡 *warning* · `TLS003` A certificate ends soon: `shop/s0`, `shop/s1`, `shop/s2` and 2 more',
    ].join('\n'),
  );
  expectNoProblems(running);
});

test('the area with the worst finding comes first in the thread', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [rejected(), missing('a'), staging(), missing('b'), expiring()];

  await running.user('ada').command('/ambassador check');

  const titles = slack.thread(onlyMessage(running)).map((message) => /`([A-Z]{3}\d+) /.exec(visibleText(message))?.[1]);
  expect(titles).toEqual(['GWY001', 'MAP001', 'MAP001', 'TLS014', 'TLS003']);
});

test('shows progress in the message, at most every three seconds, and ends as the report', async () => {
  const running = await run();
  const { slack, world } = running;
  const step = (seconds: number, done: number) => async () => {
    slack.advance(`${seconds}s`);
    world.progress?.({ kind: 'Secret', done, of: 7, objects: done * 100 });
    await slack.idle();
  };
  world.steps = [step(1, 1), step(1, 2), step(1, 3), step(1, 4), step(2, 5), step(0, 6)];

  await running.user('ada').command('/ambassador check tls');
  await slack.idle({ quiet: 150, timeout: 5_000 });

  const updates = slack.calls
    .filter(({ method }) => /^chat\.(post|update)/.test(method))
    .map(({ args }) => args['text']);
  expect(updates.slice(0, 3)).toEqual([
    '⏳ Checking TLS in prod-eu…',
    '⏳ Checking TLS in prod-eu · read 3 of 7 kinds · 300 objects so far',
    '⏳ Checking TLS in prod-eu · read 5 of 7 kinds · 500 objects so far',
  ]);
  expect(updates).toHaveLength(4);
  expect(visibleText(onlyMessage(running))).toContain('nothing to report');
  expectNoProblems(running);
});

test('a second person who asks for the same is told who asked first, and nothing runs twice', async () => {
  const running = await run();
  const { slack, world } = running;
  const held = gate();
  world.hold = held.closed;
  await slack.user('ada').command('/ambassador check tls');
  slack.advance('4s');

  const { messages } = await slack.user('grace').command('/ambassador check TLS');
  expect(messages[1] && one(slack, messages[1])).toMatch(
    /^text \(only to @grace\): @ada asked for this 4 seconds ago, and it is still running\. The result comes <https:.*\|here>\./,
  );

  const elsewhere = slack.user('grace').command('/ambassador check tls', { channel: 'inc-checkout' });
  await slack.message('⏳ Checking TLS', { channel: 'inc-checkout' });
  await slack.idle();
  held.open();
  await elsewhere;
  await slack.idle();
  expect(world.runs).toBe(1);
  expect(visibleText(onlyMessage(running))).toContain(`asked for by <@${slack.user('ada').id}>`);
  expect(visibleText(onlyMessage(running, 'inc-checkout'))).toContain(`asked for by <@${slack.user('grace').id}>`);
  expectNoProblems(running);
});

test.each(['random', 'secret'])('in #%s, where the bot is not, the asker learns how to invite it', async (channel) => {
  const running = await run();
  const person = running.user('ada');

  const { messages } = await person.command('/ambassador check', { channel });

  expect(messages.at(-1)?.text).toBe(
    "I can't post in this channel, because I am not in it. Invite me with /invite @ambassador, then ask again.",
  );
  expect(messages.at(-1)?.ephemeralTo).toBe(person.id);
  expect(running.world.runs).toBe(0);
  await person.command('/invite @ambassador', { channel });
  await person.command('/ambassador check', { channel });
  expect(visibleText(onlyMessage(running, channel))).toContain('nothing to report');
  expectNoProblems(running);
});

test('says that the cluster is away, why, and what to do; and can be run again', async () => {
  const running = await run();
  const { slack, world } = running;
  await running.user('ada').command('/ambassador check', { channel: 'inc-checkout' });
  world.error = unreachable();
  await running.user('ada').command('/ambassador check tls');
  await expect(transcript(slack, onlyMessage(running))).toMatchFileSnapshot('golden/away.txt');

  world.error = undefined;
  await running.user('grace').click(onlyMessage(running), 'Run again');
  expect(visibleText(onlyMessage(running))).toContain('nothing to report');
  expectNoProblems(running);
});

test('a mistake of the bot gives people a reference, and the log the reason', async () => {
  const running = await run();
  const { slack, world, log } = running;
  world.error = new TypeError('cannot read properties of undefined');
  await running.user('ada').command('/ambassador check');

  const text = visibleText(onlyMessage(running));
  expect(text).toBe(
    '⚠️ I could not do that because of a mistake in me, not in your cluster. Whoever runs me finds the reason in my log under `REF1`.\n[Run again]',
  );
  const errors = log.filter(({ level }) => level === 'error');
  expect(errors).toEqual([
    { level: 'error', message: 'a request failed', fields: { what: 'check ', reference: 'REF1', err: world.error } },
  ]);
  expect(slack.problems).toEqual([]);
});

test('parts of sentences that quote the cluster make no line of their own, and turn nothing around', async () => {
  const running = await run();
  const quoting = words('the nearest is a\n✅ *resolved* \u202e<!channel>');
  running.world.findings = [
    find('MAP001', { on: object('Mapping', 'x'), data: { mapping: 'x', service: quoting }, evidence: [] }),
  ];

  await running.user('ada').command('/ambassador check mappings');

  const { text, blocks } = onlyMessage(running);
  for (const shown of [text, JSON.stringify(blocks)]) {
    expect(shown).toContain('the nearest is a ✅');
    expect(shown).not.toMatch(/\u202e|<!channel>/);
  }
  expectNoProblems(running);
});

test('names from the cluster cannot mention, link, or leave their code', async () => {
  const running = await run();
  const { slack, world } = running;
  const hostile = '`<!channel> <@U1|x> *b* ```<https://evil.example|click> & \u202egnp';
  world.findings = [
    find('MAP001', {
      on: object('Mapping', 'x'),
      data: { mapping: hostile, service: [hostile, hostile] },
      evidence: [{ at: object('Mapping', hostile), path: hostile, value: hostile }],
      related: [object('Host', hostile)],
      command: `kubectl annotate host x 'note=\`\`\`<!channel>'`,
    }),
  ];

  await running.user('ada').command('/ambassador check mappings');

  const report = onlyMessage(running);
  const [finding] = slack.thread(report);
  const texts = [report, finding].flatMap((message) => [
    message?.text ?? '',
    ...(message?.blocks ?? []).filter(({ type }) => type !== 'rich_text').map((block) => JSON.stringify(block)),
  ]);
  for (const text of texts) {
    expect(text.replace(/<(@\w+|!date[^>]*)>/g, '')).not.toMatch(/[<>]/);
    expect(text).not.toContain('\u202e');
  }
  expect(inThread(running, report, 'rich_text_preformatted').blocks).toContainEqual(
    expect.objectContaining({
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_preformatted',
          elements: [{ type: 'text', text: "kubectl annotate host x 'note=```<!channel>'" }],
        },
      ],
    }),
  );
  expectNoProblems(running);
});

test('links to the page of a check when it has an address', async () => {
  const running = await run({ docsUrl: 'https://docs.example.com/checks' });
  const { world } = running;
  world.findings = [missing()];

  await running.user('ada').command('/ambassador check');

  const finding = inThread(running, onlyMessage(running), 'MAP001');
  expect(visibleText(finding)).toContain('<https://docs.example.com/checks/mapping-service-missing|What is this?>');
});

test('a thread that Slack refuses does not cost the report', async () => {
  const running = await run();
  const { slack, world } = running;
  world.findings = [missing(), expiring()];
  const posted = slack.workspace.onChange((change) => {
    if (change.type !== 'message' || !change.message.text.startsWith('⏳')) return;
    posted();
    slack.fail('chat.postMessage', { error: 'restricted_action' });
  });

  await running.user('ada').command('/ambassador check');

  const text = visibleText(onlyMessage(running));
  expect(text).toContain('1 error, 1 warning');
  expect(text).toContain('A rule of this workspace keeps me from posting here.');
  expect(slack.problems).toEqual([]);
});

test('a check of a cluster without such objects does not look healthy', async () => {
  const running = await run();
  running.world.looked = {};

  await running.user('ada').command('/ambassador check tls');

  expect(onlyMessage(running).text).toBe(
    '⚠️ TLS in prod-eu: nothing to report. Looked at nothing: I see no such objects.',
  );
});
