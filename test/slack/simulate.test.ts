import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { SimulateSeen } from '../../src/commands/simulate.ts';
import { visibleText } from '../../src/playground/read.ts';
import type { View } from '../../src/playground/shapes.ts';
import { validateView } from '../../src/playground/validate.ts';
import { readOrigin } from '../../src/slack/origin.ts';
import { renderElsewhere, renderForm, renderSimulation } from '../../src/slack/render/simulate.ts';
import { objectsIn } from '../cluster/clusters.ts';
import { GATEWAY, mapping } from '../cluster/gateway.ts';
import { shop } from '../cluster/shop.ts';
import { unreachable } from './fixtures.ts';
import { finding, flawsOf, NOW, name, text } from './hostile.ts';
import { expectNoProblems, gate, type Running, type RunOptions, run, WAYS } from './running.ts';
import { one } from './transcript.ts';

const TAKEOVER = `
apiVersion: getambassador.io/v3alpha1
kind: Mapping
metadata: { name: takeover, namespace: shop }
spec: { hostname: shop.example.com, prefix: /checkout/, service: nothing.shop, precedence: 10 }
`;
const SECRET = 'hunter2-is-my-password';

async function shopping(options: RunOptions = {}): Promise<Running> {
  const running = await run(options);
  running.world.objects = shop();
  return running;
}

/** Types the command and gives the form that opens. */
async function formOf(running: Running, channel = 'platform'): Promise<View> {
  const { modal, messages } = await running.user('ada').command('/ambassador simulate', { channel });
  expect(messages).toEqual([]);
  if (!modal) throw new Error('no form was opened');
  return modal;
}

/** Tries a change from a channel, and gives what only the person sees there. */
async function tried(running: Running, change: string): Promise<string> {
  await running.user('ada').submit(await formOf(running), { change });
  return running.slack.ephemerals('ada').map(visibleText).join('\n');
}

function callsOf({ slack }: Running): readonly string[] {
  return slack.calls.map(({ method }) => method).filter((method) => !/^(auth|apps)\./.test(method));
}

test.each(WAYS)('over %s a form opens before anything else, and the answer is for who asked alone', async (way) => {
  const running = await shopping({ way });
  const { slack, tools } = running;
  const asked = vi.spyOn(tools.store, 'read');

  const form = await formOf(running);

  expect(callsOf(running)).toEqual(['views.open']);
  expect(asked).not.toHaveBeenCalled();
  expect(running.world.runs).toBe(0);
  expect(readOrigin(form.private_metadata ?? '')).toEqual({
    channel: slack.channel('platform').id,
    cluster: 'prod-eu',
  });

  const { acked, modal } = await running.user('ada').submit(form, { change: TAKEOVER });

  expect(acked).toBe(true);
  expect(modal).toBeUndefined();
  const [answer, ...others] = slack.ephemerals('ada');
  expect(others).toEqual([]);
  if (!answer) throw new Error('there is no answer');
  await expect(`${visibleText(form)}\n\n${one(slack, answer)}\n`).toMatchFileSnapshot('golden/simulate.txt');
  expect(slack.messages('platform')).toEqual([]);
  expectNoProblems(running);
});

test.each([
  ['blanks', '  \n\t\n', /holds no object/],
  ['comments and document marks', '---\n# kind: Mapping\n...\n--- # next\n', /holds no object/],
  ['more than fits', 'x'.repeat(3_001), /no more than 3000 characters|longer than 3,000/],
])('%s are said at the field, and the form stays', async (_, change, words) => {
  const running = await shopping();

  const { errors, modal } = await running.user('ada').submit(await formOf(running), { change });

  expect(errors).toEqual({ change: expect.stringMatching(words) });
  expect(modal).toBeDefined();
  expect(running.world.runs).toBe(0);
  expect(running.slack.ephemerals('ada')).toEqual([]);

  // The same form, corrected.
  await running.user('ada').submit(modal as View, { change: TAKEOVER });
  expect(running.slack.ephemerals('ada').map(visibleText).join()).toContain('brings 1 finding');
  expectNoProblems(running);
});

