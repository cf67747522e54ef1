import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTLSServer, type Server } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { indexSnapshot, type Snapshot } from '../../../src/cluster/cluster.ts';
import { isObserved } from '../../../src/cluster/kinds.ts';
import type { Kind } from '../../../src/cluster/objects.ts';
import { FROM_OUTSIDE, NOT_OBSERVED } from '../../../src/cluster/observed.ts';
import { LIMITS } from '../../../src/sources/live/limits.ts';
import { type LiveSourceOptions, liveSource } from '../../../src/sources/live/live-source.ts';
import { observe } from '../../../src/sources/live/observe.ts';
import type { Transport } from '../../../src/sources/live/transport.ts';
import { versionsOf } from '../../../src/sources/live/versions.ts';
import type { Source } from '../../../src/sources/source.ts';
import { type FakeKube, fakeKube } from '../../support/fake-kube.ts';
import { type Issued, issue } from '../../support/kube-certificates.ts';

const now = () => new Date('2026-03-01T00:00:00Z');
const FAST = { firstWait: 5, answer: 5000, connect: 500, question: 3000, diagnosis: 3000, questions: 5000 };
const HURRIED = { question: 300, diagnosis: 300 };
const ERRORS = '[["cart.shop.1","Malformed prefix"]]';
const DIAGNOSTICS = `{"system":{"version":"4.0.1"},"errors":${ERRORS},"ambassador_elements":{}}`;
const METRICS = 'envoy_server_live 1\nambassador_diagnostics_errors 1.0\n';

let kube: FakeKube;
const sources: Source[] = [];

beforeEach(async () => {
  kube = await fakeKube();
  kube.list('', 'v1', 'pods', [gatewayPod('e-1'), gatewayPod('e-2')]);
  kube.list('apps', 'v1', 'deployments', []);
  kube.list('apps', 'v1', 'daemonsets', []);
  kube.list('apps', 'v1', 'statefulsets', []);
  for (const pod of ['e-1', 'e-2']) {
    kube.serve(admin(pod, '/ambassador/v0/diag/'), DIAGNOSTICS);
    kube.serve(admin(pod, '/metrics'), METRICS);
    kube.serve(log(pod), `starting ${pod}\n`);
  }
});

afterEach(async () => {
  await Promise.all(sources.splice(0).map((source) => source.close()));
  await kube.close();
});

function gatewayPod(name: string, facts: { namespace?: string; container?: object; status?: object } = {}) {
  const { namespace = 'emissary', container = {}, status = {} } = facts;
  return {
    metadata: { name, namespace },
    spec: { containers: [{ name: 'emissary', image: 'ghcr.io/emissary-ingress/emissary:4.0.1', ...container }] },
    status: { phase: 'Running', podIP: '127.0.0.1', conditions: [{ type: 'Ready', status: 'True' }], ...status },
  };
}

function admin(pod: string, path: string, namespace = 'emissary', port = 8877): string {
  return `/api/v1/namespaces/${namespace}/pods/${pod}:${port}/proxy${path}`;
}

function log(pod: string, namespace = 'emissary'): string {
  return `/api/v1/namespaces/${namespace}/pods/${pod}/log`;
}

async function read(kinds: readonly Kind[], options: Partial<LiveSourceOptions> = {}): Promise<Snapshot> {
  const made = liveSource({ now, kubeconfig: kube.kubeconfig(), ...options, limits: { ...FAST, ...options.limits } });
  sources.push(made);
  return made.snapshot(new Set(kinds));
}

function observedIn({ objects }: Snapshot): readonly string[] {
  return objects.filter(({ kind }) => isObserved(kind)).map(({ kind, metadata: { name } }) => `${kind} ${name}`);
}

const asked = () => kube.requests.filter((path) => /\/pods\/[^?]/.test(path));

