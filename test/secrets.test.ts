import { execFile, spawn } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSlack } from '../src/playground/slack.ts';
import { fileSource } from '../src/sources/file.ts';

/*
 * Secrets stop at the source: values are planted wherever people leave them, and looked for in everything that comes out.
 */

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);
let folder: string;

/** What must not come out anywhere, by where it was planted. */
const planted = new Map<string, string>();

/** A value to plant, unlike any word of ours. */
function plant(where: string): string {
  const value = `canary${planted.size}x7Qz9vKp`;
  planted.set(where, value);
  return value;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A token whose payload and signature are planted. */
function token(where: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = part({ iss: 'https://login.example.com', exp: 1_700_000_000, iat: 1_690_000_000, jti: plant(where) });
  const signature = base64(plant(`${where}, signature`)).replaceAll('=', '');
  planted.set(`${where}, payload`, payload);
  return `${part({ alg: 'RS256' })}.${payload}.${signature}`;
}

function key(where: string): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
  planted.set(where, pem.split('\n')[1] ?? '');
  return pem;
}

function cluster(): string {
  const docker = JSON.stringify({
    auths: {
      'registry.example.com': {
        username: 'ci',
        password: plant('a registry password'),
        auth: base64(`ci:${plant('a registry login')}`),
      },
    },
  });
  const env = `API_TOKEN=${token('a token in env-like text')}\nDB_PASSWORD=${plant('a password in env-like text')}`;
  const deployment = `
spec:
  containers:
  - name: app
    image: example.com/app:1
    args: ["--password=${plant('an argument')}", "--dsn=postgres://app:${plant('an address in an argument')}@db/shop"]
    env:
    - { name: DB_PASSWORD, value: ${plant('a variable')} }
    - { name: REDIS_URL, value: "redis://:${plant('an address in a variable')}@redis:6379" }
    - { name: AES_LICENSE_KEY, value: ${plant('a licence')} }`;
  return `
apiVersion: v1
kind: Secret
metadata:
  name: shop-tls
  namespace: shop
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{"data":{"tls.key":"${base64(plant('kubectl’s copy'))}"}}'
type: kubernetes.io/tls
data: { tls.crt: ${base64('no certificate')}, tls.key: ${base64(key('a private key'))} }
---
apiVersion: v1
kind: Secret
metadata: { name: tokens, namespace: shop }
type: Opaque
data: { token: ${base64(token('a token'))}, env: ${base64(env)}, opaque: ${base64(plant('an opaque value'))} }
stringData: { plain: ${plant('a plain value')} }
---
apiVersion: v1
kind: Secret
metadata: { name: registry, namespace: shop }
type: kubernetes.io/dockerconfigjson
data: { .dockerconfigjson: ${base64(docker)} }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary, annotations: { deploy.example.com/api-token: ${plant('an annotation')} } }
spec:
  replicas: 1
  selector: { matchLabels: { app: emissary } }
  template:
    metadata: { labels: { app: emissary }, annotations: { deploy.example.com/password: ${plant('an annotation of a template')} } }
${deployment.replaceAll('\n', '\n    ').replace('image: example.com/app:1', 'image: docker.io/emissaryingress/emissary:3.9.1')}
---
apiVersion: v1
kind: Pod
metadata: { name: emissary-ingress-1, namespace: emissary, labels: { app: emissary } }
${deployment.replace('image: example.com/app:1', 'image: docker.io/emissaryingress/emissary:3.9.1')}
status:
  phase: Running
  containerStatuses:
  - name: app
    ready: false
    restartCount: 9
    state: { waiting: { reason: CrashLoopBackOff, message: "password=${plant('a message')} is wrong" } }
    lastState: { terminated: { exitCode: 1, message: "Authorization: Bearer ${plant('last words')}" } }
---
apiVersion: getambassador.io/v3alpha1
kind: Mapping
metadata: { name: cart, namespace: shop }
spec:
  hostname: "*"
  prefix: /cart/
  service: https://cart:${plant('an address')}@crat
  add_request_headers:
    Authorization: { value: "Basic ${plant('an added header')}" }
    x-api-key: { value: ${plant('an added key')} }
---
apiVersion: v1
kind: Service
metadata:
  name: annotated
  namespace: shop
  annotations:
    getambassador.io/config: |
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      name: annotated
      hostname: "*"
      prefix: /annotated/
      service: nowhere
      add_request_headers:
        Authorization: { value: "Bearer ${plant('a header in an annotation')}" }
spec: { ports: [{ port: 80 }] }
---
apiVersion: getambassador.io/v3alpha1
kind: Mapping
metadata: { name: strict, namespace: shop }
spec:
  hostname: "*"
  prefix: /strict/
  service: cart
  headers: { x-api-key: ${plant('a header that is asked for')}, authorization: "Bearer ${plant('a token that is asked for')}" }
---
apiVersion: getambassador.io/v3alpha1
kind: Filter
metadata: { name: login, namespace: shop }
spec: { OAuth2: { clientID: shop, secret: ${plant('a secret in a Filter')}, authorizationURL: "https://login.example.com" } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: prometheus, namespace: monitoring }
data:
  prometheus.yml: |
    scrape_configs:
    - job_name: ambassador
      basic_auth: { username: prom, password: ${plant('a password in a scrape configuration, in a flow map')} }
      static_configs: [{ targets: [emissary-ingress-admin.emissary:8877] }]
    - job_name: other
      authorization:
        credentials: ${plant('credentials in a scrape configuration')}
  settings.env: SECRET=${plant('a value in a ConfigMap')}
---
apiVersion: v1
kind: Secret
metadata: { name: [broken, namespace: shop }
stringData: { password: ${plant('a Secret that is no YAML')} }
`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attache-secrets-'));
  await mkdir(join(folder, 'cluster/logs/emissary/emissary-ingress-1'), { recursive: true });
  await writeFile(join(folder, 'cluster/all.yaml'), cluster());
  await writeFile(
    join(folder, 'cluster/logs/emissary/emissary-ingress-1/app.log'),
    `connecting to postgres://app:${plant('an address in a log')}@db\nAuthorization: Bearer ${token('a token in a log')}\n`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** Where something that was planted comes out. */
function found(text: string): readonly string[] {
  return [...planted]
    .filter(([, value]) => text.includes(value) || text.includes(base64(value)))
    .map(([where]) => where);
}

const attache = async (...args: readonly string[]) => {
  const options = { maxBuffer: 64 * 1024 ** 2, env: { PATH: process.env['PATH'] ?? '' } };
  const { stdout, stderr } = await run(process.execPath, [join(root, 'src/cli.ts'), ...args], options).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  return stdout + stderr;
};

it('stops at the source', async () => {
  const now = () => new Date('2026-01-01T00:00:00Z');
  const snapshot = await fileSource({ paths: [join(folder, 'cluster')], now }).snapshot(new Set());
  expect(snapshot.objects.length).toBeGreaterThan(10);
  expect(found(JSON.stringify(snapshot))).toEqual([]);
});

describe('the terminal shows none', () => {
  const from = () => ['--from', join(folder, 'cluster')];

  it.each(['table', 'json', 'yaml'])('in a report as %s', { timeout: 60_000 }, async (output) => {
    const text = await attache('check', ...from(), '-o', output);
    expect(text).toContain('shop');
    expect(found(text)).toEqual([]);
  });

  it.each(['routes', 'trace http://shop.example.com/strict/', 'trace http://shop.example.com/annotated/'])(
    'in %s',
    { timeout: 60_000 },
    async (line) => {
      for (const output of ['table', 'json']) {
        const text = await attache(...line.split(' '), ...from(), '-o', output);
        expect(text).toContain('shop');
        expect(found(text)).toEqual([]);
      }
    },
  );
});

it('neither Slack, nor the log, nor the database holds one', { timeout: 60_000 }, async () => {
  const slack = await startSlack({ ackTimeout: 20_000 });
  const bot = spawn(process.execPath, [join(root, 'src/bot.ts')], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      ATTACHE_FROM: join(folder, 'cluster'),
      ATTACHE_DATABASE: join(folder, 'memory.sqlite'),
      ATTACHE_HEALTH_PORT: '0',
      LOG_LEVEL: 'debug',
    },
  });
  let log = '';
  bot.stdout.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  bot.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  try {
    await slack.connected();
    await slack.user('ada').command('/ambassador check', { channel: 'platform' });
    await slack.message(/error/, { channel: 'platform', timeout: 20_000 });
    await slack.user('ada').command('/ambassador trace http://shop.example.com/strict/', { channel: 'platform' });
    const shown = () => slack.messages('platform').flatMap((message) => [message, ...slack.thread(message)]);
    await vi.waitUntil(() => shown().length > 5, { timeout: 30_000 });
    const messages = shown();
    expect(found(JSON.stringify(messages))).toEqual([]);
    expect(log).toContain('attaché is ready');
    expect(found(log)).toEqual([]);
    for (const file of (await readdir(folder)).filter((name) => name.startsWith('memory.sqlite'))) {
      expect(found((await readFile(join(folder, file))).toString('latin1')), file).toEqual([]);
    }
  } finally {
    bot.kill('SIGKILL');
    await slack.close();
  }
});
