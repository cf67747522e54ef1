import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { indexSnapshot } from '../../../src/cluster/cluster.ts';
import type { Kind } from '../../../src/cluster/objects.ts';
import { type LiveSourceOptions, liveSource } from '../../../src/sources/live/live-source.ts';
import type { Progress, Source, SourceError } from '../../../src/sources/source.ts';
import { type FakeKube, fakeKube } from '../../support/fake-kube.ts';
import { issue } from '../../support/kube-certificates.ts';

const now = () => new Date('2026-03-01T00:00:00Z');
const FAST = { firstWait: 5, answer: 400, whole: 2000, login: 1000, connect: 500 };

let kube: FakeKube;
const sources: Source[] = [];

beforeEach(async () => {
  kube = await fakeKube();
});

afterEach(async () => {
  await Promise.all(sources.splice(0).map((source) => source.close()));
  await kube.close();
});

function source(options: Partial<LiveSourceOptions> = {}): Source {
  const kubeconfig = options.kubeconfig ?? kube.kubeconfig();
  const made = liveSource({ now, ...options, kubeconfig, limits: { ...FAST, ...options.limits } });
  sources.push(made);
  return made;
}

function read(kinds: readonly Kind[], options: Partial<LiveSourceOptions> = {}) {
  return source(options).snapshot(new Set(kinds));
}

const service = (name: string, namespace = 'shop') => ({ metadata: { name, namespace }, spec: { type: 'ClusterIP' } });
const pods = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    metadata: { name: `pod-${String(i).padStart(4, '0')}`, namespace: 'shop' },
    spec: { containers: [{ name: 'app' }] },
  }));
const names = (objects: readonly { readonly metadata: { readonly name: string } }[]) =>
  objects.map(({ metadata }) => metadata.name);

describe('a cluster', () => {
  it('is read with the kinds that are asked for', async () => {
    kube.list('', 'v1', 'services', [service('cart'), service('pay')]);
    kube.list('getambassador.io', 'v3alpha1', 'mappings', [
      { metadata: { name: 'cart', namespace: 'shop' }, spec: { prefix: '/cart/', service: 'cart', hostname: '*' } },
    ]);
    const snapshot = await read(['Service', 'Mapping']);
    expect(structuredClone(snapshot)).toEqual({
      clusterName: 'prod-eu',
      takenAt: now(),
      objects: [
        {
          kind: 'Mapping',
          apiVersion: 'getambassador.io/v3alpha1',
          metadata: { name: 'cart', namespace: 'shop' },
          spec: { prefix: '/cart/', service: 'cart', hostname: '*' },
        },
        ...['cart', 'pay'].map((name) => ({
          kind: 'Service',
          apiVersion: 'v1',
          metadata: { name, namespace: 'shop' },
          spec: { type: 'ClusterIP' },
        })),
      ],
      gaps: [],
      problems: [],
    });
    expect(kube.requests).toContain('/api/v1/services?resourceVersion=0');
  });

  it('tells how far it is', async () => {
    kube.list('', 'v1', 'services', [service('cart')]);
    kube.list('', 'v1', 'pods', pods(5));
    const progress: Progress[] = [];
    await source({ limits: { pageSize: 2, lists: 1 } }).snapshot(new Set<Kind>(['Service', 'Pod']), {
      onProgress: (step) => progress.push(step),
    });
    expect(progress.map(({ kind, done, objects }) => `${kind} ${done} ${objects}`)).toEqual([
      'Service 0 1',
      'Service 1 1',
      'Pod 1 3',
      'Pod 1 5',
      'Pod 1 6',
      'Pod 2 6',
    ]);
    expect(progress[0]?.of).toBe(2);
  });

  it('needs few connections', async () => {
    kube.list('', 'v1', 'pods', pods(40));
    await read(['Pod'], { limits: { pageSize: 2 } });
    expect(kube.requests.length).toBeGreaterThan(20);
    expect(kube.connections()).toBeLessThanOrEqual(2);
  });

  it('keeps what it knows of Services written as annotations', async () => {
    const config = 'apiVersion: getambassador.io/v2\nkind: Mapping\nname: cart\nprefix: /cart/\nservice: cart\n';
    kube.list('', 'v1', 'services', [
      { metadata: { name: 'cart', namespace: 'shop', annotations: { 'getambassador.io/config': config } }, spec: {} },
    ]);
    const { objects } = await read(['Service']);
    expect(objects.map(({ kind }) => kind).sort()).toEqual(['Mapping', 'Service']);
  });

  it('stops when it is told to', async () => {
    kube.list('', 'v1', 'services', []);
    kube.fail(/services/, { delay: 300 });
    const signal = AbortSignal.timeout(50);
    await expect(source().snapshot(new Set<Kind>(['Service']), { signal })).rejects.toThrow(signal.reason);
  });
});

