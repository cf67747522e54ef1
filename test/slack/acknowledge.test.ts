import { describe, expect, test, vi } from 'vitest';
import { elementsSeen, visibleText } from '../../src/playground/read.ts';
import type { Message } from '../../src/playground/shapes.ts';
import { acknowledge, formOf, seconds } from './acknowledging.ts';
import { expiring, missing } from './fixtures.ts';
import { morning, newest } from './mornings.ts';
import { expectNoProblems, inThread, onlyMessage, type Running, type RunOptions, run, WAYS } from './running.ts';
import { one, transcript } from './transcript.ts';

interface Checked extends Running {
  readonly report: Message;
  readonly cart: Message;
  readonly tls: Message;
}

/** A workspace on a Monday, 09:16 in Berlin, in which a check found one missing Service and one certificate that ends. */
async function checked(options: RunOptions = {}): Promise<Checked> {
  const running = await run(options);
  running.world.findings = [missing(), expiring()];
  await running.user('ada').command('/ambassador check');
  running.slack.advance('2m');
  const report = onlyMessage(running);
  const parts = { report, cart: inThread(running, report, 'MAP001'), tls: inThread(running, report, 'TLS003') };
  return Object.assign(running, parts);
}

const labels = (message: Message) => elementsSeen(message).map(({ label }) => label);
const now = ({ slack }: Running, message: Message): Message => {
  const found = slack.latest(message);
  if (!found) throw new Error('the message is gone');
  return found;
};
const line = (running: Running, message: Message) =>
  one(running.slack, now(running, message))
    .split('\n')
    .find((one) => one.startsWith('✋'));
/** What the thread of the report was told, without the findings themselves. */
const told = (running: Checked) =>
  running.slack
    .thread(running.report)
    .filter(({ ts }) => ![running.cart.ts, running.tls.ts].includes(ts))
    .map((message) => one(running.slack, message));
/** Lets the timer of the bot look at the clock. */
async function sweep(running: Running): Promise<void> {
  await running.app.endAcknowledgements();
  await running.settled();
}

describe.each(WAYS)('[Acknowledge…] over %s', (way) => {
  test('asks until when and why, and says it in the finding and in the report', async () => {
    const running = await checked({ way });
    const { slack, cart, report } = running;

    const form = await formOf(running.user('ada'), cart);
    expect(slack.problems).toEqual([]);
    await expect(`${visibleText(form)}\n`).toMatchFileSnapshot('golden/acknowledge-form.txt');
    const { acked, errors, modal } = await running.user('ada').submit(form, {
      until: 'friday',
      reason: 'new issuer is in review',
    });

    expect({ acked, errors, modal }).toEqual({ acked: true, errors: undefined, modal: undefined });
    await expect(transcript(slack, now(running, report))).toMatchFileSnapshot('golden/acknowledged.txt');
    expect(slack.ephemerals('ada').map(({ text }) => text)).toEqual([expect.stringContaining('Checking')]);
    expectNoProblems(running);
  });
});

describe('until when', () => {
  test.each([
    ['resolved', 'until it is resolved'],
    ['change', 'until it changes'],
    // Ada is in Berlin, one hour east of UTC in winter.
    ['today', 'until «2026-11-23 22:59 UTC»'],
    ['tomorrow', 'until «2026-11-24 08:00 UTC»'],
    ['friday', 'until «2026-11-27 17:00 UTC»'],
  ])('%s', async (until, words) => {
    const running = await checked();
    await acknowledge(running.user('ada'), running.cart, { until });
    expect(line(running, running.cart)).toBe(`✋ Acknowledged by @ada ${words} · since «2026-11-23 08:16 UTC»`);
    expectNoProblems(running);
  });

  test('a time of one’s own', async () => {
    const running = await checked();
    await acknowledge(running.user('ada'), running.cart, { until: 'own', own: seconds('2026-12-24T16:30:00Z') });
    expect(line(running, running.cart)).toContain('until «2026-12-24 16:30 UTC»');
    expectNoProblems(running);
  });

  test('is meant in the zone of who says it', async () => {
    const running = await checked();
    await acknowledge(running.user('grace'), running.cart, { until: 'tomorrow' });
    // Grace is in New York, five hours west.
    expect(line(running, running.cart)).toContain('until «2026-11-24 14:00 UTC»');
  });

  test('is in UTC when Slack does not say where somebody is, and the form says so', async () => {
    const running = await checked();
    running.slack.fail('users.info', { error: 'missing_scope' });
    const form = await formOf(running.user('ada'), running.cart);
    expect(visibleText(form)).toContain('Slack does not tell me your time zone: times are in UTC.');
    await running.user('ada').submit(form, { until: 'tomorrow' });
    expect(line(running, running.cart)).toContain('until «2026-11-24 09:00 UTC»');
  });
});