test('a change that mends something says what', async () => {
  const running = await shopping();

  const said = await tried(
    running,
    'kind: Mapping\nmetadata: { name: cart, namespace: shop }\nspec: { hostname: shop.example.com, prefix: /cart/, service: "users:8080" }',
  );

  expect(said).toContain('✅ *In `prod-eu` this change brings no new finding, does away with 1');
  expect(said).toContain('*It does away with*\n🟠 *error* · `MAP001` `Mapping shop/cart`');
  expectNoProblems(running);
});

test.each([
  ['nothing that concerns the gateway', 'kind: Widget\nmetadata: { name: w }', ['⚠️ *The change holds no object']],
  [
    'a Mapping as it is',
    'kind: Mapping\nmetadata: { name: lost, namespace: shop }\nspec: { hostname: shpo.example.com, prefix: /lost/, service: "users:8080" }',
    ['✅ *In `prod-eu` this change brings no new finding, moves no request.*', 'changed: `Mapping shop/lost`'],
  ],
  [
    'YAML that cannot be read',
    'kind: Mapping\n metadata: [',
    ['⚠️ *The change holds no object', '⚠️ `the change`: is no readable YAML'],
  ],
  [
    'one readable document of two',
    `${TAKEOVER}---\nkind: [`,
    ['🟠 *In `prod-eu` this change brings 1 finding', '⚠️ `the change, document 2`: is no readable YAML'],
  ],
  ['a kind that is misspelt in a list', '- kind: Mapping', ['is no Kubernetes object']],
])('%s is answered', async (_, change, words) => {
  const running = await shopping();

  const said = await tried(running, change);

  for (const word of words) expect(said).toContain(word);
  expectNoProblems(running);
});

test('what could not be read is said', async () => {
  const running = await shopping();
  running.world.gaps = [{ kind: 'Secret', reason: 'forbidden' }];

  expect(await tried(running, TAKEOVER)).toContain('Could not be read, so nothing is said of it: `Secret`');
  expectNoProblems(running);
});

test('fifty moved requests are eight and a number', async () => {
  const running = await run();
  const yaml = Array.from({ length: 60 }, (_, index) => mapping(`m${index}`, `prefix: /a/${index}/, service: s`));
  running.world.objects = [...objectsIn(GATEWAY), ...objectsIn(yaml.join(''))];

  const said = await tried(
    running,
    'kind: Host\nmetadata: { name: shop, namespace: emissary }\nspec: { hostname: other.test }',
  );

  expect(said.match(/→/g)).toHaveLength(8);
  expect(said).toMatch(/and \d\d more: `attache simulate` in a terminal shows (all|more)/);
  expectNoProblems(running);
});

test.each(['random', 'secret'])(
  'in #%s, where the bot is not, the answer comes as a direct message',
  async (channel) => {
    const running = await shopping();
    const { slack } = running;

    await running.user('ada').submit(await formOf(running, channel), { change: TAKEOVER });

    expect(slack.ephemerals('ada')).toEqual([]);
    expect(slack.messages(channel)).toEqual([]);
    const [answer, ...others] = slack.messages('@ada');
    expect(others).toEqual([]);
    if (!answer) throw new Error('there is no answer');
    expect(visibleText(answer)).toContain('invite me: `/invite @ambassador`');
    expect(visibleText(answer)).toContain('brings 1 finding');
    expect(answer.text).toContain('brings 1 finding');
    expectNoProblems(running);
  },
);

test('in a direct message with the bot it works as in a channel', async () => {
  const running = await shopping();

  await running.user('ada').submit(await formOf(running, 'dm'), { change: TAKEOVER });

  expect(running.slack.ephemerals('ada').map(visibleText).join()).toContain('brings 1 finding');
  expectNoProblems(running);
});

test('a mention says that the slash command opens the form', async () => {
  const running = await shopping();

  const mention = await running.user('ada').say('platform', '@ambassador simulate');

  expect(running.slack.thread(mention).map(({ text: said }) => said)).toEqual([
    expect.stringContaining('type /ambassador simulate in a channel'),
  ]);
  expect(running.world.runs).toBe(0);
  expectNoProblems(running);
});