describe('Pods', () => {
  it('are read in pages', async () => {
    kube.list('', 'v1', 'pods', pods(5));
    const { objects, gaps } = await read(['Pod'], { limits: { pageSize: 2 } });
    expect(gaps).toEqual([]);
    expect(names(objects)).toEqual(['pod-0000', 'pod-0001', 'pod-0002', 'pod-0003', 'pod-0004']);
    expect(kube.requests.filter((path) => path.includes('pods'))).toEqual([
      '/api/v1/pods?limit=2',
      '/api/v1/pods?limit=2&continue=2',
      '/api/v1/pods?limit=2&continue=4',
    ]);
  });

  it('are read anew once when their list expires', async () => {
    kube.list('', 'v1', 'pods', pods(5));
    kube.fail(/continue=4/, { status: 410 }, 1);
    const { objects, gaps } = await read(['Pod'], { limits: { pageSize: 2 } });
    expect(gaps).toEqual([]);
    expect(objects).toHaveLength(5);
  });

  it('are a gap when it expires again', async () => {
    kube.list('', 'v1', 'pods', pods(5));
    kube.fail(/continue=4/, { status: 410 });
    const { objects, gaps } = await read(['Pod'], { limits: { pageSize: 2 } });
    expect(objects).toEqual([]);
    expect(gaps).toEqual([{ kind: 'Pod', reason: 'the list changed too fast to be read to its end' }]);
  });
});

describe('a kind that cannot be read', () => {
  beforeEach(() => {
    kube.list('', 'v1', 'services', [service('cart')]);
    kube.list('', 'v1', 'pods', pods(3));
  });

  it.each([
    ['forbidden', { status: 403 }],
    ['timed out after 0.4 s', { delay: 1500 }],
    ['timed out after 0.4 s', { pause: 1500 }],
    ['the answer cannot be read: it was cut off', { body: '{"kind":"ServiceList","items":[{"metadata":' }],
    ['the answer cannot be read: it is no JSON object', { body: '<html>' }],
    ['the answer cannot be read: it is no Kubernetes list', { body: '{"kind":"Status"}' }],
    ['the answer cannot be read: it is no JSON', { body: '{"kind":"ServiceList","items":[{"a":}]}' }],
    ['the answer was cut off', { cutAfter: 20 }],
    ['the API server is too busy (429)', { status: 429 }],
    ['the API server is too busy (429)', { status: 429, headers: { 'retry-after': '600' } }],
    ['the API server answered 503', { status: 503 }],
    ['the API server answered 400', { status: 400 }],
  ])('is a gap: %s', async (reason, fault) => {
    kube.fail(/services/, fault);
    const { objects, gaps } = await read(['Service', 'Pod'], { limits: { tries: 2 } });
    expect(gaps).toEqual([{ kind: 'Service', reason }]);
    expect(objects).toHaveLength(3);
  });

  it.each([
    ['is too busy', { status: 429, headers: { 'retry-after': '0.02' } }],
    ['has an error', { status: 500 }],
    ['closes the connection before it answers', { cutAfter: 0 }],
    ['closes the connection in the middle', { cutAfter: 30 }],
  ])('is read all the same when the server %s for a moment', async (_, fault) => {
    kube.fail(/services/, fault, 2);
    const { objects, gaps } = await read(['Service']);
    expect(gaps).toEqual([]);
    expect(names(objects)).toEqual(['cart']);
  });

  it('whose conversion webhook is down says so at once', async () => {
    kube.list('getambassador.io', 'v3alpha1', 'mappings', []);
    const message = 'conversion webhook for getambassador.io/v2, Kind=Mapping failed: no endpoints available';
    kube.fail(/mappings/, { status: 500, body: JSON.stringify({ kind: 'Status', message }) });
    expect((await read(['Mapping'])).gaps).toEqual([{ kind: 'Mapping', reason: message }]);
    expect(kube.requests.filter((path) => path.includes('mappings'))).toHaveLength(1);
  });

  it('takes no more time than there is for waiting', async () => {
    kube.fail(/services|pods/, { status: 429, headers: { 'retry-after': '0.05' } });
    const { gaps } = await read(['Service', 'Pod'], { limits: { waiting: 120, tries: 100 } });
    expect(gaps).toHaveLength(2);
    expect(kube.requests.length).toBeLessThanOrEqual(5);
  });

  it('is empty when it is not installed, and a gap when it is part of Kubernetes', async () => {
    const { gaps } = await read(['Mapping', 'ServiceMonitor', 'HorizontalPodAutoscaler']);
    expect(gaps).toEqual([{ kind: 'HorizontalPodAutoscaler', reason: 'this cluster is too old for autoscaling v2' }]);
  });

  it('shows the server no more than asking once for a group that is not there', async () => {
    await read(['Mapping', 'Host', 'TLSContext']);
    expect(kube.requests).toEqual(['/version', '/apis/getambassador.io']);
  });
});

