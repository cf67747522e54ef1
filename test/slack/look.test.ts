import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnyObject, Mapping } from '../../src/cluster/objects.ts';
import { routesIn, traceIn } from '../../src/commands/look.ts';
import { visibleText } from '../../src/playground/read.ts';
import { renderRoutes } from '../../src/slack/render/routes.ts';
import { renderTrace } from '../../src/slack/render/trace.ts';
import { objectsIn } from '../cluster/clusters.ts';
import { GATEWAY, mapping } from '../cluster/gateway.ts';
import { edgeStackShop, shop } from '../cluster/shop.ts';
import { missing, unreachable } from './fixtures.ts';
import { flawsOf, NOW, name } from './hostile.ts';
import { expectNoProblems, run } from './running.ts';
import { one } from './transcript.ts';

async function shopping() {
  const running = await run();
  running.world.objects = shop();
  return running;
}

test.each([
  ['trace', 'trace GET https://shop.example.com/api/v2/users?page=2#top'],
  ['trace-nearest', 'trace https://shop.example.com/Checkout/pay'],
  ['trace-redirect', 'trace http://shop.example.com/api/v1/users'],
  ['routes', 'routes shop.example.com'],
])('%s is answered to who asks alone, and can be shared', async (golden, line) => {
  const running = await shopping();
  const { slack, world } = running;
  world.findings = golden === 'trace-nearest' ? [missing()] : [];

  const { messages } = await running.user('ada').command(`/ambassador ${line}`);

  expect(messages).toHaveLength(2);
  const [, answer] = messages;
  if (!answer) throw new Error('there is no answer');
  expect(answer.ephemeralTo).toBe(running.user('ada').id);
  await expect(`${one(slack, answer)}\n`).toMatchFileSnapshot(`golden/${golden}.txt`);
  expect(slack.messages('platform')).toEqual([]);

  await running.user('ada').click(answer, 'Share to channel');
  const [shared, ...others] = slack.messages('platform');
  expect(others).toEqual([]);
  expect(shared && visibleText(shared)).toBe(visibleText(answer).replace(/\n.*Share to channel.*/, ''));
  expectNoProblems(running);
});

test('the Filters of Edge Stack are named', async () => {
  const running = await run();
  running.world.objects = edgeStackShop();

  const { messages } = await running.user('ada').command('/ambassador trace https://shop.example.com/api/v1/users');

  const [, answer] = messages;
  if (!answer) throw new Error('there is no answer');
  await expect(`${one(running.slack, answer)}\n`).toMatchFileSnapshot('golden/trace-filters.txt');
  expectNoProblems(running);
});

test('a URL that Slack made a link of works as it is', async () => {
  const running = await shopping();
  const link = '<https://shop.example.com/api/v1/x|shop.example.com/api/v1/x>';

  const { text } = await running.user('ada').command(`/ambassador trace ${link}`);

  expect(text).toContain('reaches `Service shop/users`');
  expectNoProblems(running);
});

test.each([
  ['trace', /Say which URL/],
  ['trace /checkout/pay', /Put its host in front/],
  ['trace gopher://shop', /http and https, not gopher/],
  ['trace https://a.example -H nonsense', /needs a header in quotes/],
  ['routes a b', /one hostname/],
])('/ambassador %s gets one line that says what is right, and nothing is read', async (line, words) => {
  const running = await shopping();

  const { messages } = await running.user('ada').command(`/ambassador ${line}`);

  expect(messages).toHaveLength(1);
  expect(messages[0]?.text).toMatch(words);
  expect(running.world.runs).toBe(0);
  expectNoProblems(running);
});

test('round quotes, as phones type them, hold a header together', async () => {
  const running = await run();
  running.world.objects = [
    ...objectsIn(GATEWAY),
    ...objectsIn(mapping('canary', 'prefix: /, headers: { x-canary: "1 2" }, service: a')),
  ];

  const { text } = await running.user('ada').command('/ambassador trace shop.test -H “X-Canary: 1 2”');

  expect(text).toContain('Mapping shop/canary');
  expectNoProblems(running);
});