describe('what is filled in wrongly is said at its field, and the form stays', () => {
  test.each([
    [
      'a time that is over',
      { until: 'own', own: seconds('2026-11-23T08:16:00Z') },
      { own: 'That is over already. Pick a time to come.' },
    ],
    ['no time', { until: 'own' }, { own: 'Pick a date and time, or another end above.' }],
    [
      'a time beside another end',
      { until: 'friday', own: seconds('2026-12-24T16:30:00Z') },
      { own: 'Choose “A date and time of my own, below” above to use this, or clear it.' },
    ],
    ['too long a reason', { reason: 'x'.repeat(151) }, { reason: 'Please enter no more than 150 characters.' }],
  ])('%s', async (_, values, errors) => {
    const running = await checked();
    const result = await acknowledge(running.user('ada'), running.cart, values);
    expect(result.errors).toEqual(errors);
    expect(result.modal).toBeDefined();
    expect(await running.tools.store.find('prod-eu', missing().fingerprint)).not.toHaveProperty('acknowledgement');
    expectNoProblems(running);
  });
});

test('a reason can forge nothing', async () => {
  const running = await checked();
  await acknowledge(running.user('ada'), running.cart, { reason: '<!channel> `&\n<https://evil.example|x>' });
  const said = line(running, running.cart);
  expect(said).toContain('"&lt;!channel&gt; ˋ&amp; &lt;https://evil.example|x&gt;"');
  expectNoProblems(running);
});

test('every message that shows a finding changes, in every channel', async () => {
  const running = await checked();
  await running.user('grace').command('/ambassador check', { channel: 'inc-checkout' });

  await acknowledge(running.user('ada'), running.cart, { until: 'friday' });

  const other = onlyMessage(running, 'inc-checkout');
  expect(line(running, inThread(running, other, 'MAP001'))).toContain('✋ Acknowledged by @ada until');
  expect(one(running.slack, now(running, other))).toContain(
    '✋ @ada until «2026-11-27 17:00 UTC» · `Mapping shop/cart`',
  );
  expectNoProblems(running);
});

describe('a second person', () => {
  /** Ada was first, and the message that Grace sees does not say so yet. */
  async function taken(): Promise<Checked> {
    const running = await checked();
    const { tools, slack } = running;
    const until = new Date('2026-11-27T17:00:00Z');
    const said = { by: slack.user('ada').id, at: tools.now(), until, reason: 'new issuer is in review' };
    await tools.store.acknowledge('prod-eu', missing().fingerprint, said);
    slack.advance('2m');
    return running;
  }

  test('learns who was first, alone, and the message is put right', async () => {
    const running = await taken();

    const { messages, modal } = await running.user('grace').click(running.cart, 'Acknowledge…');

    expect(modal).toBeUndefined();
    await expect(`${messages.map((message) => one(running.slack, message)).join('\n\n')}\n`).toMatchFileSnapshot(
      'golden/acknowledged-before.txt',
    );
    expect(messages[0]?.thread_ts).toBe(running.report.ts);
    expect(labels(now(running, running.cart))).toEqual(['Undo', 'Run again']);
    expectNoProblems(running);
  });

  test('who takes over says until when and why, and the thread says so once', async () => {
    const running = await taken();
    const [message] = (await running.user('grace').click(running.cart, 'Acknowledge…')).messages;
    if (!message) throw new Error('nobody was told who was first');

    const form = await formOf(running.user('grace'), message, 'Take over');
    expect(visibleText(form)).toContain(`In the place of <@${running.slack.user('ada').id}>`);
    await running.user('grace').submit(form, { until: 'today', reason: 'Ada is away' });

    await expect(transcript(running.slack, now(running, running.report))).toMatchFileSnapshot('golden/taken-over.txt');
    expect(await running.tools.store.endings('prod-eu')).toEqual([]);
    expectNoProblems(running);
  });

  test('two who take over at once: one does, the other learns who', async () => {
    const running = await taken();
    const grace = running.user('grace');
    const [message] = (await grace.click(running.cart, 'Acknowledge…')).messages;
    if (!message) throw new Error('nobody was told who was first');
    const form = await formOf(grace, message, 'Take over');
    const mia = { by: 'U0MIA', at: running.tools.now() };
    const { acknowledgement } = (await running.tools.store.find('prod-eu', missing().fingerprint)) ?? {};
    await running.tools.store.acknowledge('prod-eu', missing().fingerprint, mia, acknowledgement);

    await grace.submit(form, { until: 'today' });

    expect(running.slack.ephemerals('grace').at(-1)?.text).toContain('<@U0MIA> acknowledged this a moment ago');
    expect(line(running, running.cart)).toContain('✋ Acknowledged by <@U0MIA>');
    expectNoProblems(running);
  });

  test('two forms at once: the first submitted wins, the other person is told', async () => {
    const running = await checked();
    const [ada, grace] = [running.user('ada'), running.user('grace')];
    const forms = [await formOf(ada, running.cart), await formOf(grace, running.cart)] as const;

    await Promise.all([ada.submit(forms[0]), grace.submit(forms[1])]);

    const whispers = ['ada', 'grace'].flatMap((name) => running.slack.ephemerals(name)).map(({ text }) => text);
    expect(whispers.filter((text) => text.includes('acknowledged this a moment ago'))).toHaveLength(1);
    expectNoProblems(running);
  });

  test('who was first themselves can change it', async () => {
    const running = await taken();
    const [message] = (await running.user('ada').click(running.cart, 'Acknowledge…')).messages;
    expect(message?.text).toContain('You acknowledged this 2 minutes ago');
    if (!message) return;

    const form = await formOf(running.user('ada'), message, 'Change…');
    await running.user('ada').submit(form, { until: 'tomorrow' });

    expect(line(running, running.cart)).toContain('@ada until «2026-11-24 08:00 UTC»');
    expect(told(running)).toEqual([expect.stringContaining('@ada changed the acknowledgement of `MAP001`.')]);
    expectNoProblems(running);
  });
});