describe('objects of getambassador.io', () => {
  const v2 = {
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { prefix: '/cart/', service: 'cart', host: 'a.example' },
  };

  it('are read as v2 where v3alpha1 is not served', async () => {
    kube.list('getambassador.io', 'v2', 'mappings', [v2]);
    const { objects } = await read(['Mapping', 'Listener']);
    expect(objects).toEqual([expect.objectContaining({ apiVersion: 'getambassador.io/v2', kind: 'Mapping' })]);
  });

  it('are read as v2 where only this kind has no v3alpha1', async () => {
    kube.list('getambassador.io', 'v3alpha1', 'hosts', []);
    kube.list('getambassador.io', 'v2', 'mappings', [v2]);
    expect((await read(['Mapping'])).objects).toHaveLength(1);
  });

  it('are found when the group itself may not be asked for', async () => {
    kube.list('getambassador.io', 'v2', 'mappings', [v2]);
    kube.fail(/\/apis\/getambassador.io$/, { status: 403 });
    expect((await read(['Mapping'])).objects).toHaveLength(1);
  });

  it('that are malformed are problems, and the others count', async () => {
    kube.list('getambassador.io', 'v3alpha1', 'mappings', [
      { metadata: { name: 'bad', namespace: 'shop' }, spec: { prefix: 7 } },
      { metadata: { name: 'good', namespace: 'shop' }, spec: { prefix: '/', service: 'x' } },
    ]);
    const { objects, problems } = await read(['Mapping']);
    expect(names(objects)).toEqual(['good']);
    expect(problems).toMatchObject([{ where: 'Mapping shop/bad', message: expect.stringContaining('spec.prefix') }]);
  });
});

describe('namespaces', () => {
  beforeEach(() => {
    kube.list('', 'v1', 'services', [service('cart', 'shop'), service('pay', 'bank'), service('x', 'other')]);
    kube.list('', 'v1', 'pods', pods(1));
  });

  it('are read one by one where the whole cluster is forbidden', async () => {
    kube.fail(/^\/api\/v1\/services/, { status: 403 });
    kube.fail(/namespaces\/bank\/services/, { status: 403 });
    const snapshot = await read(['Service', 'Pod'], { namespaces: ['shop', 'bank'] });
    expect(names(snapshot.objects)).toEqual(['cart', 'pod-0000']);
    expect(snapshot.gaps).toEqual([{ kind: 'Service', namespace: 'bank', reason: 'forbidden' }]);
    expect(snapshot.namespaces).toEqual(['shop', 'bank']);
    const cluster = indexSnapshot(snapshot);
    expect(cluster.lacks('Service', 'shop', 'x')).toBe(true);
    expect(cluster.lacks('Service', 'bank', 'x')).toBe(false);
    expect(cluster.lacks('Service', 'other', 'y')).toBe(false);
  });

  it('do not matter where everything may be read', async () => {
    const snapshot = await read(['Service'], { namespaces: ['shop'] });
    expect(snapshot.objects).toHaveLength(3);
    expect(snapshot.namespaces).toBeUndefined();
  });
});

