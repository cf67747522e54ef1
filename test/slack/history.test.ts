import { describe, expect, test } from 'vitest';
import { acknowledge, seconds } from './acknowledging.ts';
import { expiring, missing, rejected, staging } from './fixtures.ts';
import { expectNoProblems, inThread, onlyMessage, type Running, run } from './running.ts';
import { one } from './transcript.ts';

/** What only Grace sees of an answer. */
async function asked(running: Running, line: string, name = 'grace'): Promise<string> {
  const runs = running.world.runs;
  const { messages } = await running.user(name).command(`/ambassador ${line}`);
  expect(running.world.runs).toBe(runs);
  return `${messages.map((message) => one(running.slack, message)).join('\n\n')}\n`;
}

async function checked(findings = [missing(), expiring(), staging(), rejected()]): Promise<Running> {
  const running = await run();
  running.world.findings = findings;
  await running.user('ada').command('/ambassador check');
  running.slack.advance('2h');
  return running;
}

describe('open', () => {
  test('says what nobody is on, worst first, and how many somebody is on', async () => {
    const running = await checked();
    await acknowledge(running.user('ada'), inThread(running, onlyMessage(running), 'TLS014'), { until: 'friday' });
    await expect(await asked(running, 'open')).toMatchFileSnapshot('golden/open.txt');
    expectNoProblems(running);
  });

  test('names five, and says how to see the rest', async () => {
    const running = await checked(Array.from({ length: 9 }, (_, index) => missing(`cart-${index}`)));
    const some = await asked(running, 'open');
    expect(some).toContain('and 4 more: `/ambassador open all`');
    const all = await asked(running, 'open all');
    expect(all).toContain('`shop/cart-5`, `shop/cart-6`, `shop/cart-7` and 1 more');
    expectNoProblems(running);
  });

  test('says that there is nothing, that somebody is on everything, or that nobody has looked', async () => {
    const running = await run();
    expect(await asked(running, 'open')).toContain('I have not looked yet');
    running.world.findings = [expiring()];
    await running.user('ada').command('/ambassador check');
    await acknowledge(running.user('ada'), inThread(running, onlyMessage(running), 'TLS003'));
    expect(await asked(running, 'open')).toContain('✅ *prod-eu: somebody is on everything that is open*');
    running.world.findings = [];
    running.slack.advance('1m');
    await running.user('ada').command('/ambassador check tls', { channel: 'inc-checkout' });
    expect(await asked(running, 'open')).toContain('✅ *prod-eu: nothing is open*');
    expectNoProblems(running);
  });
});

describe('acks', () => {
  test('says who is on what, mine first, then what ends soonest', async () => {
    const running = await checked();
    const report = onlyMessage(running);
    await acknowledge(running.user('ada'), inThread(running, report, 'GWY001'), {
      until: 'own',
      own: seconds('2026-11-24T09:00:00Z'),
    });
    await acknowledge(running.user('ada'), inThread(running, report, 'MAP001'), {
      until: 'today',
      reason: 'rollback is running',
    });
    await acknowledge(running.user('grace'), inThread(running, report, 'TLS003'), { until: 'change' });
    await expect(await asked(running, 'acks')).toMatchFileSnapshot('golden/acks.txt');
    expectNoProblems(running);
  });

  test('says that nobody is on anything', async () => {
    const running = await checked();
    expect(await asked(running, 'acks')).toContain('*prod-eu: nobody is on anything*');
  });
});

describe('history', () => {
  test('says what happened to a finding', async () => {
    const running = await checked();
    const { world, slack } = running;
    const tls = inThread(running, onlyMessage(running), 'TLS003');
    const again = async (findings: typeof world.findings) => {
      slack.advance('1h');
      world.findings = findings;
      await running.user('grace').command('/ambassador check tls', { channel: 'inc-checkout' });
    };
    await acknowledge(running.user('ada'), tls, { until: 'today', reason: 'waiting for the issuer' });
    await running.user('grace').click(tls, 'Undo');
    await acknowledge(running.user('ada'), tls);
    await again([expiring('api-tls', 'error')]);
    await again([]);
    await again([expiring()]);
    await acknowledge(running.user('grace'), tls, { until: 'own', own: seconds('2026-11-23T15:00:00Z') });
    slack.advance('6h');
    await running.app.endAcknowledgements();
    await running.settled();
    await expect(await asked(running, 'history TLS003 shop/api-tls')).toMatchFileSnapshot('golden/history.txt');
    expectNoProblems(running);
  });

  test('finds by code, name, object and fingerprint, whole or its beginning', async () => {
    const running = await checked();
    const { fingerprint } = expiring();
    for (const words of [
      fingerprint,
      fingerprint.slice(0, 7).toUpperCase(),
      'tls003',
      'tls-cert-expiring api-tls',
      'TLS003 secret shop/api-tls',
    ]) {
      expect(await asked(running, `history ${words}`)).toContain(`fingerprint \`${fingerprint}\``);
    }
    expectNoProblems(running);
  });

  test('asks which one, when several fit', async () => {
    const running = await checked([missing(), missing('login', 'login-svc'), expiring()]);
    await expect(await asked(running, 'history MAP001')).toMatchFileSnapshot('golden/history-which.txt');
    expectNoProblems(running);
  });

  test.each([
    ['TLS003 shop/api-tsl', 'Did you mean history TLS003 shop/api-tls?'],
    ['TLS003 something-else', 'history TLS003 lists those of this check.'],
    ['TLS004', 'Did you mean history TLS003?'],
    ['tls-cert-expirng api-tls', 'Did you mean history tls-cert-expiring api-tls?'],
    ['nonsense', 'Name its check and its object'],
    ['', 'history needs a finding: history TLS003 shop/api-tls'],
  ])('of %j says what was meant', async (words, hint) => {
    const running = await checked([expiring()]);
    expect(await asked(running, `history ${words}`)).toContain(hint);
    expectNoProblems(running);
  });
});