describe('[Undo]', () => {
  test('by anyone: it is open again everywhere, and the thread says who took it back', async () => {
    const running = await checked();
    await acknowledge(running.user('ada'), running.cart, { until: 'friday' });

    await running.user('grace').click(running.cart, 'Undo');

    await expect(transcript(running.slack, now(running, running.report))).toMatchFileSnapshot('golden/undone.txt');
    await acknowledge(running.user('grace'), running.cart);
    expect(line(running, running.cart)).toContain('✋ Acknowledged by @grace');
    expectNoProblems(running);
  });

  test('by two at once is said once', async () => {
    const running = await checked();
    await acknowledge(running.user('ada'), running.cart);

    await Promise.all([
      running.user('ada').click(running.cart, 'Undo'),
      running.user('grace').click(running.cart, 'Undo'),
    ]);

    expect(told(running)).toHaveLength(1);
    expectNoProblems(running);
  });

  test('of one that somebody took over meanwhile leaves that one alone', async () => {
    const running = await checked();
    const { tools, cart } = running;
    await acknowledge(running.user('ada'), cart);
    const { acknowledgement } = (await tools.store.find('prod-eu', missing().fingerprint)) ?? {};
    running.slack.advance('1m');
    const grace = { by: running.slack.user('grace').id, at: tools.now() };
    await tools.store.acknowledge('prod-eu', missing().fingerprint, grace, acknowledgement);

    const { text } = await running.user('ada').click(cart, 'Undo');

    expect(text).toContain('acknowledged this a moment ago');
    expect(line(running, cart)).toContain('✋ Acknowledged by @grace');
    expectNoProblems(running);
  });
});

