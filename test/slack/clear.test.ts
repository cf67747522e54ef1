import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { tokenJwtExpired } from '../../src/checks/auth/token-jwt-expired.ts';
import type { SecretSeen, SecretVersion } from '../../src/cluster/clearable-secret.ts';
import type { Clearing } from '../../src/commands/clear.ts';
import type { Draft } from '../../src/engine/check.ts';
import { words } from '../../src/engine/check.ts';
import { toFinding } from '../../src/engine/finding.ts';
import { elementsSeen, visibleText } from '../../src/playground/read.ts';
import type { Message, View } from '../../src/playground/shapes.ts';
import { validateView } from '../../src/playground/validate.ts';
import { renderCleared, renderClearForm } from '../../src/slack/render/clear.ts';
import { secretClearing } from '../../src/sources/live/clear-secret.ts';
import { kubeAssets, type RealKube, startKube } from '../support/kube.ts';
import { object, unreachable } from './fixtures.ts';
import { flawsOf, forgeries, text } from './hostile.ts';
import { expectNoProblems, inThread, onlyMessage, type Running, type RunOptions, run, WAYS } from './running.ts';
import { one, transcript } from './transcript.ts';

const EXPIRED = '2026-10-24T05:00:00.000Z';
const SECRET = object('Secret', 'old-api-token');

const expired = (more: Partial<Draft> = {}) =>
  toFinding(tokenJwtExpired, {
    ...{ on: SECRET, key: 'token', severity: 'warning', command: 'kubectl' },
    data: {
      ...{ secret: SECRET, key: 'token', issuer: words(' by https://login.example.com'), date: new Date(EXPIRED) },
      ...{ ends: words('expired on'), users: words('nothing was seen to use it'), advice: words('Delete it.') },
    },
    evidence: [{ at: SECRET, path: 'data[token].exp', value: new Date(EXPIRED) }],
    ...more,
  } as Draft);

/** A Secret in memory, and what is asked of it. */
interface Vault extends Clearing {
  seen: SecretSeen | 'gone' | { readonly reason: string };
  readonly asked: string[];
}

function vault(more: Partial<Vault> = {}): Vault {
  const asked: string[] = [];
  const is = ({ uid, resourceVersion }: SecretVersion) =>
    typeof state.seen === 'object' &&
    'uid' in state.seen &&
    state.seen.uid === uid &&
    state.seen.resourceVersion === resourceVersion;
  const state: Vault = {
    rules: [{ namespace: 'shop', secrets: ['old-*'] }],
    asked,
    seen: {
      ...{ namespace: 'shop', name: 'old-api-token', uid: '4f2a', resourceVersion: '1207' },
      secret: {
        kind: 'Secret',
        apiVersion: 'v1',
        metadata: { namespace: 'shop', name: 'old-api-token', uid: '4f2a', creationTimestamp: '2026-07-26T08:00:00Z' },
        type: 'Opaque',
        data: { token: { bytes: 412, tokens: [{ issuer: 'https://login.example.com', expires: EXPIRED }] } },
      },
      ...{ tokenKeys: ['token'], finalizers: [], uses: [], unread: [] },
    },
    async look() {
      asked.push('look');
      return state.seen;
    },
    async rehearse(version) {
      asked.push('rehearse');
      return is(version) ? 'done' : 'changed';
    },
    async remove(version) {
      asked.push('remove');
      if (!is(version)) return 'changed';
      state.seen = 'gone';
      return 'done';
    },
    ...more,
  };
  return state;
}

/** A workspace in which grace may delete tokens of shop, and a finding of one. */
async function offered(
  clearing: Clearing | undefined = vault(),
  options: RunOptions = {},
): Promise<Running & { finding: Message }> {
  const running = await run({
    checks: [tokenJwtExpired],
    access: (slack) => [{ who: [slack.user('grace').id], may: ['clear'], namespaces: ['shop'] }],
    ...(clearing && { clearing }),
    ...options,
  });
  running.world.findings = [expired()];
  await running.user('ada').command('/ambassador check auth');
  return { ...running, finding: inThread(running, onlyMessage(running), 'old-api-token') };
}