describe('Secrets', () => {
  const secret = (name: string, namespace: string) => ({
    metadata: { name, namespace },
    type: 'Opaque',
    data: { password: Buffer.from('correct-horse').toString('base64') },
  });
  const host = (name: string, namespace: string, tlsSecret: object) => ({
    metadata: { name, namespace },
    spec: { hostname: `${name}.example`, tlsSecret },
  });

  beforeEach(() => {
    kube.list('', 'v1', 'secrets', [
      secret('tls', 'shop'),
      secret('unnamed', 'shop'),
      secret('tls', 'bank'),
      { ...secret('sh.helm.release.v1.x', 'shop'), type: 'helm.sh/release.v1' },
    ]);
    kube.list('getambassador.io', 'v3alpha1', 'hosts', [
      host('a', 'shop', { name: 'tls' }),
      host('b', 'shop', { name: 'missing' }),
      host('c', 'shop', { name: 'tls', namespace: 'bank' }),
    ]);
  });

  it('are listed where they may be, without old Helm releases', async () => {
    const { objects, gaps } = await read(['Secret']);
    expect(names(objects)).toEqual(['tls', 'unnamed', 'tls']);
    expect(gaps).toEqual([]);
    expect(JSON.stringify(objects)).not.toContain('correct');
    expect(JSON.stringify(objects)).not.toContain(Buffer.from('correct-horse').toString('base64'));
  });

  it('that may not be listed are read by name, and absence is known of these alone', async () => {
    kube.fail(/^\/api\/v1\/secrets/, { status: 403 });
    const snapshot = await read(['Secret', 'Host']);
    const cluster = indexSnapshot(snapshot);
    expect(cluster.all('Secret').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
      'bank/tls',
      'shop/tls',
    ]);
    expect(cluster.lacks('Secret', 'shop', 'missing')).toBe(true);
    expect(cluster.lacks('Secret', 'shop', 'tls')).toBe(false);
    expect(cluster.lacks('Secret', 'shop', 'unnamed')).toBe(false);
    expect(cluster.lacks('Secret', 'shop', 'something')).toBe(false);
    expect(cluster.knows('Secret')).toBe(false);
    expect(cluster.knows('Host')).toBe(true);
    const reason = 'only Secrets that other objects name may be read';
    expect(snapshot.gaps).toEqual(['bank', 'shop'].map((namespace) => ({ kind: 'Secret', namespace, reason })));
  });

  it('that may not be read in one namespace are unknown there', async () => {
    kube.fail(/^\/api\/v1\/secrets|namespaces\/bank\/secrets/, { status: 403 });
    const { gaps } = await read(['Secret', 'Host']);
    expect(gaps).toContainEqual({ kind: 'Secret', namespace: 'bank', reason: 'forbidden' });
  });

  it('that may not be read at all are one gap', async () => {
    kube.fail(/secrets/, { status: 403 });
    expect((await read(['Secret', 'Host'])).gaps).toEqual([{ kind: 'Secret', reason: 'forbidden' }]);
  });

  it('are listed in some namespaces and read by name in others', async () => {
    kube.fail(/^\/api\/v1\/secrets|namespaces\/bank\/secrets\?/, { status: 403 });
    const snapshot = await read(['Secret', 'Host'], { namespaces: ['shop', 'bank'] });
    expect(names(snapshot.objects.filter(({ kind }) => kind === 'Secret'))).toEqual(['tls', 'unnamed', 'tls']);
    expect(snapshot.gaps.map(({ namespace }) => namespace)).toEqual(['bank']);
    const cluster = indexSnapshot(snapshot);
    expect(cluster.lacks('Secret', 'shop', 'missing')).toBe(true);
    expect(cluster.lacks('Secret', 'bank', 'missing')).toBe(false);
  });
});