describe('a running gateway', () => {
  it('is asked for what is wanted, Pod by Pod', async () => {
    const snapshot = await read(['Diagnostics', 'GatewayMetrics', 'ContainerLog']);
    expect(snapshot.objects.filter(({ metadata }) => metadata.name === 'e-1')).toMatchObject([
      { kind: 'Pod' },
      {
        kind: 'Diagnostics',
        metadata: { namespace: 'emissary' },
        isWhole: true,
        version: '4.0.1',
        errors: [{ key: 'cart.shop.1', text: 'Malformed prefix' }],
      },
      { kind: 'GatewayMetrics', envoyLines: 1, diagnosticsErrors: 1 },
      { kind: 'ContainerLog', container: 'emissary', lines: ['starting e-1'], readAt: '2026-03-01T00:00:00.000Z' },
    ]);
    expect(observedIn(snapshot)).toHaveLength(6);
    expect(snapshot.gaps).toEqual([]);
    expect(asked().toSorted()).toEqual(
      [
        admin('e-1', '/ambassador/v0/diag/?json=true'),
        admin('e-2', '/ambassador/v0/diag/?json=true'),
        admin('e-1', '/metrics'),
        admin('e-2', '/metrics'),
        `${log('e-1')}?container=emissary&tailLines=2000&limitBytes=2097152`,
        `${log('e-2')}?container=emissary&tailLines=2000&limitBytes=2097152`,
      ].toSorted(),
    );
  });

  it('is not asked for anything else', async () => {
    await read(['Pod', 'Diagnostics']);
    expect(asked().every((path) => path.includes('/diag/'))).toBe(true);
    kube.list('', 'v1', 'pods', []);
    const { gaps } = await read(['Pod']);
    expect(gaps).toEqual([]);
  });

  it('is asked on the admin port that it has', async () => {
    const env = [{ name: 'AMBASSADOR_HEALTHCHECK_BIND_PORT', value: '9000' }];
    kube.list('', 'v1', 'pods', [gatewayPod('e-1', { container: { env } })]);
    kube.serve(admin('e-1', '/ambassador/v0/diag/', 'emissary', 9000), DIAGNOSTICS);
    expect(observedIn(await read(['Diagnostics']))).toEqual(['Diagnostics e-1']);
  });

  it.each([
    ['by the settings of the source', { observe: false }, {}],
    ['by whoever takes the snapshot', {}, { observe: false }],
  ])('is left alone when that is decided %s', async (_, options, wanted) => {
    const made = liveSource({ now, kubeconfig: kube.kubeconfig(), ...options });
    sources.push(made);
    const { gaps } = await made.snapshot(new Set<Kind>(['Pod', 'Diagnostics', 'ContainerLog']), wanted);
    expect(asked()).toEqual([]);
    expect(gaps).toEqual([
      { kind: 'Diagnostics', reason: NOT_OBSERVED },
      { kind: 'ContainerLog', reason: NOT_OBSERVED },
    ]);
  });

  it('that is not there is no failure', async () => {
    kube.list('', 'v1', 'pods', []);
    expect((await read(['Diagnostics'])).gaps).toEqual([{ kind: 'Diagnostics', reason: NOT_OBSERVED }]);
  });

  it('counts as progress', async () => {
    const made = liveSource({ now, kubeconfig: kube.kubeconfig(), limits: FAST });
    sources.push(made);
    const steps: string[] = [];
    await made.snapshot(new Set<Kind>(['Pod', 'Diagnostics']), {
      onProgress: ({ kind, done, of, objects }) => steps.push(`${kind} ${done}/${of} ${objects}`),
    });
    expect(steps.at(-1)).toBe('Diagnostics 5/5 4');
  });

  it('is no longer asked when the reading is ended', async () => {
    kube.fail(/diag/, { delay: 250 });
    const made = liveSource({ now, kubeconfig: kube.kubeconfig(), limits: FAST });
    sources.push(made);
    const signal = AbortSignal.timeout(150);
    await expect(made.snapshot(new Set<Kind>(['Diagnostics']), { signal })).rejects.toThrow(signal.reason);
  });

  it('whose answers hold secrets leaves none of them in the snapshot', async () => {
    const canary = 'c4n4ry';
    const elements = { a: { serialization: `authorization: ${canary}` } };
    const errors = [['a', `Authorization: Bearer ${canary}`]];
    kube.serve(admin('e-1', '/ambassador/v0/diag/'), JSON.stringify({ errors, ambassador_elements: elements }));
    kube.serve(admin('e-1', '/metrics'), `envoy_x{cookie="${canary}"} 1\n`);
    kube.serve(log('e-1'), `"GET /?token=${canary} HTTP/1.1"\n'cookie', 'a=${canary}'\npassword=${canary}\n`);
    const snapshot = await read(['Diagnostics', 'GatewayMetrics', 'ContainerLog']);
    expect(observedIn(snapshot)).toHaveLength(6);
    expect(JSON.stringify(snapshot)).not.toContain(canary);
  });
});