const DELETE = 'Delete the token…';
const labels = (message: Message) => elementsSeen(message).map(({ label }) => label);

async function formOf(running: Running & { finding: Message }, name = 'grace'): Promise<View> {
  const { modal } = await running.user(name).click(running.finding, DELETE);
  if (!modal) throw new Error('no form was opened');
  return modal;
}

const alone = ({ slack }: Running, name = 'grace') => slack.ephemerals(name).map(visibleText).join('\n');

describe.each(WAYS)('over %s', (way) => {
  test('a token is deleted: a form that says what is in it, the name typed, a rehearsal, and the thread told', async () => {
    const clearing = vault();
    const running = await offered(clearing, { way });
    const form = await formOf(running);
    await expect(`${visibleText(form)}\n`).toMatchFileSnapshot('golden/clear-form.txt');
    expect(clearing.asked).toEqual(['look']);
    running.world.findings = [];

    await running.user('grace').submit(form, { name: 'old-api-token' });

    expect(clearing.asked).toEqual(['look', 'look', 'rehearse', 'remove']);
    await expect(transcript(running.slack, onlyMessage(running))).toMatchFileSnapshot('golden/cleared.txt');
    const [last] = await running.tools.store.audited({ word: 'clear', limit: 1 });
    expect(last).toMatchObject({
      ...{ kind: 'form', what: 'delete Secret old-api-token', by: running.user('grace').id, outcome: 'allowed' },
      ...{ cluster: 'prod-eu', namespace: 'shop', finding: expired().fingerprint },
      detail: {
        deleted: {
          ...{ apiVersion: 'v1', kind: 'Secret', type: 'Opaque' },
          metadata: { namespace: 'shop', name: 'old-api-token', uid: '4f2a', resourceVersion: '1207' },
          data: { token: { bytes: 412, expired: [EXPIRED] } },
        },
      },
    });
    const audit = await running.user('ada').command('/ambassador audit clear -n 1');
    expect(audit.text).toContain('deleted Secret `shop/old-api-token`');
    expectNoProblems(running);
  });
});

describe('the button stands only where a Secret may be deleted', () => {
  test.each([
    ['clearing is off', undefined, {}],
    ['the settings name other Secrets', vault({ rules: [{ namespace: 'shop', secrets: ['other'] }] }), {}],
    ['the settings name another namespace', vault({ rules: [{ namespace: 'bank' }] }), {}],
    ['something uses it', vault(), { related: [object('Deployment', 'cart')] }],
    ['it has not ended yet', vault(), { data: { ...expired().data, date: new Date('2027-01-01') } }],
  ])('not when %s', async (_, clearing, more) => {
    const running = await run({ checks: [tokenJwtExpired], ...(clearing && { clearing }) });
    running.world.findings = [expired(more as Partial<Draft>)];
    await running.user('ada').command('/ambassador check auth');
    expect(labels(inThread(running, onlyMessage(running), 'old-api-token'))).toEqual(['Run again', 'Acknowledge…']);
  });

  test('it is a danger', async () => {
    const { finding } = await offered();
    expect(elementsSeen(finding).find(({ label }) => label === DELETE)?.style).toBe('danger');
  });
});