describe('credentials', () => {
  beforeEach(() => kube.list('', 'v1', 'services', [service('cart')]));

  it('are renewed once when they are refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'token-'));
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'old');
    kube.allow('old');
    const live = source({
      kubeconfig: kube.kubeconfig({ 'auth-provider': { name: 'tokenFile', config: { tokenFile } } }),
    });
    await live.snapshot(new Set<Kind>(['Service']));
    writeFileSync(tokenFile, 'new');
    kube.allow('new');
    expect((await live.snapshot(new Set<Kind>(['Service']))).objects).toHaveLength(1);
    expect(kube.authorizations.at(-1)).toBe('Bearer new');
  });

  it('that are refused are an error that says what to do', async () => {
    kube.allow('another');
    const error = (await read(['Service']).catch((error) => error)) as SourceError;
    expect(error.message).toBe('prod-eu refused the credentials.');
    expect(error.advice).toContain('kubectl auth whoami');
  });

  it('come from a login command, which runs once', async () => {
    kube.allow('from-command');
    const status = { token: 'from-command', expirationTimestamp: '2026-03-01T01:00:00Z' };
    const log = join(mkdtempSync(join(tmpdir(), 'exec-')), 'log');
    const script = `echo run >> ${log}; echo "$KUBERNETES_EXEC_INFO" >> ${log}; echo '${JSON.stringify({ status })}'`;
    const exec = { command: 'sh', args: ['-c', script], provideClusterInfo: true };
    await read(['Service', 'Pod', 'Secret'], { kubeconfig: kube.kubeconfig({ exec }) });
    const [run, info, ...more] = readFileSync(log, 'utf8').trim().split('\n');
    expect([run, more]).toEqual(['run', []]);
    expect(JSON.parse(info ?? '')).toMatchObject({ kind: 'ExecCredential', spec: { cluster: { server: kube.url } } });
  });

  it('of a login command are asked for again once for all requests that are refused together', async () => {
    kube.list('', 'v1', 'pods', pods(1));
    const count = join(mkdtempSync(join(tmpdir(), 'exec-')), 'count');
    const script = `echo run >> ${count}; printf '{"status":{"token":"token-%s"}}' $(wc -l < ${count})`;
    const live = source({ kubeconfig: kube.kubeconfig({ exec: { command: 'sh', args: ['-c', script] } }) });
    kube.allow('token-1');
    await live.snapshot(new Set<Kind>(['Service', 'Pod']));
    kube.allow('token-2');
    const { objects, gaps } = await live.snapshot(new Set<Kind>(['Service', 'Pod']));
    expect([objects.length, gaps]).toEqual([2, []]);
    expect(readFileSync(count, 'utf8')).toBe('run\nrun\n');
  });

  it('that end in the middle are a gap of what is left', async () => {
    kube.allow('a-token');
    kube.fail(/services/, { status: 401 });
    expect((await read(['Service'])).gaps).toEqual([{ kind: 'Service', reason: 'the credentials were refused' }]);
  });

  it.each([
    ['did not end within 1 s', 'sleep 30'],
    ['failed with exit code 3', 'echo hunter2 >&2; exit 3'],
    ['gave no credentials', 'echo hunter2'],
  ])('of a login command that %s are an error without its output', async (says, script) => {
    const exec = { command: 'sh', args: ['-c', `exec 2>&1; ${script}`] };
    const error = (await read(['Service'], { kubeconfig: kube.kubeconfig({ exec }) }).catch((e) => e)) as SourceError;
    expect(error.message).toBe(`The login command sh ${says}.`);
    expect(`${error.message}${error.advice}`).not.toContain('hunter2');
  });

  it('of a login command that is not installed are an error', async () => {
    const exec = { command: 'no-such-command' };
    await expect(read(['Service'], { kubeconfig: kube.kubeconfig({ exec }) })).rejects.toThrow(
      'The login command no-such-command is not installed.',
    );
  });
});

describe('a cluster that cannot be reached', () => {
  const message = async (promise: Promise<unknown>) => ((await promise.catch((error) => error)) as SourceError).message;

  it('is an error that says why', async () => {
    const gone = await fakeKube();
    await gone.close();
    const kubeconfig = kube.kubeconfig({}, { server: gone.url });
    expect(await message(read(['Service'], { kubeconfig }))).toBe(
      `Cannot reach prod-eu: connection refused by 127.0.0.1:${gone.port}.`,
    );
  });

  it('has a name that nobody knows', async () => {
    const kubeconfig = kube.kubeconfig({}, { server: 'https://prod.invalid' });
    expect(await message(read(['Service'], { kubeconfig }))).toMatch(
      /^Cannot reach prod-eu: the name of prod\.invalid:443 (is unknown|cannot be looked up)\.$/,
    );
  });

  it('does not answer', async () => {
    kube.fail(/version/, { delay: 2000 });
    expect(await message(read(['Service']))).toBe('Cannot reach prod-eu: timed out after 0.4 s.');
  });

  it('is something else', async () => {
    kube.fail(/version/, { body: '<html>Log in</html>' });
    expect(await message(read(['Service']))).toBe('Cannot reach prod-eu: the answer cannot be read: it is no JSON.');
  });

  it('does not speak TLS', async () => {
    const kubeconfig = kube.kubeconfig({}, { server: kube.url.replace('http:', 'https:') });
    expect(await message(read(['Service'], { kubeconfig }))).toMatch(/^Cannot reach prod-eu: .*does not speak TLS/);
  });

  it('may still be read by somebody who may not ask for its version', async () => {
    kube.fail(/version/, { status: 403 });
    kube.list('', 'v1', 'services', [service('cart')]);
    expect((await read(['Service'])).objects).toHaveLength(1);
  });
});

