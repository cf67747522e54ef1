import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccessRule, Denial } from '../../src/commands/access.ts';
import { readAccess } from '../../src/config/access.ts';
import { visibleText } from '../../src/playground/read.ts';
import type { SlackSimulator } from '../../src/playground/slack.ts';
import { say } from '../../src/slack/blocks.ts';
import { renderDenial, withLimit } from '../../src/slack/render/access.ts';
import { shop } from '../cluster/shop.ts';
import { acknowledge, formOf } from './acknowledging.ts';
import { expiring, missing, object } from './fixtures.ts';
import { flawsOf, text } from './hostile.ts';
import { expectNoProblems, inThread, onlyMessage, type Running, type RunOptions, run, WAYS } from './running.ts';
import { one } from './transcript.ts';

/** Rules in which `@ada`, `#platform` and `%gateway-oncall` stand for the ids of the workspace. */
const rules =
  (text: string) =>
  (slack: SlackSimulator): readonly AccessRule[] => {
    const ids = text
      .replace(/@(\w+)/g, (_, name: string) => slack.user(name).id)
      .replace(/#([\w-]+)/g, (_, name: string) => slack.workspace.channel(name)?.id ?? '')
      .replace(
        /%([\w-]+)/g,
        (_, handle: string) => slack.workspace.userGroups.find((one) => one.handle === handle)?.id ?? '',
      );
    const { value, mistakes } = readAccess(ids);
    expect(mistakes).toEqual([]);
    return value;
  };

/** A workspace with these rules, and a cluster with something to find in two namespaces. */
async function ruled(text: string, options: RunOptions = {}): Promise<Running> {
  const running = await run({ access: rules(text), ...options });
  const bank = object('Mapping', 'login', 'bank');
  running.world.findings = [
    missing(),
    missing('login', 'login', { on: bank, data: { mapping: bank, service: object('Service', 'login', 'bank') } }),
  ];
  return running;
}

const denied = ({ slack }: Running, messages: readonly Parameters<typeof one>[1][]) =>
  messages.map((message) => one(slack, message)).join('\n');

describe('what is not allowed is answered, and nothing is done', () => {
  test.each(WAYS)('a command, over %s, to who typed it alone', async (way) => {
    const running = await ruled('[{ who: [%gateway-oncall], may: [check] }]', { way });

    const { acked, messages } = await running.user('ada').command('/ambassador check tls');

    expect(acked).toBe(true);
    expect(denied(running, messages)).toMatchInlineSnapshot(`
      "text (only to @ada): Checking in prod-eu is allowed to <!subteam^SGATEWAYON> only. Ask one of them. Whoever runs me can change that (ATTACHE_ACCESS, docs/access.md).
      Checking in \`prod-eu\` is allowed to <!subteam^SGATEWAYON> only. Ask one of them. Whoever runs me can change that (ATTACHE_ACCESS, docs/access.md)."
    `);
    expect(running.world.runs).toBe(0);
    expect(running.slack.messages('platform')).toEqual([]);
    expectNoProblems(running);
  });

  test.each([
    ['status', '/ambassador status'],
    ['status', '/ambassador silenced'],
    ['status', '/ambassador open'],
    ['status', '/ambassador acks'],
    ['status', '/ambassador history MAP001'],
    ['status', '/ambassador cluster'],
    ['routes', '/ambassador routes'],
    ['trace', '/ambassador trace https://shop.example.com/'],
    ['simulate', '/ambassador simulate'],
    ['audit', '/ambassador audit'],
  ])('%s, as %s', async (action, line) => {
    const running = await ruled(`[{ who: [@grace], may: [${action}] }]`);

    const { text, modal } = await running.user('ada').command(line);
    await running.user('grace').command(line);

    expect(text).toContain(`is allowed to <@${running.user('grace').id}> only. Ask one of them.`);
    expect(modal).toBeUndefined();
    const [mine, refused] = (await running.tools.store.audited({ limit: 2 })).map(({ outcome }) => outcome);
    expect([mine, refused]).toEqual(['allowed', 'denied']);
    expectNoProblems(running);
  });

  test('help and explain are open to everyone', async () => {
    const running = await ruled('[{ who: [@grace], may: [read] }]');
    const help = await running.user('ada').command('/ambassador help');
    const explained = await running.user('ada').command('/ambassador explain TLS014');
    expect(help.text).toContain('I look after');
    expect(explained.text).toContain('TLS014');
  });

  test('a mention, to who wrote it alone; nobody else reads whom it would ping', async () => {
    const running = await ruled('[{ who: [%gateway-oncall], may: [check] }]');
    await running.user('ada').say('platform', '@ambassador check tls');
    expect(running.slack.ephemerals('ada').map(visibleText).join('\n')).toContain('is allowed to <!subteam^');
    expect(running.slack.messages('platform').filter(({ bot_id }) => bot_id)).toEqual([]);
    expectNoProblems(running);
  });

  test('a triage from a mention', async () => {
    const running = await ruled('[{ who: [@grace], may: [trace] }]');
    await running.user('ada').say('platform', '@ambassador https://shop.example.com/cart is down');
    expect(running.slack.ephemerals('ada').map(visibleText).join('\n')).toContain('Tracing a request in `prod-eu` is');
    expect(running.world.runs).toBe(0);
  });

  test('a form that was opened while it was allowed', async () => {
    const live: AccessRule[] = [];
    const running = await run({ access: () => live });
    const { modal } = await running.user('ada').command('/ambassador simulate');
    live.push(...rules('[{ who: [@grace], may: [simulate] }]')(running.slack));
    if (!modal) throw new Error('no form');
    await running.user('ada').submit(modal, { change: 'kind: Mapping' });
    expect(running.slack.ephemerals('ada').map(visibleText).join('\n')).toContain('Trying a change in `prod-eu` is');
    expect(running.world.runs).toBe(0);
  });
});

describe('a click is judged as what it does, of who clicks', () => {
  test('[Acknowledge] and [Run again]', async () => {
    const running = await ruled('[{ who: [@grace], may: [acknowledge, check] }]');
    await running.user('grace').command('/ambassador check');
    const cart = inThread(running, onlyMessage(running), 'shop/cart');

    const again = await running.user('ada').click(cart, 'Run again');
    const whole = await running.user('ada').click(onlyMessage(running), 'Run again');
    const taken = await running.user('ada').click(cart, 'Acknowledge…');

    expect([again.text, whole.text, taken.text]).toEqual([
      expect.stringContaining('Checking in `shop` of `prod-eu` is allowed to'),
      expect.stringContaining('Checking in `prod-eu` is allowed to'),
      expect.stringContaining('Acknowledging in `shop` of `prod-eu` is allowed to'),
    ]);
    expect(running.world.runs).toBe(1);
    expect((await running.tools.store.find('prod-eu', missing().fingerprint))?.acknowledgement).toBeUndefined();
    expectNoProblems(running);
  });

  test('an acknowledgement whose form was opened while it was allowed', async () => {
    const live: AccessRule[] = [];
    const running = await run({ access: () => live });
    running.world.findings = [missing()];
    await running.user('ada').command('/ambassador check');
    const form = await formOf(running.user('ada'), inThread(running, onlyMessage(running), 'shop/cart'));
    live.push(...rules('[{ who: [@grace], may: [acknowledge] }]')(running.slack));
    await running.user('ada').submit(form);
    expect(running.slack.ephemerals('ada').map(visibleText).join('\n')).toContain('Acknowledging in `shop` of');
    expect((await running.tools.store.find('prod-eu', missing().fingerprint))?.acknowledgement).toBeUndefined();
  });

  test('[Undo]', async () => {
    const live: AccessRule[] = [];
    const running = await run({ access: () => live });
    running.world.findings = [missing()];
    await running.user('ada').command('/ambassador check');
    await acknowledge(running.user('ada'), inThread(running, onlyMessage(running), 'shop/cart'));
    live.push(...rules('[{ who: [@grace], may: [acknowledge] }]')(running.slack));
    const { text } = await running.user('ada').click(inThread(running, onlyMessage(running), 'shop/cart'), 'Undo');
    expect(text).toContain('Acknowledging in `shop` of');
    expect((await running.tools.store.find('prod-eu', missing().fingerprint))?.acknowledgement).toBeDefined();
  });

  test('[Share] of a look-up', async () => {
    const live = [{ who: ['everyone'], may: ['routes'] }] as AccessRule[];
    const running = await run({ access: () => live });
    running.world.objects = shop();
    const { messages } = await running.user('ada').command('/ambassador routes');
    const answer = messages.at(-1);
    if (!answer) throw new Error('no answer');
    live.splice(0, 1, { who: [running.user('grace').id], may: ['routes'] });

    const { text } = await running.user('ada').click(answer, 'Share to channel');

    expect(text).toContain('Seeing routes in `prod-eu` is allowed to');
    expect(running.slack.messages('platform')).toEqual([]);
    expectNoProblems(running);
  });
});

describe('namespaces', () => {
  const SHOP = '[{ who: [@ada], may: [read, acknowledge], namespaces: [shop] }, { who: [@grace], may: [read] }]';

  test('a check without one is made for the only one that may be seen, and says so', async () => {
    const running = await ruled(SHOP);
    const { messages } = await running.user('ada').command('/ambassador check');
    expect(denied(running, messages)).toMatchInlineSnapshot(`
      "text (only to @ada): Checking prod-eu, namespace shop. The result comes here, for everyone. Only what touches shop: that is what you may see here.
      Checking prod-eu, namespace shop. The result comes here, for everyone.
      _Only what touches \`shop\`: that is what you may see here._"
    `);
    expect(onlyMessage(running).text).toContain('prod-eu, namespace shop: 1 error');
    expect(running.slack.thread(onlyMessage(running)).map(visibleText).join('\n')).not.toContain('login');
    expectNoProblems(running);
  });

  test('of several one has to be named', async () => {
    const running = await ruled('[{ who: [@ada], may: [read], namespaces: [shop, pay-*] }]');
    const { text } = await running.user('ada').command('/ambassador check tls');
    const named = await running.user('ada').command('/ambassador check -n bank');
    const routes = await running.user('ada').command('/ambassador routes -n bank');
    expect(text).toMatchInlineSnapshot(
      `"Checking in \`prod-eu\` is not allowed to you, only in \`shop\` and \`pay-*\`. Ask \`/ambassador check -n shop\`. Whoever runs me can change that (ATTACHE_ACCESS, docs/access.md)."`,
    );
    expect(named.text).toContain('Checking in `bank` of `prod-eu` is not allowed to you, only in `shop` and `pay-*`.');
    expect(routes.text).toContain('Seeing routes in `bank` of `prod-eu` is not allowed to you');
    expect(running.world.runs).toBe(0);
    await running.user('ada').command('/ambassador check -n shop');
    expect(onlyMessage(running).text).toContain('namespace shop');
    expectNoProblems(running);
  });

  test('a trace and a simulation show all namespaces, so one is not enough', async () => {
    const running = await ruled(SHOP);
    const trace = await running.user('ada').command('/ambassador trace https://shop.example.com/');
    const simulate = await running.user('ada').command('/ambassador simulate');
    expect(trace.text).toContain('Tracing a request in `prod-eu` is not allowed to you, only in `shop`.');
    expect(simulate.text).toContain('Trying a change in `prod-eu` is not allowed to you, only in `shop`.');
  });

  test('what memory answers is limited, and says so', async () => {
    const running = await ruled(SHOP);
    await running.user('grace').command('/ambassador check');
    const mine = await running.user('ada').command('/ambassador status');
    const all = await running.user('grace').command('/ambassador status');
    expect(mine.text).toContain('prod-eu: 1 error open');
    expect(mine.text).toContain('Only what touches `shop`: that is what you may see here.');
    expect(mine.text).not.toContain('login');
    expect(all.text).toContain('prod-eu: 2 errors open');
    expect(all.text).not.toContain('Only what touches');
  });

  test('a click on a finding is judged by where it stands, on a report by what it covers', async () => {
    const running = await ruled(SHOP);
    await running.user('grace').command('/ambassador check');
    const report = onlyMessage(running);
    const ada = running.user('ada');

    const whole = await ada.click(report, 'Run again');
    const login = await ada.click(inThread(running, report, 'bank/login'), 'Acknowledge…');
    const cart = await acknowledge(ada, inThread(running, report, 'shop/cart'));

    expect(whole.text).toContain(
      'Checking in `prod-eu` is not allowed to you, only in `shop`. Ask `/ambassador check -n shop`.',
    );
    expect(login.text).toContain('Acknowledging in `bank` of `prod-eu` is not allowed to you, only in `shop`.');
    expect(cart.modal).toBeUndefined();
    expect((await running.tools.store.find('prod-eu', missing().fingerprint))?.acknowledgement?.by).toBe(ada.id);
    expectNoProblems(running);
  });
});

describe('user groups', () => {
  test('are asked for once in two minutes, and only when they decide', async () => {
    const running = await ruled('[{ who: [%gateway-oncall], may: [check] }]');
    const { slack } = running;
    const asked = () => slack.calls.filter(({ method }) => method === 'usergroups.users.list').length;
    await running.user('ada').command('/ambassador status');
    expect(asked()).toBe(0);
    await running.user('grace').command('/ambassador check');
    await running.user('ada').command('/ambassador check');
    expect(asked()).toBe(1);
    expect(running.world.runs).toBe(1);
    slack.advance('3m');
    await running.user('ada').command('/ambassador check');
    expect(asked()).toBe(2);
    expectNoProblems(running);
  });

  test('one that cannot be looked up denies, and says why', async () => {
    const running = await ruled('[{ who: [S0NOBODY1], may: [acknowledge] }]');
    await running.user('ada').command('/ambassador check');
    const cart = inThread(running, onlyMessage(running), 'shop/cart');

    const { text } = await running.user('ada').click(cart, 'Acknowledge…');

    expect(text).toBe(
      "Acknowledging in `shop` of `prod-eu` is allowed to <!subteam^S0NOBODY1> only, and I can't look up who that is (no_such_subteam), so I did nothing. Ask again in a minute.",
    );
    expect((await running.tools.store.find('prod-eu', missing().fingerprint))?.acknowledgement).toBeUndefined();
  });
});

test('clusters are apart', async () => {
  const running = await run({
    others: ['prod-us'],
    access: rules('[{ who: [@ada], may: [status], clusters: [prod-us] }, { who: [@grace], may: [status] }]'),
  });
  running.worldOf('prod-us').findings = [expiring()];
  const ada = running.user('ada');
  const here = await ada.command('/ambassador status');
  const there = await ada.command('/ambassador status --cluster prod-us');
  const chosen = await ada.command('/ambassador cluster prod-eu');
  const list = await running.user('grace').command('/ambassador clusters');
  expect(here.text).toContain('Seeing what is open in `prod-eu` is allowed to');
  expect(there.text).toContain('prod-us');
  expect(chosen.text).toContain('is allowed to');
  expect(list.text).toContain('prod-us');
  const mine = await ada.command('/ambassador cluster prod-us');
  expect(mine.text).not.toContain('prod-eu');
});

test('a channel rule is for those who ask there', async () => {
  const running = await ruled('[{ who: [#inc-checkout], may: [check] }]');
  const here = await running.user('ada').command('/ambassador check');
  expect(here.text).toContain('is allowed to those who ask in <#');
  await running.user('ada').command('/ambassador check', { channel: 'inc-checkout' });
  expect(running.world.runs).toBe(1);
});

test('every denial in its words', async () => {
  const deed = { action: 'check', cluster: 'prod-eu' } as const;
  const base = { kind: 'denied', deed, who: [], namespaces: [] } as const;
  const clear = { ...deed, action: 'clear', namespaces: ['shop'] } as const;
  const denials: readonly (readonly [Denial, string?])[] = [
    [{ ...base, deed: clear, reason: 'closed' }],
    [{ ...base, deed: { ...deed, action: 'schedule', channel: 'C1' }, reason: 'elsewhere' }],
    [{ ...base, deed: clear, reason: 'others', who: ['U1ADA', 'S1ONCALL', 'C1PLATFORM'] }],
    [{ ...base, reason: 'others' }],
    [{ ...base, reason: 'others', who: ['U1', 'U2', 'U3', 'U4', 'U5', 'U6', 'U7'].map((id) => `${id}X`) }],
    [{ ...base, reason: 'namespaces', namespaces: ['shop-*', 'bank'] }],
    [{ ...base, deed: { ...deed, action: 'acknowledge' }, reason: 'namespaces', namespaces: ['shop'] }],
    [{ ...base, deed: clear, reason: 'unknown', who: ['S1ONCALL'] }, 'internal_error'],
    [{ ...base, deed: clear, reason: 'unknown', who: ['S1ONCALL'] }, 'missing_scope'],
  ];
  const shown = denials.map(([denial, because]) => visibleText({ ...renderDenial(denial, because) } as never));
  await expect(`${shown.join('\n')}\n`).toMatchFileSnapshot('golden/denials.txt');
});

test('no name in a denial can break out of it or make it too long', () => {
  fc.assert(
    fc.property(
      fc.array(text, { maxLength: 30 }),
      fc.array(text, { maxLength: 30 }),
      text,
      (who, namespaces, cluster) => {
        for (const reason of ['closed', 'elsewhere', 'others', 'namespaces', 'unknown'] as const) {
          const deed = { action: 'schedule', cluster, namespaces, channel: cluster } as const;
          expect(flawsOf(renderDenial({ kind: 'denied', deed, reason, who, namespaces }, cluster))).toEqual([]);
        }
        expect(flawsOf(withLimit(say('*fine*'), namespaces))).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});