it('a mistake of ours while observing costs nothing that was read', async () => {
  const snapshot = await read(['Pod']);
  const get = () => Promise.reject(new TypeError('oops'));
  const transport: Transport = { server: 'a:1', get, delete: get, close: async () => {} };
  const patience = { waiting: 0, signal: undefined };
  const reader = {
    clusterName: 'a',
    transport,
    versions: versionsOf(transport),
    limits: LIMITS,
    patience,
    namespaces: [],
  };
  const options = { isInside: false, now, onObserved: () => {} };
  const reason = 'a mistake of Attaché: oops';
  expect(await observe(reader, snapshot, ['Diagnostics'], options)).toEqual({
    objects: [],
    gaps: [{ kind: 'Diagnostics', reason }],
  });
});

describe('what a Pod does not answer', () => {
  const NO = 'error trying to reach service: dial tcp 10.0.0.7:8877: connect: connection refused';
  const said = (status: number, message: string) => ({ status, body: JSON.stringify({ kind: 'Status', message }) });

  it.each([
    ['forbidden', { status: 403 }],
    [
      'switched off: set diagnostics.allow_non_local to true in the Module ambassador',
      { status: 404, body: 'Not found\n' },
    ],
    ['it has no configuration yet', { status: 503, body: "Can't do overview before configuration" }],
    ['nothing listens on its admin port', said(503, NO)],
    ['the API server cannot reach its admin port', said(503, 'dial tcp 10.0.0.7:8877: i/o timeout')],
    ['it answered 500', { status: 500, body: 'server error' }],
    ['timed out after 0.3 s', { delay: 1000 }],
    ['timed out after 0.3 s', { pause: 1000 }],
    ['its answer is no JSON', { status: 200, body: '{"system":' }],
    ['its answer is a web page instead of JSON: ?json=true is missing', { status: 200, body: '<html>' }],
    ['its answer is empty', { status: 200, body: '' }],
    ['the answer was cut off', { cutAfter: 10 }],
  ])('is a gap: %s', async (reason, fault) => {
    kube.fail(/\/diag\//, fault);
    const snapshot = await read(['Pod', 'Diagnostics'], { limits: HURRIED });
    expect(snapshot.gaps).toEqual([{ kind: 'Diagnostics', reason }]);
    expect(observedIn(snapshot)).toEqual([]);
    expect(indexSnapshot(snapshot).all('Pod')).toHaveLength(2);
  });

  it('is asked for once', async () => {
    kube.fail(/\/diag\//, { status: 503 });
    await read(['Diagnostics']);
    expect(asked()).toHaveLength(2);
  });

  it('and another Pod does, is unknown in its namespace, and not absent', async () => {
    kube.fail(/e-2:8877/, { status: 500, body: 'server error' });
    const snapshot = await read(['Diagnostics']);
    expect(observedIn(snapshot)).toEqual(['Diagnostics e-1']);
    expect(snapshot.gaps).toEqual([{ kind: 'Diagnostics', namespace: 'emissary', reason: 'Pod e-2: it answered 500' }]);
    expect(indexSnapshot(snapshot).lacks('Diagnostics', 'emissary', 'e-2')).toBe(false);
  });

  it('because it is gone, is no gap', async () => {
    kube.fail(/e-2:8877/, said(404, 'pods "e-2" not found'));
    expect((await read(['Diagnostics'])).gaps).toEqual([]);
  });

  it('because it does not run, is a gap, and nobody asks it', async () => {
    const status = { containerStatuses: [{ name: 'emissary', state: { waiting: { reason: 'CrashLoopBackOff' } } }] };
    kube.list('', 'v1', 'pods', [gatewayPod('e-1'), gatewayPod('e-2', { status })]);
    const { gaps } = await read(['Diagnostics']);
    expect(gaps).toEqual([{ kind: 'Diagnostics', namespace: 'emissary', reason: 'Pod e-2: it does not run' }]);
    expect(asked()).toHaveLength(1);
  });

  it('because time is over, is a gap that names the Pods', async () => {
    kube.list(
      '',
      'v1',
      'pods',
      [1, 2, 3, 4, 5].map((i) => gatewayPod(`e-${i}`)),
    );
    kube.fail(/\/diag\//, { status: 200, body: DIAGNOSTICS, delay: 700 });
    const { gaps } = await read(['Diagnostics'], { limits: { questions: 1100 } });
    const reason = 'Pods e-2, e-3, e-4 and 1 more: not within the 1.1 s that there are';
    expect(gaps).toEqual([{ kind: 'Diagnostics', namespace: 'emissary', reason }]);
    expect(asked()).toHaveLength(2);
  });

  it('of one gateway does not keep the others from being asked', async () => {
    const others = ['f-1', 'f-2'].map((name) => gatewayPod(name, { namespace: 'front' }));
    kube.list('', 'v1', 'pods', [gatewayPod('e-1'), gatewayPod('e-2'), ...others]);
    kube.fail(/emissary\/pods/, { status: 403 });
    kube.serve(admin('f-1', '/ambassador/v0/diag/', 'front'), DIAGNOSTICS);
    kube.fail(/f-2/, { status: 404, body: 'Not found\n' });
    const { gaps, ...snapshot } = await read(['Diagnostics']);
    expect(observedIn({ gaps, ...snapshot })).toEqual(['Diagnostics f-1']);
    expect(gaps).toEqual([
      { kind: 'Diagnostics', namespace: 'emissary', reason: 'Pods e-1, e-2: forbidden' },
      { kind: 'Diagnostics', namespace: 'front', reason: expect.stringContaining('Pod f-2: switched off') },
    ]);
    // One refusal tells for its namespace.
    expect(asked().filter((path) => path.includes('/emissary/'))).toHaveLength(1);
  });

  it('in another way is the same for metrics and logs', async () => {
    kube.fail(/\/metrics/, { status: 404, body: 'Not found' });
    kube.fail(/\/log\?/, said(400, 'container "emissary" in pod "e-1" is waiting to start: ContainerCreating'));
    expect((await read(['GatewayMetrics', 'ContainerLog'])).gaps).toEqual([
      { kind: 'GatewayMetrics', reason: 'it answered 404' },
      { kind: 'ContainerLog', reason: 'its container has not started' },
    ]);
  });
});

describe('an answer that is too large', () => {
  const LARGE = `{"errors":[],"groups":"${'x'.repeat(6 * 1024 ** 2)}"}`;
  const path = admin('e-1', '/ambassador/v0/diag/?json=true');

  beforeEach(() => {
    kube.list('', 'v1', 'pods', [gatewayPod('e-1')]);
    kube.serve(path, LARGE);
  });

  it('is left, and its small parts are asked for', async () => {
    kube.serve(`${path}&filter=errors`, ERRORS);
    kube.serve(`${path}&filter=system`, '{"version":"3.9.1"}');
    const { objects, gaps } = await read(['Diagnostics']);
    expect(gaps).toEqual([]);
    expect(objects.filter(({ kind }) => kind === 'Diagnostics')).toMatchObject([
      { isWhole: false, version: '3.9.1', errors: [{ key: 'cart.shop.1' }], elements: {} },
    ]);
  });

  it('is left, also when its own server packs it', async () => {
    kube.fail(/json=true$/, { status: 200, body: LARGE });
    kube.serve(`${path}&filter=errors`, ERRORS);
    const { objects } = await read(['Diagnostics']);
    expect(objects.filter(({ kind }) => kind === 'Diagnostics')).toMatchObject([{ isWhole: false }]);
  });

  it('still tells its errors when there is no more', async () => {
    kube.serve(`${path}&filter=errors`, ERRORS);
    kube.fail(/filter=system/, { delay: 1000 });
    const { objects, gaps } = await read(['Diagnostics'], { limits: { diagnosis: 500 } });
    expect(gaps).toEqual([]);
    expect(objects.filter(({ kind }) => kind === 'Diagnostics')).toMatchObject([{ errors: [{ key: 'cart.shop.1' }] }]);
  });

  it('is a gap when not even its parts are small', async () => {
    kube.serve(`${path}&filter=errors`, LARGE);
    const { gaps } = await read(['Diagnostics']);
    expect(gaps).toEqual([{ kind: 'Diagnostics', reason: 'its errors alone are larger than 5 MB' }]);
  });

  it('of metrics is counted as far as it is read', async () => {
    kube.serve(admin('e-1', '/metrics'), 'envoy_a 1\n'.repeat(600_000) + METRICS);
    const { objects } = await read(['GatewayMetrics']);
    const [metrics] = objects.filter(({ kind }) => kind === 'GatewayMetrics');
    expect(metrics).toMatchObject({ envoyLines: 524_288 });
    expect(metrics).not.toHaveProperty('diagnosticsErrors');
  });
});

describe('containers that crash', () => {
  const crashing = (name: string, restartCount = 5) => ({
    metadata: { name, namespace: 'shop', labels: { app: 'cart' } },
    spec: { containers: [{ name: 'app' }] },
    status: {
      phase: 'Running',
      containerStatuses: [
        { name: 'app', ready: false, restartCount, state: { waiting: { reason: 'CrashLoopBackOff' } } },
      ],
    },
  });
  const CART: readonly Kind[] = ['Mapping', 'Service', 'ContainerLog'];

  beforeEach(() => {
    kube.list('', 'v1', 'services', [
      { metadata: { name: 'cart', namespace: 'shop' }, spec: { selector: { app: 'cart' }, ports: [{ port: 80 }] } },
    ]);
    kube.list('getambassador.io', 'v3alpha1', 'mappings', [
      { metadata: { name: 'cart', namespace: 'shop' }, spec: { prefix: '/', service: 'cart.shop', hostname: '*' } },
    ]);
  });

  it('behind a Service are asked for their last words', async () => {
    const other = { ...crashing('other'), metadata: { name: 'other', namespace: 'shop' } };
    kube.list('', 'v1', 'pods', [gatewayPod('e-1'), crashing('cart-1'), other]);
    kube.serve(log('cart-1', 'shop'), 'starting\npanic: no DB_URL\n');
    const { objects, gaps } = await read(CART);
    expect(gaps).toEqual([]);
    expect(objects.filter(({ kind }) => kind === 'ContainerLog')).toMatchObject([
      { metadata: { name: 'e-1' } },
      { metadata: { namespace: 'shop', name: 'cart-1' }, container: 'app', lines: ['starting', 'panic: no DB_URL'] },
    ]);
    const query = 'container=app&tailLines=50&limitBytes=65536&previous=true';
    expect(asked().filter((path) => path.includes('/shop/'))).toEqual([`${log('cart-1', 'shop')}?${query}`]);
  });

  it('are twenty at most, and leave no gap when they may not be asked', async () => {
    kube.list('', 'v1', 'pods', [gatewayPod('e-1'), ...Array.from({ length: 30 }, (_, i) => crashing(`cart-${i}`))]);
    kube.fail(/namespaces\/shop\/pods/, { status: 403 });
    const snapshot = await read(CART);
    expect(snapshot.gaps).toEqual([]);
    expect(observedIn(snapshot)).toEqual(['ContainerLog e-1']);
    expect(asked().filter((path) => path.includes('/shop/'))).toHaveLength(20);
  });
});

describe('inside the cluster', () => {
  /** As the service account of a Pod would have it. */
  function inside(): string {
    const path = kube.kubeconfig();
    const cluster = { name: 'c', cluster: { server: kube.url } };
    const context = { name: 'inClusterContext', context: { cluster: 'c', user: 'u' } };
    const user = { name: 'u', user: { token: 'a-token' } };
    const config = { 'current-context': context.name, clusters: [cluster], contexts: [context], users: [user] };
    writeFileSync(path, JSON.stringify(config));
    return path;
  }

  it('who may not use the proxy asks the Pod itself, and shows it no token', async () => {
    const tokens: unknown[] = [];
    const pod = createServer((request, response) => {
      tokens.push(request.headers.authorization);
      response.end(request.url?.startsWith('/ambassador/v0/diag/?json=true') ? DIAGNOSTICS : METRICS);
    });
    await new Promise<void>((resolve) => pod.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = pod.address() as AddressInfo;
      const env = [{ name: 'AMBASSADOR_HEALTHCHECK_BIND_PORT', value: `${port}` }];
      kube.list('', 'v1', 'pods', [gatewayPod('e-1', { container: { env } })]);
      kube.fail(/proxy/, { status: 403 });
      const snapshot = await read(['Diagnostics', 'GatewayMetrics'], { kubeconfig: inside() });
      expect(observedIn(snapshot)).toEqual(['Diagnostics e-1', 'GatewayMetrics e-1']);
      expect(tokens).toEqual([undefined, undefined]);
    } finally {
      await new Promise((resolve) => pod.close(resolve));
    }
    const { gaps } = await read(['Diagnostics'], { kubeconfig: inside() });
    expect(gaps).toEqual([{ kind: 'Diagnostics', reason: 'forbidden' }]);
  });

  describe('the certificates that a gateway presents', () => {
    const listener = (name: string, port: number, protocol: string) => ({
      metadata: { name, namespace: 'emissary' },
      spec: { port, protocol, securityModel: 'XFP', hostBinding: { namespace: { from: 'ALL' } } },
    });
    const host = (name: string, hostname: string) => ({
      metadata: { name, namespace: 'shop' },
      spec: { hostname, tlsSecret: { name: 'tls' } },
    });
    const served = ({ objects }: Snapshot) => objects.filter((one) => one.kind === 'ServedCertificate');
    let issued: Issued;
    let server: Server;
    let port: number;

    beforeEach(async () => {
      issued = await issue({ names: ['shop.example'] });
      server = createTLSServer({ cert: issued.certificate, key: issued.privateKey });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      ({ port } = server.address() as AddressInfo);
      const data = { 'tls.crt': issued.certificate, 'tls.key': issued.privateKey };
      const coded = Object.entries(data).map(([name, text]) => [name, Buffer.from(text).toString('base64')]);
      kube.list('', 'v1', 'secrets', [
        {
          metadata: { name: 'tls', namespace: 'shop' },
          type: 'kubernetes.io/tls',
          data: Object.fromEntries(coded),
        },
      ]);
      kube.list('getambassador.io', 'v3alpha1', 'listeners', [listener('https', port, 'HTTPS')]);
      kube.list('getambassador.io', 'v3alpha1', 'hosts', [
        host('shop', 'shop.example'),
        host('any', '*.shop.example'),
        host('address', '10.0.0.1'),
      ]);
    });

    afterEach(async () => {
      await new Promise((resolve) => server.close(resolve));
    });

    it('are asked for by the name of each Host, at one Pod', async () => {
      const snapshot = await read(['ServedCertificate'], { kubeconfig: inside() });
      expect(served(snapshot)).toEqual(
        ['attache-asks.shop.example', 'shop.example'].map((name) => ({
          kind: 'ServedCertificate',
          metadata: { namespace: 'emissary', name },
          address: `127.0.0.1:${port}`,
          certificate: expect.objectContaining({ names: ['shop.example'] }),
        })),
      );
      expect(snapshot.gaps.filter(({ kind }) => kind === 'ServedCertificate')).toEqual([]);
    });

    it('are asked for from inside alone', async () => {
      const snapshot = await read(['ServedCertificate']);
      expect(served(snapshot)).toEqual([]);
      expect(snapshot.gaps).toContainEqual({ kind: 'ServedCertificate', reason: FROM_OUTSIDE });
    });

    it('are unknown where the PROXY protocol is expected', async () => {
      kube.list('getambassador.io', 'v3alpha1', 'listeners', [listener('https', port, 'HTTPSPROXY')]);
      const snapshot = await read(['ServedCertificate'], { kubeconfig: inside() });
      expect(served(snapshot)).toEqual([]);
      const reason = 'a Listener expects the PROXY protocol';
      expect(snapshot.gaps).toContainEqual({ kind: 'ServedCertificate', reason });
    });

    it('are unknown in the namespace where one of two Listeners expects it', async () => {
      const listeners = [listener('https', port, 'HTTPS'), listener('proxied', port + 1, 'HTTPSPROXY')];
      kube.list('getambassador.io', 'v3alpha1', 'listeners', listeners);
      const snapshot = await read(['ServedCertificate'], { kubeconfig: inside() });
      expect(served(snapshot)).toHaveLength(2);
      const reason = 'a Listener expects the PROXY protocol';
      expect(snapshot.gaps).toContainEqual({ kind: 'ServedCertificate', namespace: 'emissary', reason });
    });

    it('are unknown where no connection can be made', async () => {
      await new Promise((resolve) => server.close(resolve));
      const snapshot = await read(['ServedCertificate'], { kubeconfig: inside() });
      expect(served(snapshot)).toEqual([]);
      expect(snapshot.gaps.filter(({ kind }) => kind === 'ServedCertificate')).toEqual([
        { kind: 'ServedCertificate', reason: `127.0.0.1:${port}: connection refused` },
      ]);
    });

    it('are unknown while no Pod is ready', async () => {
      kube.list('', 'v1', 'pods', [gatewayPod('e-1', { status: { conditions: [] } })]);
      const { gaps } = await read(['ServedCertificate'], { kubeconfig: inside() });
      expect(gaps).toContainEqual({ kind: 'ServedCertificate', reason: 'no Pod of the gateway is ready' });
    });

    it('are unknown without the Hosts', async () => {
      kube.fail(/hosts/, { status: 403 });
      const { gaps } = await read(['ServedCertificate'], { kubeconfig: inside() });
      expect(gaps).toContainEqual({ kind: 'ServedCertificate', reason: expect.stringContaining('Hosts') });
    });

    it('are asked for by five hundred names at most', async () => {
      const many = Array.from({ length: 503 }, (_, i) => host(`h-${i}`, `h-${i}.example`));
      kube.list('getambassador.io', 'v3alpha1', 'hosts', many);
      // Nobody answers: what is asked for is seen from what is left out.
      await new Promise((resolve) => server.close(resolve));
      const snapshot = await read(['ServedCertificate'], { kubeconfig: inside() });
      const reason = 'too many names: 3 were not asked for';
      expect(snapshot.gaps).toContainEqual({ kind: 'ServedCertificate', reason });
    });
  });
});