describe('nothing is deleted', () => {
  test('by who may not: no form opens', async () => {
    const clearing = vault();
    const running = await offered(clearing);
    const { text: said, modal } = await running.user('ada').click(running.finding, DELETE);
    expect(modal).toBeUndefined();
    expect(said).toContain('Deleting an expired token in `shop` of `prod-eu` is allowed to');
    expect(clearing.asked).toEqual([]);
  });

  test('by anybody while no rule allows it', async () => {
    const running = await offered(vault(), { access: () => [] });
    const { text: said } = await running.user('grace').click(running.finding, DELETE);
    expect(said).toContain('is allowed to nobody.');
  });

  test('by who may no longer when the form is sent', async () => {
    const clearing = vault();
    const rules: unknown[] = [{ who: ['everyone'], may: ['clear'] }];
    const running = await offered(clearing, { access: () => rules as never });
    const form = await formOf(running);
    rules.length = 0;
    await running.user('grace').submit(form, { name: 'old-api-token' });
    expect(alone(running)).toContain('is allowed to nobody.');
    expect(clearing.asked).toEqual(['look']);
  });

  test('when another name was typed', async () => {
    const clearing = vault();
    const running = await offered(clearing);
    const { modal } = await running.user('grace').submit(await formOf(running), { name: 'old-api-tokn' });
    expect(JSON.stringify(modal)).toContain('clear.confirm');
    expect(clearing.asked).toEqual(['look']);
    expect(await running.tools.store.audited({ word: 'clear', limit: 9 })).toHaveLength(1);
  });

  test.each([
    ['it was changed since it was shown', { resourceVersion: '1208' }, /was changed since it was shown/],
    ['it was made anew', { uid: '5a5a' }, /was changed since it was shown/],
    [
      'something began to use it',
      { uses: [{ by: object('Pod', 'cart'), path: 'spec' }] },
      /Pod shop\/cart refers to Secret/,
    ],
    [
      'it is not known who uses it',
      { unread: [{ kind: 'pods in shop', reason: 'forbidden' }] },
      /could not look at pods/,
    ],
  ])('when %s', async (_, change, reason) => {
    const clearing = vault();
    const running = await offered(clearing);
    const form = await formOf(running);
    clearing.seen = { ...(clearing.seen as SecretSeen), ...change };

    await running.user('grace').submit(form, { name: 'old-api-token' });

    expect(alone(running)).toMatch(reason);
    expect(clearing.asked).toEqual(['look', 'look']);
    const [last] = await running.tools.store.audited({ word: 'clear', limit: 1 });
    expect(last).toMatchObject({ outcome: 'failed', detail: { reason: expect.stringMatching(reason) } });
    expectNoProblems(running);
  });

  test('when somebody else was faster', async () => {
    const clearing = vault();
    const running = await offered(clearing);
    const form = await formOf(running);
    clearing.seen = 'gone';
    await running.user('grace').submit(form, { name: 'old-api-token' });
    expect(alone(running)).toContain('⚠️ Secret shop/old-api-token is not there any more: somebody else deleted it.');
  });

  test.each([
    ['changed', /was changed since it was shown/],
    ['gone', /is not there any more/],
    [
      { reason: 'I have no right to delete Secrets in shop; manifests/rbac.clear.yaml has it.' },
      /I have no right to delete/,
    ],
  ] as const)('when the rehearsal says %j', async (outcome, reason) => {
    const clearing = vault({ rehearse: async () => outcome });
    const running = await offered(clearing);
    await running.user('grace').submit(await formOf(running), { name: 'old-api-token' });
    expect(alone(running)).toMatch(reason);
    expect(clearing.asked).not.toContain('remove');
  });

  test('when it cannot be written down first', async () => {
    const clearing = vault();
    const running = await offered(clearing);
    const form = await formOf(running);
    vi.spyOn(running.tools.store, 'auditEnded').mockRejectedValue(new Error('disk full'));
    await running.user('grace').submit(form, { name: 'old-api-token' });
    expect(clearing.asked).toEqual(['look', 'look', 'rehearse']);
    expect(alone(running)).toContain('because of a mistake in me');
  });

  test('when the cluster is away: the form says so, and so does the answer', async () => {
    const clearing = vault({ rehearse: () => Promise.reject(unreachable()) });
    const running = await offered(clearing);
    const form = await formOf(running);
    await running.user('grace').submit(form, { name: 'old-api-token' });
    expect(alone(running)).toContain("⚠️ I can't reach `prod-eu`: connection refused by 10.0.0.1:6443.");
    vi.spyOn(clearing, 'look').mockRejectedValue(unreachable());
    const { modal } = await running.user('grace').click(running.finding, DELETE);
    expect(modal && visibleText(modal)).toContain("⚠️ I can't reach `prod-eu`");
    expect(modal?.submit).toBeUndefined();
  });

  test('when it is no expired token: the form says why, and has no way on', async () => {
    const clearing = vault();
    clearing.seen = { ...(clearing.seen as SecretSeen), tokenKeys: [] };
    const running = await offered(clearing);
    const form = await formOf(running);
    expect(visibleText(form)).toBe(
      'Secret shop/old-api-token holds more than tokens, under token. I only clear what is nothing but expired tokens.\nNothing was deleted.',
    );
    expect(form.submit).toBeUndefined();
    expectNoProblems(running);
  });
});