test('a form that could not be opened in time says so', async () => {
  const running = await shopping();
  running.slack.fail('views.open', { error: 'expired_trigger_id' });

  const { text: said } = await running.user('ada').command('/ambassador simulate');

  expect(said).toContain('the form did not open. Ask again: `/ambassador simulate`');
  expectNoProblems(running);
});

test('a cluster that does not answer is said in a line', async () => {
  const running = await shopping();
  running.world.error = unreachable();

  expect(await tried(running, TAKEOVER)).toContain("I can't reach `prod-eu`: connection refused");
  expectNoProblems(running);
});

test('a change that takes long has a line meanwhile', async () => {
  const running = await shopping();
  const { slack, world } = running;
  const { closed, open } = gate();
  world.hold = closed;

  await slack.user('ada').submit(await formOf(running), { change: TAKEOVER });
  await slack.message('Trying your change on prod-eu…', { channel: 'platform', timeout: 8_000 });
  open();
  await running.settled();

  expect(slack.ephemerals('ada').map(visibleText)).toEqual([
    '⏳ Trying your change on prod-eu… The answer comes here.',
    expect.stringContaining('this change brings 1 finding'),
  ]);
  expectNoProblems(running);
}, 20_000);

test('a restart is said to who waits for an answer', async () => {
  const running = await shopping({ drainTimeout: 50 });
  const { slack, world } = running;
  const { closed, open } = gate();
  world.hold = closed;
  await slack.user('ada').submit(await formOf(running), { change: TAKEOVER });

  await running.app.stop();
  open();

  expect(slack.ephemerals('ada').map(visibleText).join()).toContain('I was restarted while I tried your change');
});

test('a form that is submitted twice is tried once', async () => {
  const running = await shopping();
  const form = await formOf(running);

  await Promise.all([
    running.slack.user('ada').submit(form, { change: TAKEOVER }),
    running.slack.user('ada').submit(form, { change: TAKEOVER }),
  ]);
  await running.settled();

  expect(running.world.runs).toBe(1);
  expect(running.slack.ephemerals('ada')).toHaveLength(1);
});

test.each([
  ['a whole Secret', `kind: Secret\nmetadata: { name: s, namespace: shop }\nstringData: { password: ${SECRET} }`],
  [
    'a Secret for TLS that is none',
    `kind: Secret\nmetadata: { name: shop-tls, namespace: shop }\ntype: kubernetes.io/tls\nstringData: { tls.crt: ${SECRET}, tls.key: ${SECRET} }`,
  ],
  ['a value that looks like an alias', `kind: Secret\nmetadata: { name: s }\nstringData: { password: *${SECRET} }`],
  ['a broken block', `kind: Secret\nmetadata: { name: s }\nstringData:\n  password: |${SECRET}`],
  ['YAML that ends too early', `kind: Secret\nmetadata: { name: s }\nstringData: { password: "${SECRET}`],
])('a Secret in the form is nowhere afterwards: %s', async (_, change) => {
  const running = await shopping();

  const said = await tried(running, `${TAKEOVER}---\n${change}`);

  expect(said).toContain('brings 1 finding');
  await expectNowhere(running);
  expectNoProblems(running);
});

test.each(WAYS)('over %s a Secret is nowhere after a mistake of ours that quotes it either', async (way) => {
  const running = await shopping({ way });
  running.world.error = new TypeError(`cannot read ${SECRET}`);

  const said = await tried(running, `kind: Secret\nstringData: { password: ${SECRET} }`);

  expect(said).toContain('Whoever runs me finds the reason in my log under `REF1`');
  await expectNowhere(running);
  const [line] = running.log.filter(({ level }) => level === 'error');
  expect(line?.fields).toMatchObject({ reference: 'REF1', err: { message: 'a change could not be tried: TypeError' } });
  expect(JSON.stringify(line?.fields, errorsToo)).toContain('simulate.test.ts');
});

