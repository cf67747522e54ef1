import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import type { Gap } from '../../src/cluster/cluster.ts';
import type { AnyObject } from '../../src/cluster/objects.ts';
import { docsOf } from '../../src/docs.ts';
import { readHere } from '../../src/inspect.ts';
import type { Source } from '../../src/sources/source.ts';
import { parseArguments } from '../../src/terminal/arguments.ts';
import { runInTerminal } from '../../src/terminal/run.ts';
import { objectsIn } from '../cluster/clusters.ts';
import { GATEWAY, mapping } from '../cluster/gateway.ts';
import { edgeStackShop, shop } from '../cluster/shop.ts';

const now = new Date('2026-01-01T00:00:00Z');
// Few, so that what traces look like does not change with every check.
const CHECKS = checks.filter(({ name }) => ['mapping-service-missing', 'mapping-backend-crashing'].includes(name));

/** Runs `attache …` on some objects and gives what came out. */
async function attache(
  words: readonly string[],
  objects: readonly AnyObject[] = shop(),
  { columns = 100, gaps = [{ kind: 'Namespace', reason: 'forbidden' }] as readonly Gap[] } = {},
) {
  const parsed = parseArguments(words, '1.2.3', () => now);
  if (parsed.kind === 'print') return { code: parsed.exitCode, out: '', err: parsed.text };
  const written = { out: '', err: '' };
  const stream = (name: keyof typeof written) => ({
    columns,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const snapshot = { clusterName: 'prod-eu', takenAt: now, objects, problems: [] };
  const source: Source = {
    clusterName: 'prod-eu',
    snapshot: async () => ({ ...snapshot, gaps }),
    close: async () => {},
  };
  const readText = (path: string) => Promise.resolve(FILES[path] ?? '');
  const tools = {
    ...{ checks: CHECKS, settings: {}, clusterName: 'prod-eu', now: () => now, docsOf, readText },
    ...readHere(source),
  };
  const code = await runInTerminal(parsed, tools, { out: stream('out'), err: stream('err') });
  return { code, ...written };
}

describe('attache trace', () => {
  it('shows the way of a request, and ends with 0 when something serves it', async () => {
    const { code, out } = await attache(['trace', 'GET', 'https://shop.example.com/api/v2/users?page=2#top']);
    expect(code).toBe(0);
    await expect(out).toMatchFileSnapshot('golden/trace-shared.txt');
  });

  it('names the nearest route when nothing does, and ends with 1', async () => {
    const { code, out } = await attache(['trace', 'https://shop.example.com/Checkout/pay']);
    expect(code).toBe(1);
    await expect(out).toMatchFileSnapshot('golden/trace-nearest.txt');
  });

  it('follows redirects', async () => {
    const { code, out } = await attache(['trace', 'http://shop.example.com/api/v1/users']);
    expect(code).toBe(0);
    await expect(out).toMatchFileSnapshot('golden/trace-redirect.txt');
  });

  it('names the Filters of Edge Stack', async () => {
    const { code, out } = await attache(['trace', 'https://shop.example.com/api/v2/users'], edgeStackShop());
    expect(code).toBe(0);
    await expect(out).toMatchFileSnapshot('golden/trace-filters.txt');
  });

  it('fails where a Filter is missing', async () => {
    const words = ['trace', 'https://shop.example.com/api/v1/users'];
    const { code, out } = await attache(words, edgeStackShop());
    expect(code).toBe(1);
    expect(out).toMatch(/fails: FilterPolicy shop\/shop asks for Filter shop\/logon,\s+which does not exist/);
    const json = await attache([...words, '-o', 'json'], edgeStackShop());
    expect(JSON.parse(json.out)).toMatchObject({
      hops: [{ filters: { answer: 'rule', isForAll: true, rules: [{ number: 1, filters: [{ exists: false }] }] } }],
    });
  });

  it('ends with 1 when all that answers is 503', async () => {
    const { code, out } = await attache(['trace', 'https://shop.example.com/cart/']);
    expect(code).toBe(1);
    expect(out).toContain('there is no such Service');
  });

  it('as JSON', async () => {
    const { code, out } = await attache(['trace', '-o', 'json', 'https://shop.example.com/checkout/pay']);
    expect(code).toBe(1);
    await expect(out).toMatchFileSnapshot('golden/trace.json');
    expect(JSON.parse(out)).toMatchObject({ version: 1, cluster: 'prod-eu', verdict: { kind: 'failing' } });
  });

  it('sends headers', async () => {
    const objects = [
      ...objectsIn(GATEWAY),
      ...objectsIn(mapping('canary', 'prefix: /, headers: { x-canary: "1", x-ring: a }, service: a')),
    ];
    const headers = ['-H', 'X-Canary: 1', '--header', 'x-ring:a'];
    expect((await attache(['trace', 'shop.test/', ...headers], objects)).out).toContain('Mapping shop/canary');
    expect((await attache(['trace', 'shop.test/'], objects)).out).toContain('needs the header x-canary = 1');
  });

  it('fits a narrow terminal', async () => {
    const { out } = await attache(['trace', 'https://shop.example.com/checkout/pay'], shop(), { columns: 60 });
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });

  it.each([
    [['trace'], /missing required argument/],
    [['trace', '/checkout'], /Put its host in front/],
    [['trace', 'ftp://shop.example.com'], /http and https, not ftp/],
    [['trace', 'http://[x'], /I can't read "http:\/\/\[x" as a URL/],
    [['trace', 'a.example', 'b.example'], /one URL at a time/],
    [['trace', 'a.example', '-H', 'nonsense'], /needs a header in quotes/],
  ])('%j is a mistake that says in a line what is right', async (words, message) => {
    const { code, err } = await attache(words);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  it('says so where there is no gateway', async () => {
    expect(await attache(['trace', 'https://shop.example.com/'], [])).toEqual({
      code: 2,
      out: '',
      err: 'I see no Ambassador gateway in prod-eu, and no Mapping or Host that one could read.\n',
    });
  });
});

describe.each(['routes', 'trace'])('attache %s says what keeps it from answering:', (command) => {
  const words = command === 'trace' ? ['trace', 'https://shop.example.com/'] : ['routes'];

  it('Listeners that could not be read are not taken to be missing', async () => {
    const gaps = [{ kind: 'Listener' as const, reason: 'not in the input' }];
    const { code, err } = await attache(words, shop(), { gaps });
    expect(code).toBe(2);
    expect(err).toBe('Routes cannot be told without Listeners, and these could not be read (not in the input).\n');
  });

  it('Ambassador 1 needs none', async () => {
    const old = shop().map((object) =>
      JSON.parse(JSON.stringify(object).replace('emissary:4.0.0', 'ambassador:1.14.4')),
    );
    const { code, err } = await attache(words, old);
    expect(code).toBe(2);
    expect(err).toContain('has an Ambassador 1');
  });
});

describe('attache routes', () => {
  it('shows the routes of every Host, and last what is wrong with them', async () => {
    const { code, out } = await attache(['routes']);
    expect(code).toBe(0);
    await expect(out).toMatchFileSnapshot('golden/routes.txt');
  });

  it('as JSON, with the whole model', async () => {
    const { code, out } = await attache(['routes', '-o', 'json']);
    expect(code).toBe(0);
    const { gateways } = JSON.parse(out);
    expect(Object.keys(gateways[0])).toEqual(
      expect.arrayContaining([
        ...['groups', 'hosts', 'listeners', 'tlscontexts', 'tcpGroups', 'dropped', 'unreachable', 'errors'],
      ]),
    );
    await expect(out).toMatchFileSnapshot('golden/routes.json');
  });

  it('as YAML', async () => {
    const { out } = await attache(['routes', '-o', 'yaml', '-n', 'shop']);
    expect(out).toContain('hostname: shop.example.com');
  });

  it('names a Host that was probably meant', async () => {
    expect(await attache(['routes', 'shpo.example.com'])).toEqual({
      code: 2,
      out: '',
      err: 'No Host serves shpo.example.com. Did you mean shop.example.com?\n',
    });
  });
});

it('no name of a cluster moves the cursor', async () => {
  const objects = [...objectsIn(GATEWAY), ...objectsIn(mapping('a', 'prefix: "/\\e[2J", service: "x\\e[1m"'))];
  for (const words of [['routes'], ['trace', 'http://shop.test/x']]) {
    expect((await attache(words, objects)).out).not.toContain('\u001b');
  }
});

/** Files that `--apply` finds. */
const FILES: Readonly<Record<string, string>> = {
  'takeover.yaml': `
kind: Mapping
metadata: { name: takeover, namespace: shop }
spec: { hostname: shop.example.com, prefix: /checkout/, service: nothing.shop, precedence: 10 }
`,
  'same.yaml': 'kind: Widget\nmetadata: { name: w, namespace: shop }\n',
  'broken.yaml': 'kind: Mapping\n metadata: [',
};

describe('attache simulate', () => {
  it('says what a change brings, mends and moves, and ends with 1 when it brings an error', async () => {
    const { code, out } = await attache(['simulate', '--apply', 'takeover.yaml']);
    expect(code).toBe(1);
    await expect(out).toMatchFileSnapshot('golden/simulate.txt');
  });

  it('as JSON', async () => {
    const { out } = await attache(['simulate', '--apply', 'takeover.yaml', '-o', 'json']);
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      cluster: 'prod-eu',
      laid: [{ object: { kind: 'Mapping', namespace: 'shop', name: 'takeover' }, kind: 'added' }],
      moves: [{ reason: { kind: 'precedence', now: 10, before: 0 } }],
    });
  });

  it('ends with 0 when nothing changes for the gateway', async () => {
    const { code, out } = await attache(['simulate', '--apply', 'same.yaml']);
    expect(code).toBe(0);
    expect(out).toContain('The change holds no object that concerns the gateway of prod-eu.');
  });

  it('names what it cannot understand', async () => {
    const { out } = await attache(['simulate', '--apply', 'broken.yaml']);
    expect(out).toContain('broken.yaml: is no readable YAML');
  });

  it('does not take standard input for both', async () => {
    const { code, err } = await attache(['simulate', '--apply', '-', '--from', '-']);
    expect(code).toBe(2);
    expect(err).toContain('standard input can be the cluster or the change, not both');
  });
});