test('the person is told even when the thread cannot be', async () => {
  const clearing = vault();
  const running = await offered(clearing);
  const form = await formOf(running);
  await running.slack.user('ada').remove('platform');
  await running.user('grace').submit(form, { name: 'old-api-token' });
  expect(clearing.asked).toContain('remove');
  const told = running.slack
    .messages('@grace')
    .map((message) => one(running.slack, message))
    .join('\n');
  expect(told).toContain('🧹 @grace deleted Secret `shop/old-api-token`');
});

test('whatever is in a Secret, Slack takes the form and the message, and shows no more than we say', () => {
  const token = fc.record({ issuer: text, expires: fc.constant(EXPIRED) }, { requiredKeys: [] });
  const data = fc.dictionary(text, fc.record({ bytes: fc.nat(), tokens: fc.array(token, { maxLength: 60 }) }), {
    maxKeys: 20,
  });
  fc.assert(
    fc.property(data, text, text, (values, name, type) => {
      const base = vault().seen as SecretSeen;
      const seen = { ...base, name, namespace: name, secret: { ...base.secret, type, data: values } };
      const answer = { clusterName: name, fingerprint: 'a', seen };
      const form = renderClearForm({ kind: 'clear-offer', ...answer }, 'a'.repeat(12));
      expect(validateView(JSON.parse(JSON.stringify(form)), 'modal')).toEqual([]);
      const mrkdwn = form.blocks.flatMap((block) =>
        'text' in block && typeof block.text === 'object' ? [block.text.text] : [],
      );
      expect(mrkdwn.flatMap(forgeries)).toEqual([]);
      expect(flawsOf(renderCleared({ kind: 'cleared', ...answer }, 'U1ADA'))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

const assets = kubeAssets();
const missing = 'missing' in assets ? assets.missing : undefined;

describe.skipIf(missing)(`on a real API server${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let kube: RealKube;
  beforeAll(async () => {
    if (!('folder' in assets)) return;
    kube = await startKube(assets.folder);
    await kube.kubectl(['create', 'namespace', 'shop']);
  }, 90_000);
  afterAll(async () => {
    await kube?.stop();
  });

  test('the Secret is there until the name is typed, then it is gone, and no value of it is anywhere', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { iss: 'https://login.example.com', exp: Date.parse(EXPIRED) / 1000 };
    const value = `${part({ alg: 'RS256' })}.${part(claims)}.${Buffer.from('a signature to look for').toString('base64url')}`;
    await kube.kubectl(['create', 'secret', 'generic', 'old-api-token', '-n', 'shop', `--from-literal=token=${value}`]);
    const now = () => new Date('2026-11-23T08:14:00Z');
    const live = secretClearing({ kubeconfig: kube.kubeconfig(), now, clusterName: 'prod-eu' });
    const running = await offered({ ...live, rules: [{ namespace: 'shop' }] });
    const form = await formOf(running);
    running.world.findings = [];
    expect(await kube.kubectl(['get', 'secret', '-n', 'shop', '-o', 'name'])).toContain('old-api-token');

    await running.user('grace').submit(form, { name: 'old-api-token' });

    expect(await kube.kubectl(['get', 'secret', '-n', 'shop', '-o', 'name'])).not.toContain('old-api-token');
    const thread = running.slack.thread(onlyMessage(running)).map(visibleText).join('\n');
    expect(thread).toContain('deleted Secret `shop/old-api-token`');
    expect(thread).toContain('Resolved');
    const everything = JSON.stringify([
      await running.tools.store.audited({ limit: 9 }),
      running.log,
      running.slack.calls,
    ]);
    expect(everything).not.toContain(value.split('.')[2]);
    expect(everything).not.toContain(Buffer.from(value).toString('base64').slice(-40));
    expectNoProblems(running);
  }, 30_000);
});