test.each(['simulate', 'SIMULATE', 'simluate'])(
  'a Secret pasted behind the command is not logged: %s',
  async (word) => {
    const running = await shopping();

    await running.user('ada').command(`/ambassador ${word} kind: Secret\nstringData: { password: ${SECRET} }`);
    await running.user('ada').say('dm', `${word} kind: Secret\nstringData: { password: ${SECRET} }`);

    expect(JSON.stringify(running.log, errorsToo)).not.toContain(SECRET);
    expectNoProblems(running);
  },
);

/** In no line of the log, no call of ours, no message, and no byte of the store. */
async function expectNowhere(running: Running): Promise<void> {
  const { slack, log, tools } = running;
  const messages = [...slack.ephemerals('ada'), ...slack.messages('platform'), ...slack.messages('@ada')];
  expect(JSON.stringify([slack.calls, messages, log, await tools.store.read('prod-eu')], errorsToo)).not.toContain(
    SECRET,
  );
  for (const file of running.memory) {
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    expect(bytes.includes(SECRET)).toBe(false);
  }
}

function errorsToo(_: string, value: unknown): unknown {
  return value instanceof Error ? { message: value.message, stack: value.stack, cause: value.cause } : value;
}

test('whatever a cluster and a change hold, Slack takes the message and shows no more than we say', async () => {
  const findings = fc.array(finding, { maxLength: 12 });
  const problems = fc.array(fc.record({ where: text, message: text }), { maxLength: 12 });
  const ref = fc.record({ kind: fc.constantFrom('Mapping', 'Host'), namespace: name, name });
  const laid = fc.array(fc.record({ object: ref, kind: fc.constantFrom('added' as const, 'replaced' as const) }), {
    maxLength: 14,
  });
  const share = fc.record({ mapping: ref, share: fc.constantFrom(100, 33.3) }, { requiredKeys: ['share'] });
  const move = fc.record({
    route: text,
    request: fc.record({ tls: fc.boolean(), host: text, path: text, method: text, headers: fc.constant({}) }),
    ...{ before: fc.array(share), after: fc.array(share) },
    reason: fc.record({ kind: fc.constant('longer-prefix' as const), before: text, now: text }),
  });
  fc.assert(
    fc.property(
      findings,
      findings,
      findings,
      problems,
      laid,
      fc.array(move, { maxLength: 12 }),
      name,
      (introduced, fixed, left, wrong, objects, moves, cluster) => {
        const seen: SimulateSeen = {
          ...{ clusterName: cluster, takenAt: NOW, gaps: [], laid: objects, problems: wrong },
          ...{ introduced, fixed, left, moves, moved: moves.length },
        };
        const message = renderSimulation(seen, cluster);
        expect(flawsOf(message)).toEqual([]);
        expect(flawsOf(renderElsewhere(message, cluster, cluster))).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
});

test('hostile text in the form comes back as text', async () => {
  const running = await run();
  running.world.objects = objectsIn(GATEWAY);
  const hostile = '<!channel> <@U1> `x` <https://evil.example|y>';

  const said = await tried(
    running,
    `kind: Mapping\nmetadata: { name: ${JSON.stringify(hostile)}, namespace: shop }\nspec: { hostname: shop.test, prefix: ${JSON.stringify(`/${hostile}`)}, service: ${JSON.stringify(hostile)} }\n---\nkind: Mapping\nmetadata: { name: ${JSON.stringify(hostile)} }\nspec: 3`,
  );

  expect(said).toContain('&lt;!channel&gt;');
  expect(said).not.toMatch(/<!channel>|<@U1>|<https/);
  expectNoProblems(running);
});

test('the form keeps to what Slack allows', () => {
  const form = renderForm({ channel: 'C0123', cluster: 'prod-eu' });
  expect(validateView(JSON.parse(JSON.stringify(form)), 'modal')).toEqual([]);
  for (const words of [form.title, form.submit, form.close]) expect(words?.text.length).toBeLessThanOrEqual(24);
});