describe('a kubeconfig', () => {
  it.each<[string, Partial<LiveSourceOptions>, string]>([
    ['that is not there', { kubeconfig: '/no/such/file' }, 'Cannot read the kubeconfig /no/such/file (ENOENT).'],
    ['without the context', { context: 'staging' }, 'The kubeconfig has no context staging.'],
  ])('%s is an error', (_, options, says) => {
    expect(() => source(options)).toThrow(says);
  });

  it('that is no YAML is an error that does not quote it', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'kubeconfig-')), 'config');
    writeFileSync(path, 'users: [{token: hunter2\n: :');
    expect(() => source({ kubeconfig: path })).toThrow(/^(?!.*hunter2)Cannot read the kubeconfig/);
  });
});

describe('TLS', () => {
  it('trusts the authority of the kubeconfig, and a client certificate goes along', async () => {
    const ca = await issue({ subject: 'CN=ca', isCA: true, until: '2050-01-01T00:00:00Z' });
    const server = await issue({ subject: 'CN=api', addresses: ['127.0.0.1'], until: '2050-01-01T00:00:00Z', by: ca });
    const secure = await fakeKube({ cert: server.certificate, key: server.privateKey });
    try {
      secure.list('', 'v1', 'services', [service('cart')]);
      const data = (pem: string) => Buffer.from(pem).toString('base64');
      const trusting = secure.kubeconfig(
        { 'client-certificate-data': data(server.certificate), 'client-key-data': data(server.privateKey) },
        { 'certificate-authority-data': data(ca.certificate) },
      );
      expect((await read(['Service'], { kubeconfig: trusting })).objects).toHaveLength(1);
      await expect(read(['Service'], { kubeconfig: secure.kubeconfig() })).rejects.toThrow(
        /the certificate of 127\.0\.0\.1:\d+ is not trusted/,
      );
    } finally {
      await secure.close();
    }
  });
});

describe('a proxy', () => {
  it('of the kubeconfig is used', async () => {
    const ca = await issue({ subject: 'CN=ca', isCA: true, until: '2050-01-01T00:00:00Z' });
    const server = await issue({ subject: 'CN=api', addresses: ['127.0.0.1'], until: '2050-01-01T00:00:00Z', by: ca });
    const secure = await fakeKube({ cert: server.certificate, key: server.privateKey });
    const tunnels: string[] = [];
    const proxy = createServer().on('connect', (request, client) => {
      tunnels.push(request.url ?? '');
      const [host, port] = (request.url ?? '').split(':');
      const upstream = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    try {
      secure.list('', 'v1', 'services', [service('cart')]);
      const kubeconfig = secure.kubeconfig(
        { token: 'a' },
        {
          'proxy-url': `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
          'certificate-authority-data': Buffer.from(ca.certificate).toString('base64'),
        },
      );
      expect((await read(['Service'], { kubeconfig })).objects).toHaveLength(1);
      expect(new Set(tunnels)).toEqual(new Set([`127.0.0.1:${secure.port}`]));
    } finally {
      proxy.closeAllConnections();
      proxy.close();
      await secure.close();
    }
  });

  it('that is none we can use is an error', async () => {
    await expect(read(['Service'], { kubeconfig: kube.kubeconfig({}, { 'proxy-url': 'socks5://x' }) })).rejects.toThrow(
      'The proxy of the kubeconfig is not supported',
    );
  });
});