describe('the end by time', () => {
  test('comes at its time and not earlier, is told once in the thread, and it counts as open', async () => {
    const running = await checked();
    const { slack, tls, report } = running;
    await acknowledge(running.user('ada'), tls, { until: 'today', reason: 'waiting for the issuer' });

    slack.advance('14h');
    slack.advance('42m');
    await sweep(running);
    expect(told(running)).toEqual([]);
    slack.advance('1m');
    await sweep(running);
    await sweep(running);

    await expect(transcript(slack, now(running, report))).toMatchFileSnapshot('golden/ended-by-time.txt');
    expect((await running.user('ada').command('/ambassador open')).text).toContain('`TLS003`');
    expectNoProblems(running);
  });

  test('counts before anybody looked at the clock', async () => {
    const running = await checked();
    await acknowledge(running.user('ada'), running.tls, { until: 'today' });
    running.slack.advance('1d');
    expect((await running.user('ada').command('/ambassador acks')).text).toContain('nobody is on anything');
    expect((await running.user('ada').command('/ambassador status')).text).not.toContain('✋');
  });

  test('during a downtime is told after the start', async () => {
    const running = await checked();
    await acknowledge(running.user('ada'), running.tls, { until: 'today' });
    await running.app.stop();
    running.slack.advance('1d');
    await running.restart();
    await running.settled();

    expect(told(running)).toEqual([expect.stringContaining('counts as open again')]);
    expect(labels(now(running, running.tls))).toEqual(['Run again', 'Acknowledge…']);
    expectNoProblems(running);
  });

  test.each([
    ['before its message was recorded', 'record'],
    ['after its message was recorded', 'toldEnding'],
  ] as const)('is told once when the process is killed %s', async (_, method) => {
    const running = await checked();
    const { tools } = running;
    await acknowledge(running.user('ada'), running.tls, { until: 'today' });
    running.slack.advance('1d');
    const killed = vi.spyOn(tools.store, method).mockRejectedValueOnce(new Error('killed'));
    await expect(running.app.endAcknowledgements()).rejects.toThrow('killed');
    killed.mockRestore();

    await running.restart();
    await running.settled();
    await sweep(running);

    expect(told(running)).toEqual([expect.stringContaining('counts as open again')]);
    expect(labels(now(running, running.tls))).toEqual(['Run again', 'Acknowledge…']);
    expect(await tools.store.endings('prod-eu')).toEqual([]);
  });

  test('of a finding that was resolved meanwhile is no news', async () => {
    const running = await checked();
    await acknowledge(running.user('ada'), running.tls, { until: 'today' });
    running.world.findings = [missing()];
    await running.user('ada').click(running.tls, 'Run again');
    running.slack.advance('1d');
    await sweep(running);

    expect(told(running)).toEqual([]);
    expect(visibleText(now(running, running.tls))).toContain('Resolved');
    expectNoProblems(running);
  });

  test('whose message was deleted is told in no thread, and harms nothing', async () => {
    const running = await checked();
    await acknowledge(running.user('ada'), running.tls, { until: 'today' });
    running.slack.workspace.removeMessage(now(running, running.tls));
    running.slack.workspace.removeMessage(running.report);
    running.slack.advance('1d');
    await sweep(running);

    expect(await running.tools.store.endings('prod-eu')).toEqual([]);
  });
});

describe('the end by a change', () => {
  test('comes when it says something else, and is told in the thread', async () => {
    const running = await checked();
    const { slack, world, tls, report } = running;
    await acknowledge(running.user('ada'), tls, { until: 'change' });
    world.findings = [missing(), expiring('api-tls', 'warning', '2026-12-05T00:00:00Z')];

    await running.user('grace').click(tls, 'Run again');

    await expect(transcript(slack, now(running, report))).toMatchFileSnapshot('golden/ended-by-change.txt');
    expectNoProblems(running);
  });

  test('comes with a whole check and with a digest too, and every message shows it', async () => {
    const running = await checked();
    const { world, tls, cart } = running;
    await acknowledge(running.user('ada'), tls, { until: 'change' });
    await acknowledge(running.user('ada'), cart, { until: 'change' });
    world.findings = [missing(), expiring('api-tls', 'warning', '2026-12-05T00:00:00Z')];
    await running.user('grace').command('/ambassador check tls', { channel: 'inc-checkout' });
    expect(labels(now(running, tls))).toEqual(['Run again', 'Acknowledge…']);

    running.slack.advance('1d');
    world.findings = [
      missing('cart', 'cart-svc', {
        data: { mapping: missing().on, service: { kind: 'Service', namespace: 'shop', name: 'basket' } },
      }),
      expiring('api-tls', 'warning', '2026-12-05T00:00:00Z'),
    ];
    await morning(running);
    await running.settled();

    expect(labels(now(running, cart))).toEqual(['Run again', 'Acknowledge…']);
    const [last] = running.slack.thread(newest(running)).slice(-1);
    expect(last && one(running.slack, last)).toContain('`MAP001` changed since @ada acknowledged it');
    expect(told(running)).toEqual([]);
    expectNoProblems(running);
  });

  test('does not come while the same is found', async () => {
    const running = await checked();
    await acknowledge(running.user('ada'), running.tls, { until: 'change' });
    running.slack.advance('1d');
    await running.user('grace').click(running.tls, 'Run again');
    expect(line(running, running.tls)).toContain('until it changes');
    expect(told(running)).toEqual([]);
  });
});

