import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { indexSnapshot, type Snapshot } from '../../src/cluster/cluster.ts';
import { isObserved } from '../../src/cluster/kinds.ts';
import type { Kind } from '../../src/cluster/objects.ts';
import { NOT_OBSERVED } from '../../src/cluster/observed.ts';
import { fileSource } from '../../src/sources/file.ts';
import { issue } from '../support/kube-certificates.ts';

const folders: string[] = [];
const at = new Date('2026-01-01T00:00:00Z');

/** Writes files to a new folder and gives its path. */
async function folderWith(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'attache-file-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

function read(...paths: readonly string[]): Promise<Snapshot> {
  return fileSource({ paths, now: () => at }).snapshot(new Set());
}

function names({ objects }: Snapshot): string[] {
  return objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
}

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

const MAPPING = 'kind: Mapping\nmetadata: { name: cart, namespace: shop }\nspec: { prefix: /cart/, service: cart }\n';
const SERVICE = 'kind: Service\nmetadata: { name: cart, namespace: shop }\nspec: { ports: [{ port: 80 }] }\n';

describe('what is read', () => {
  it('a folder with YAML and JSON at any depth, and nothing else in it', async () => {
    const folder = await folderWith({
      'mapping.yaml': MAPPING,
      'deep/er/service.yml': SERVICE,
      'host.json': '{"kind":"Host","metadata":{"name":"h","namespace":"shop"},"spec":{"hostname":"a.test"}}',
      'README.md': '# kind: Mapping',
      'values.txt': MAPPING,
    });
    expect(names(await read(folder))).toEqual(['Service shop/cart', 'Host shop/h', 'Mapping shop/cart']);
  });

  it('several documents, empty ones and comments between them', async () => {
    const folder = await folderWith({ 'all.yaml': `# shop\n---\n${MAPPING}---\n---\n${SERVICE}---\n# end\n` });
    expect(names(await read(join(folder, 'all.yaml')))).toEqual(['Mapping shop/cart', 'Service shop/cart']);
  });

  it('Lists as kubectl prints them, as YAML and as JSON, and typed lists whose items name no kind', async () => {
    const item = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'shop' }, spec: {} };
    const folder = await folderWith({
      'list.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [item] }, null, 2),
      'list.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${JSON.stringify({ ...item, metadata: { name: 'b', namespace: 'shop' } })}\n`,
      'pods.json': JSON.stringify({
        apiVersion: 'v1',
        kind: 'PodList',
        items: [{ metadata: { name: 'p', namespace: 'shop' }, spec: {} }],
      }),
    });
    expect(names(await read(folder))).toEqual(['Service shop/a', 'Service shop/b', 'Pod shop/p']);
  });

  it('standard input', async () => {
    const stdin = Readable.from([MAPPING.slice(0, 20), MAPPING.slice(20), `---\n${SERVICE}`]);
    const source = fileSource({ paths: ['-'], now: () => at, stdin });
    expect(source.clusterName).toBe('standard input');
    expect(names(await source.snapshot(new Set()))).toEqual(['Mapping shop/cart', 'Service shop/cart']);
  });

  it.each([
    ['UTF-8 with a mark', (text: string) => Buffer.from(`\u{feff}${text}`)],
    ['UTF-16, as `>` writes it in PowerShell', (text: string) => Buffer.from(`\u{feff}${text}`, 'utf16le')],
    ['big-endian UTF-16', (text: string) => Buffer.from(`\u{feff}${text}`, 'utf16le').swap16()],
    ['Windows line ends', (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'))],
  ])('%s, in files and on standard input', async (_, encode) => {
    const list = JSON.stringify({
      kind: 'List',
      items: [{ kind: 'Service', metadata: { name: 'a', namespace: 'shop' } }],
    });
    const folder = await folderWith({ 'a.yaml': encode(`${MAPPING}---\n${SERVICE}`), 'b.json': encode(list) });
    expect(names(await read(folder))).toEqual(['Mapping shop/cart', 'Service shop/cart', 'Service shop/a']);
    const source = fileSource({ paths: ['-'], now: () => at, stdin: Readable.from([encode(MAPPING)]) });
    expect(names(await source.snapshot(new Set()))).toEqual(['Mapping shop/cart']);
  });

  it('links to files, but not to folders, which could lead in a circle', async () => {
    const folder = await folderWith({ 'real/mapping.txt': MAPPING });
    await symlink(join(folder, 'real/mapping.txt'), join(folder, 'link.yaml'));
    await symlink(folder, join(folder, 'real/round'));
    expect(names(await read(folder))).toEqual(['Mapping shop/cart']);
  });

  it('several paths as one cluster', async () => {
    const one = await folderWith({ 'prod.yaml': MAPPING });
    const two = await folderWith({ 'svc.yaml': SERVICE });
    const source = fileSource({ paths: [join(one, 'prod.yaml'), two], now: () => at });
    expect(source.clusterName).toMatch(/^prod and attache-file-/);
    expect(names(await source.snapshot(new Set()))).toEqual(['Mapping shop/cart', 'Service shop/cart']);
  });

  it('logs/<namespace>/<pod>/<container>.log beside it', async () => {
    const folder = await folderWith({
      'a.yaml': MAPPING,
      'logs/shop/cart-1/app.log': 'one\ntwo\n\n',
      'logs/too/short.log': 'no',
      'logs/a/b/c/deep.log': 'no',
    });
    const { objects } = await read(folder);
    const logs = objects.filter(({ kind }) => kind === 'ContainerLog');
    expect(logs).toEqual([
      {
        kind: 'ContainerLog',
        metadata: { namespace: 'shop', name: 'cart-1' },
        container: 'app',
        lines: ['one', 'two'],
      },
    ]);
  });

  it('objects of other groups with the name of ours are left alone', async () => {
    const folder = await folderWith({
      'a.yaml': `${SERVICE}---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: knative, namespace: shop }
spec: { template: {} }
---
apiVersion: example.com/v1
kind: Host
metadata: { name: other, namespace: shop }
spec: { hostname: 5 }
---
kind: Widget
metadata: { name: w }
`,
    });
    const snapshot = await read(folder);
    expect(names(snapshot)).toEqual(['Service shop/cart']);
    expect(snapshot.problems).toEqual([]);
  });

  it('an object without namespace is in `default`', async () => {
    const folder = await folderWith({ 'a.yaml': 'kind: Mapping\nmetadata: { name: cart }\nspec: {}\n' });
    expect(names(await read(folder))).toEqual(['Mapping default/cart']);
  });

  it('the same object in two files is one; in two forms the later counts and it is said', async () => {
    const folder = await folderWith({
      'a.yaml': `${MAPPING}---\n${SERVICE}`,
      'b.yaml': MAPPING,
      'c.yaml': SERVICE.replace('80', '8080'),
    });
    const snapshot = await read(folder);
    expect(names(snapshot)).toEqual(['Mapping shop/cart', 'Service shop/cart']);
    expect(snapshot.objects[1]).toMatchObject({ spec: { ports: [{ port: 8080 }] } });
    expect(snapshot.problems).toEqual([
      { where: 'Service shop/cart', message: 'stands twice in the input, in two forms; the later one counts' },
    ]);
  });
});

describe('what was observed of the running gateway', () => {
  const GATEWAY = `${MAPPING}---
kind: Pod
metadata: { name: emissary-1, namespace: emissary }
spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
status: { phase: Running }
---
kind: Pod
metadata: { name: emissary-2, namespace: emissary }
spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
status: { phase: Running }
`;
  const DIAGNOSTICS = '{"system":{"version":"4.0.1"},"errors":[]}';
  const observedIn = ({ objects }: Snapshot) =>
    objects.filter(({ kind }) => isObserved(kind)).map(({ kind, metadata: { name } }) => `${kind} ${name}`);
  const gapsIn = ({ gaps }: Snapshot) => gaps.filter(({ kind }) => isObserved(kind));
  const notAsked = (kind: Kind) => ({ kind, reason: NOT_OBSERVED });

  it('is read from folders beside the YAML, for each Pod', async () => {
    const { certificate } = await issue({ names: ['shop.example'] });
    const folder = await folderWith({
      'a.yaml': GATEWAY,
      ...Object.fromEntries(
        ['emissary-1', 'emissary-2'].flatMap((pod) => [
          [`logs/emissary/${pod}/emissary.log`, Buffer.from('\u{feff}one\r\ntwo\r\n', 'utf16le')],
          [`diagnostics/emissary/${pod}.json`, DIAGNOSTICS],
          [`metrics/emissary/${pod}.${pod === 'emissary-1' ? 'txt' : 'prom'}`, 'envoy_server_live 1\n'],
        ]),
      ),
      'certificates/emissary/shop.example.pem': certificate,
    });
    const snapshot = await read(folder);
    expect(observedIn(snapshot)).toEqual([
      'ServedCertificate shop.example',
      'Diagnostics emissary-1',
      'Diagnostics emissary-2',
      'ContainerLog emissary-1',
      'ContainerLog emissary-2',
      'GatewayMetrics emissary-1',
      'GatewayMetrics emissary-2',
    ]);
    expect(snapshot.objects.find(({ kind }) => kind === 'ContainerLog')).toMatchObject({ lines: ['one', 'two'] });
    expect(snapshot.objects.find(({ kind }) => kind === 'ServedCertificate')).toMatchObject({
      address: 'certificates/emissary/shop.example.pem',
      certificate: { names: ['shop.example'] },
    });
    expect(snapshot.problems).toEqual([]);
    expect(gapsIn(snapshot)).toEqual([]);
  });

  it('is left aside where it is not wanted', async () => {
    const folder = await folderWith({ 'a.yaml': GATEWAY, 'diagnostics/emissary/emissary-1.json': DIAGNOSTICS });
    const snapshot = await fileSource({ paths: [folder], now: () => at }).snapshot(new Set(), { observe: false });
    expect(observedIn(snapshot)).toEqual([]);
    expect(gapsIn(snapshot)).toContainEqual(notAsked('Diagnostics'));
    expect(snapshot.problems).toEqual([]);
  });

  it('leaves unknown what it says of other Pods, and of other kinds', async () => {
    const folder = await folderWith({
      'a.yaml': GATEWAY,
      'diagnostics/emissary/emissary-1.json': DIAGNOSTICS,
      'logs/shop/cart-1/app.log': 'of another Pod',
    });
    const snapshot = await read(folder);
    expect(gapsIn(snapshot)).toEqual([
      notAsked('ContainerLog'),
      { kind: 'Diagnostics', namespace: 'emissary', reason: 'no usable file of Pod emissary-2' },
      notAsked('GatewayMetrics'),
      notAsked('ServedCertificate'),
    ]);
    const cluster = indexSnapshot(snapshot);
    expect(cluster.lacks('Diagnostics', 'emissary', 'emissary-2')).toBe(false);
    expect(cluster.all('ContainerLog')).toHaveLength(1);
  });

  it('counts as all there is where no Pod of the gateway is in the input', async () => {
    const folder = await folderWith({ 'a.yaml': MAPPING, 'diagnostics/emissary/emissary-1.json': DIAGNOSTICS });
    const snapshot = await read(folder);
    expect(observedIn(snapshot)).toEqual(['Diagnostics emissary-1']);
    expect(gapsIn(snapshot).map(({ kind }) => kind)).not.toContain('Diagnostics');
    // It says nothing of the objects in the namespace of the gateway.
    expect(snapshot.namespaces).toEqual(['shop']);
  });

  it.each([
    ['diagnostics that are cut off', 'diagnostics/emissary/emissary-1.json', '{"system":', 'is no JSON'],
    [
      'an object in their place',
      'diagnostics/emissary/emissary-1.json',
      '{"kind":"Pod"}',
      'is no answer of the diagnostics',
    ],
    ['a page in place of metrics', 'metrics/emissary/emissary-1.txt', '<html>', 'is no text of metrics'],
    ['no certificate', 'certificates/emissary/a.test.pem', '', 'is empty'],
    [
      'diagnostics that are too large',
      'diagnostics/emissary/emissary-1.json',
      `{"errors":[],"x":"${'x'.repeat(5 * 1024 ** 2)}"}`,
      'is larger than 5 MB and was left out; save what ?json=true&filter=errors answers instead',
    ],
  ])('%s is a problem, and the rest goes on', async (_, path, content, message) => {
    const folder = await folderWith({ 'a.yaml': GATEWAY, [path]: content });
    const snapshot = await read(folder);
    expect(snapshot.problems).toEqual([{ where: path, message }]);
    expect(names(snapshot)).toContain('Mapping shop/cart');
    expect(observedIn(snapshot)).toEqual([]);
  });

  it('is of a large log its last whole lines, and of large metrics their start', async () => {
    const line = `${'x'.repeat(2000)}\n`;
    const folder = await folderWith({
      'a.yaml': GATEWAY,
      'logs/emissary/emissary-1/emissary.log': `${line.repeat(1500)}last\n`,
      'metrics/emissary/emissary-1.txt': `envoy_server_live 1\n${'# comment\n'.repeat(600_000)}envoy_x 1\n`,
    });
    const snapshot = await read(folder);
    const [log] = snapshot.objects.filter(({ kind }) => kind === 'ContainerLog');
    expect(log?.kind === 'ContainerLog' && [log.lines.length, log.lines[0]?.length, log.lines.at(-1)]).toEqual([
      1049,
      2000,
      'last',
    ]);
    expect(snapshot.objects.find(({ kind }) => kind === 'GatewayMetrics')).toMatchObject({ envoyLines: 1 });
  });

  it.each(['diagnostics/a.json', 'diagnostics/a/b/c.json', 'diagnostics/a/b.yaml'])(
    'is not in %s: that is a file like any other',
    async (path) => {
      const folder = await folderWith({ [path]: '{"kind":"Service","metadata":{"name":"s","namespace":"shop"}}' });
      expect(names(await read(folder))).toEqual(['Service shop/s']);
    },
  );
});

describe('what cannot be read is named, and the rest goes on', () => {
  it.each([
    ['YAML that is none', 'kind: Mapping\n  metadata: [', /^is no readable YAML and was left out: /],
    ['JSON that is cut off', '{"kind": "Mapping", "metadata": {"name": ', /left out/],
    ['a list that is no object', '- a\n- b\n', /^is no Kubernetes object/],
    ['a text', 'hello', /^is no Kubernetes object/],
    ['an object without kind', 'metadata: { name: x }\n', /^has no kind$/],
    ['a number as name', 'kind: Mapping\nmetadata: { name: 5 }\n', /^Mapping: metadata\.name: expected string/],
    ['no metadata', 'kind: Mapping\nspec: {}\n', /^Mapping: metadata\.name: missing/],
    ['a key twice', 'kind: Mapping\nkind: Host\nmetadata: { name: x }\n', /left out: Map keys must be unique/],
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\nkind: [*d,*d,*d]\n`,
      /left out: Excessive alias count|has no kind/,
    ],
  ])('%s', async (_, broken, message) => {
    const folder = await folderWith({ 'broken.yaml': broken, 'good.yaml': MAPPING });
    const { problems, ...snapshot } = await read(folder);
    expect(names({ ...snapshot, problems })).toEqual(['Mapping shop/cart']);
    expect(problems).toEqual([
      { where: expect.stringMatching(/^broken\.yaml/), message: expect.stringMatching(message) },
    ]);
    expect(problems[0]?.message).not.toContain('\n');
  });

  it('one broken document among good ones, by its number', async () => {
    const folder = await folderWith({ 'all.yaml': `${MAPPING}---\n: : [\n---\n${SERVICE}` });
    const snapshot = await read(folder);
    expect(names(snapshot)).toEqual(['Mapping shop/cart', 'Service shop/cart']);
    expect(snapshot.problems).toMatchObject([{ where: 'all.yaml, document 2' }]);
  });

  it('a field of the wrong type, as an API server would refuse it', async () => {
    const folder = await folderWith({
      'a.yaml': `${MAPPING.replace('prefix: /cart/', 'prefix: /cart/, weight: "50"')}---\n${SERVICE}`,
    });
    const snapshot = await read(folder);
    expect(names(snapshot)).toEqual(['Service shop/cart']);
    expect(snapshot.problems).toEqual([
      {
        where: 'Mapping shop/cart',
        message: 'spec.weight: expected number, received string; the object was left out (a.yaml, document 1)',
        object: { kind: 'Mapping', metadata: { name: 'cart', namespace: 'shop' }, spec: {} },
      },
    ]);
  });

  it('an object that nests deeper than anybody can follow, among the others of its List', async () => {
    const depth = 20_000;
    const deep = `{"kind":"Module","metadata":{"name":"deep","namespace":"shop"},"spec":{"config":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}}`;
    const good = '{"kind":"Service","metadata":{"name":"a","namespace":"shop"}}';
    const folder = await folderWith({ 'a.json': `{"kind":"List","items":[${deep},${good}]}` });
    const snapshot = await read(folder);
    expect(names(snapshot)).toEqual(['Service shop/a']);
    expect(snapshot.problems).toEqual([
      { where: 'Module shop/deep', message: 'nests too deeply; the object was left out (a.json)' },
    ]);
  });

  it('a file that vanished behind a link', async () => {
    const folder = await folderWith({ 'good.yaml': MAPPING });
    await symlink(join(folder, 'gone.yaml'), join(folder, 'link.yaml'));
    expect(names(await read(folder))).toEqual(['Mapping shop/cart']);
  });
});

describe('what holds nothing is refused', () => {
  it.each([
    [
      'a path that does not exist',
      async () => '/nowhere/at-all',
      /^Cannot read \/nowhere\/at-all: there is no such file/,
    ],
    ['an empty folder', () => folderWith({}), /^There is no object that concerns a gateway in attache-file-/],
    [
      'a file of which nothing can be used, with the reason',
      async () => join(await folderWith({ 'a.yaml': '{"kind": "Mapping", "metadata": {"name": ' }), 'a.yaml'),
      /^Nothing in a can be used: \S+a\.yaml is no readable YAML and was left out: /,
    ],
    [
      'a folder of which nothing can be used, with the first reason and their number',
      () => folderWith({ 'a.yaml': 'hello', 'b.yaml': '- a', 'c.yaml': 'kind: Widget' }),
      /^Nothing in attache-file-\w+ can be used: a\.yaml is no Kubernetes object \(kind and metadata expected\), and 1 more\.$/,
    ],
    ['a folder of other things', () => folderWith({ 'a.yaml': 'kind: Widget\nmetadata: { name: w }\n' }), /no object/],
  ])('%s', async (_, path, message) => {
    await expect(read(await path())).rejects.toMatchObject({
      name: 'SourceError',
      message: expect.stringMatching(message),
      advice: expect.stringMatching(/\S/),
    });
  });
});

it('standard input that cannot be read is refused', async () => {
  const stdin = Readable.from(
    (async function* () {
      yield 'kind: Mapping';
      throw Object.assign(new Error('EISDIR: illegal operation on a directory, read'), { code: 'EISDIR' });
    })(),
  );
  await expect(fileSource({ paths: ['-'], now: () => at, stdin }).snapshot(new Set())).rejects.toMatchObject({
    name: 'SourceError',
    message: 'Cannot read standard input: it is a folder.',
  });
});

// Root may read everything.
it.skipIf(process.getuid?.() === 0)(
  'a folder without the right to read it is named, and the rest goes on',
  async () => {
    const folder = await folderWith({ 'a.yaml': MAPPING, 'closed/b.yaml': SERVICE });
    await chmod(join(folder, 'closed'), 0);
    try {
      const snapshot = await read(folder);
      expect(names(snapshot)).toEqual(['Mapping shop/cart']);
      expect(snapshot.problems).toEqual([{ where: 'closed', message: 'cannot be read: no permission' }]);
    } finally {
      await chmod(join(folder, 'closed'), 0o700);
    }
  },
);

describe('secrets', () => {
  it('are facts at once: no byte of a value is in the snapshot, nor of what kubectl keeps beside it', async () => {
    const canary = 'c4n4ry-5ecret';
    const base64 = Buffer.from(canary).toString('base64');
    const folder = await folderWith({
      'a.yaml': `
kind: Secret
metadata:
  name: s
  namespace: shop
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{"data":{"password":"${base64}"}}'
type: Opaque
data: { password: ${base64} }
stringData: { plain: ${canary} }
---
kind: Deployment
metadata: { name: d, namespace: shop, managedFields: [{ x: ${canary} }] }
spec: { template: { spec: { containers: [{ name: c, env: [{ name: DB_PASSWORD, value: ${canary} }] }] } } }
---
kind: ConfigMap
metadata: { name: c, namespace: shop }
data: { application.properties: "password=${canary}" }
`,
    });
    const snapshot = await read(folder);
    expect(names(snapshot)).toEqual(['Secret shop/s', 'Deployment shop/d', 'ConfigMap shop/c']);
    const text = JSON.stringify(snapshot);
    expect(text).not.toContain(canary);
    expect(text).not.toContain(base64);
  });

  it('are in nothing that was observed', async () => {
    const canary = 'c4n4ry';
    const folder = await folderWith({
      'a.yaml': MAPPING,
      'logs/emissary/e-1/e.log': `"GET /?token=${canary} HTTP/1.1"\n'cookie', 'a=${canary}'\nAuthorization: Basic ${canary}\n`,
      'diagnostics/emissary/e-1.json': JSON.stringify({
        errors: [['a', `http://u:${canary}@auth`]],
        ambassador_elements: { a: { serialization: canary } },
      }),
      'metrics/emissary/e-1.txt': `envoy_x{token="${canary}"} 1\n`,
    });
    const snapshot = await read(folder);
    expect(snapshot.objects).toHaveLength(4);
    expect(JSON.stringify(snapshot)).not.toContain(canary);
  });
});