test('what was asked with a secret is not kept, shown to others, or logged', async () => {
  const running = await shopping();

  const { messages } = await running
    .user('ada')
    .command("/ambassador trace https://shop.example.com/api/v1/ -H 'Authorization: Bearer s3cret'");

  expect(messages).toHaveLength(2);
  expect(JSON.stringify(messages)).not.toContain('Share to channel');
  expect(JSON.stringify([messages, running.log])).not.toContain('s3cret');
  expectNoProblems(running);
});

test('a mention and a direct message are answered in their threads', async () => {
  const running = await shopping();
  const { slack } = running;

  const mention = await running.user('ada').say('inc-checkout', '@ambassador trace https://shop.example.com/cart/1');
  const direct = await running.user('ada').say('dm', 'routes shop');

  expect(slack.thread(mention).map(({ text }) => text)).toEqual([
    '🔴 GET https://shop.example.com/cart/1 fails: Mapping shop/cart sends to Service shop/crat (port 80): there is no such Service.',
  ]);
  expect(slack.thread(direct).map(({ text }) => text)).toEqual([
    '🟡 shop in prod-eu: 6 routes on 1 Host, 3 lead to nobody who answers.',
  ]);
  expect(JSON.stringify(slack.thread(mention))).not.toContain('Share to channel');
  expectNoProblems(running);
});

test('a cluster that does not answer, and one without a gateway, are said in a line', async () => {
  const running = await run();
  const nothing = await running.user('ada').command('/ambassador trace https://shop.example.com/');
  expect(nothing.text).toContain('I see no Ambassador gateway in prod-eu');

  running.world.error = unreachable();
  const away = await running.user('ada').command('/ambassador routes');
  expect(away.text).toContain("I can't reach `prod-eu`: connection refused");
  expectNoProblems(running);
});

describe('whatever a cluster holds, Slack takes the message and shows no more than we say', () => {
  const asked = {
    method: 'GET',
    scheme: 'http',
    host: 'shop.test',
    port: '',
    path: '/a/x',
    query: '',
    headers: {},
  } as const;
  const extras = { by: 'U0ADA', share: 'a'.repeat(12) };

  test('600 routes on 40 Hosts', () => {
    const yaml = Array.from({ length: 600 }, (_, index) =>
      mapping(`m${index}`, `prefix: /a/${index}/, service: s${index}`).replace('shop.test', `h${index % 40}.test`),
    );
    const hosts = Array.from(
      { length: 40 },
      (_, index) =>
        `---\nkind: Host\nmetadata: { name: h${index}, namespace: shop }\nspec: { hostname: h${index}.test }\n`,
    );
    const snapshot = snapshotOf(objectsIn(`${GATEWAY}\n${hosts.join('')}${yaml.join('')}`));
    const seen = routesIn(snapshot);
    const rendered = renderRoutes({ kind: 'routes', request: {}, seen, took: 1 }, extras);
    expect(flawsOf(rendered)).toEqual([]);
    expect(rendered.blocks.at(-1)?.type).toBe('actions');
  });

  test('names and texts of any characters', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name, name), { maxLength: 12 }), (names) => {
        const mappings = names.map(
          ([one, other, third], index): Mapping => ({
            kind: 'Mapping',
            metadata: { name: one, namespace: other },
            spec: {
              ...{ hostname: 'shop.test', prefix: index % 3 === 0 ? `/a${third}` : '/A/', service: other },
              ...{ headers: index % 4 === 1 ? { [one]: third } : {}, weight: index },
            },
          }),
        );
        const snapshot = snapshotOf([...objectsIn(GATEWAY), ...mappings]);
        const routes = routesIn(snapshot);
        expect(flawsOf(renderRoutes({ kind: 'routes', request: {}, seen: routes, took: 1 }, extras))).toEqual([]);
        const seen = traceIn(snapshot, asked, [], { now: NOW });
        if (!seen.trace) throw new Error('there is no gateway');
        const answer = { kind: 'trace', request: asked, seen: { ...seen, trace: seen.trace }, took: 1 } as const;
        expect(flawsOf(renderTrace(answer, extras))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

function snapshotOf(objects: readonly AnyObject[]) {
  return { clusterName: 'prod-eu', takenAt: NOW, objects, gaps: [], problems: [] };
}