test('when it returned it counts as open again, and the thread says so once', async () => {
  const running = await checked();
  const { world, cart } = running;
  await acknowledge(running.user('ada'), cart, { until: 'friday' });
  world.findings = [expiring()];
  await running.user('grace').click(cart, 'Run again');
  running.slack.advance('1h');
  world.findings = [missing(), expiring()];
  await running.user('grace').command('/ambassador check', { channel: 'inc-checkout' });
  await sweep(running);

  const threads = [running.report, onlyMessage(running, 'inc-checkout')].flatMap((parent) =>
    running.slack.thread(parent),
  );
  expect(
    threads.map(({ text }) => text).filter((text) => text.includes('came back and counts as open again')),
  ).toHaveLength(1);
  expect(labels(now(running, cart))).toEqual(['Run again', 'Acknowledge…']);
  expectNoProblems(running);
});

describe('what can go wrong with a form', () => {
  test('Slack finds it too late: the person is told, and nothing is noted', async () => {
    const running = await checked();
    running.slack.fail('views.open', { error: 'expired_trigger_id' });
    const { text, modal } = await running.user('ada').click(running.cart, 'Acknowledge…');
    expect(modal).toBeUndefined();
    expect(text).toBe('I was too slow for Slack, so the form did not open. Click again.');
    expect(await running.tools.store.find('prod-eu', missing().fingerprint)).not.toHaveProperty('acknowledgement');
  });

  test('the finding is resolved before the click, or before the form is submitted', async () => {
    const running = await checked();
    const { slack, world, tools, cart } = running;
    const form = await formOf(running.user('ada'), cart);
    world.findings = [];
    slack.advance('1m');
    await tools.store.update(await tools.inspect(tools.checks, { now: tools.now() }), {});

    const { text } = await running.user('grace').click(cart, 'Acknowledge…');
    await running.user('ada').submit(form, { until: 'friday' });

    const said = 'This is resolved already, so there is nothing to be on.';
    expect([text, slack.ephemerals('ada').at(-1)?.text]).toEqual([said, said]);
    expect(visibleText(now(running, cart))).toContain('Resolved');
    expectNoProblems(running);
  });

  test('the finding is forgotten before the form is submitted', async () => {
    const running = await checked();
    const form = await formOf(running.user('ada'), running.cart);
    await running.tools.store.prune(new Date('2027-11-23T00:00:00Z'));
    await running.user('ada').submit(form);
    expect(running.slack.ephemerals('ada').at(-1)?.text).toMatch(/no longer/);
    expectNoProblems(running);
  });

  test('the message is deleted before the form is submitted: the person is told, and the others change', async () => {
    const running = await checked();
    const { slack, cart } = running;
    await running.user('grace').command('/ambassador check', { channel: 'inc-checkout' });
    const form = await formOf(running.user('ada'), cart);
    slack.workspace.removeMessage(now(running, cart));

    await running.user('ada').submit(form, { until: 'friday' });

    expect(slack.ephemerals('ada').at(-1)?.text).toContain('The message you clicked in is gone');
    expect(line(running, inThread(running, onlyMessage(running, 'inc-checkout'), 'MAP001'))).toContain('✋');
    expectNoProblems(running);
  });

  test('the bot restarts while it is filled in: it still works', async () => {
    const running = await checked();
    const form = await formOf(running.user('ada'), running.cart);
    await running.restart();
    await running.user('ada').submit(form, { until: 'friday' });
    expect(line(running, running.cart)).toContain('✋ Acknowledged by @ada');
  });
});

test('a deleted message does not keep the others from changing', async () => {
  const running = await checked();
  const { slack, cart } = running;
  await running.user('grace').command('/ambassador check', { channel: 'inc-checkout' });
  slack.workspace.removeMessage(inThread(running, onlyMessage(running, 'inc-checkout'), 'MAP001'));

  await acknowledge(running.user('ada'), cart);

  expect(visibleText(now(running, onlyMessage(running, 'inc-checkout')))).toContain('✋');
  expectNoProblems(running);
});

test('a digest counts who is on what, and says what ends next', async () => {
  const running = await checked();
  const { slack, tls, world } = running;
  await morning(running);
  await acknowledge(running.user('ada'), tls, { until: 'friday' });
  slack.advance('1d');
  world.findings = [missing(), missing('login', 'login-svc'), expiring()];
  await morning(running);
  await expect(transcript(slack, newest(running))).toMatchFileSnapshot('golden/digest-acknowledged.txt');
  expectNoProblems(running);
});
