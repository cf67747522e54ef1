import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real kube-apiserver with etcd, for tests. Nothing reconciles in it: objects stay as they are written. */
export interface RealKube {
  /** `https://127.0.0.1:…` */
  readonly url: string;
  /** Path of a kubeconfig that trusts the server's certificate. */
  kubeconfig(token?: string): string;
  /** Runs kubectl as an administrator and gives what it prints. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  stop(): Promise<void>;
}

/** Users besides the administrator: token, name. Their rights are up to the test. */
export type Users = readonly (readonly [token: string, name: string])[];

const ADMIN = 'admin-token';

/**
 * The folder with kube-apiserver, etcd and kubectl, or why there is none. With CI=true a missing one is an error where it
 * could be built: the tests that need it must then not be skipped.
 */
export function kubeAssets(): { readonly folder: string } | { readonly missing: string } {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const places = [process.env['KUBEBUILDER_ASSETS'], join(cache, 'attache-kube', '1.37.2')];
  const folder = places.find(
    (place) => place && ['kube-apiserver', 'etcd', 'kubectl'].every((name) => existsSync(join(place, name))),
  );
  if (folder) return { folder };
  const missing = 'no kube-apiserver: run ../shared/tools/kube/build, or set KUBEBUILDER_ASSETS';
  const couldBeBuilt = existsSync(resolve(import.meta.dirname, '../../../shared/tools/kube/build'));
  if (process.env['CI'] === 'true' && couldBeBuilt) throw new Error(missing);
  return { missing };
}

/** A folder with the definitions of getambassador.io, cert-manager and the Prometheus operator; undefined: not here. */
export function definitions(): string | undefined {
  const folder = resolve(import.meta.dirname, '../../../shared/crds');
  return existsSync(folder) ? folder : undefined;
}

/** Starts it; takes about four seconds. */
export async function startKube(assets: string, users: Users = []): Promise<RealKube> {
  const folder = mkdtempSync(join(tmpdir(), 'real-kube-'));
  const [etcd, peer, api] = await Promise.all([freePort(), freePort(), freePort()]);
  const url = `https://127.0.0.1:${api}`;
  const path = (name: string) => join(folder, name);
  await run('openssl', ['genrsa', '-out', path('service-account.key'), '2048']);
  const lines = [[ADMIN, 'admin', 'system:masters'] as const, ...users].map(([token, name, group = '']) => {
    return `${token},${name},${name},"${group}"`;
  });
  writeFileSync(path('tokens.csv'), `${lines.join('\n')}\n`);

  const processes: ChildProcess[] = [];
  const start = (name: string, args: readonly string[]) => {
    const child = spawn(join(assets, name), args, { stdio: 'ignore' });
    processes.push(child);
  };
  const kill = () => {
    for (const child of processes) child.kill('SIGKILL');
  };
  process.once('exit', kill);

  start('etcd', [
    ...['--data-dir', path('etcd'), '--unsafe-no-fsync', '--log-level', 'error'],
    ...['--listen-client-urls', `http://127.0.0.1:${etcd}`, '--advertise-client-urls', `http://127.0.0.1:${etcd}`],
    ...['--listen-peer-urls', `http://127.0.0.1:${peer}`, '--initial-advertise-peer-urls', `http://127.0.0.1:${peer}`],
    ...['--initial-cluster', `default=http://127.0.0.1:${peer}`],
  ]);
  start('kube-apiserver', [
    ...['--etcd-servers', `http://127.0.0.1:${etcd}`, '--bind-address', '127.0.0.1', '--secure-port', String(api)],
    ...['--cert-dir', path('certs'), '--service-cluster-ip-range', '10.96.0.0/16', '--authorization-mode', 'RBAC'],
    ...['--token-auth-file', path('tokens.csv'), '--service-account-issuer', 'https://kubernetes.default.svc'],
    ...['--service-account-key-file', path('service-account.key')],
    ...[
      '--service-account-signing-key-file',
      path('service-account.key'),
      '--disable-admission-plugins',
      'ServiceAccount',
    ],
  ]);

  const kubeconfig = (token = ADMIN) => {
    const config = path(`kubeconfig-${token}`);
    const authority = readFileSync(path('certs/apiserver.crt')).toString('base64');
    const content = {
      'current-context': 'test',
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'someone' } }],
      users: [{ name: 'someone', user: { token } }],
      clusters: [{ name: 'test', cluster: { server: url, 'certificate-authority-data': authority } }],
    };
    writeFileSync(config, JSON.stringify(content));
    return config;
  };
  const kubectl = (args: readonly string[], input?: string) =>
    run(join(assets, 'kubectl'), ['--kubeconfig', kubeconfig(), '--cache-dir', path('cache'), ...args], input);
  const stop = async () => {
    process.off('exit', kill);
    const ended = processes.map((child) => child.exitCode ?? new Promise((done) => child.once('exit', done)));
    kill();
    await Promise.all(ended);
    rmSync(folder, { recursive: true, force: true });
  };

  for (let tries = 0; ; tries++) {
    const isReady =
      existsSync(path('certs/apiserver.crt')) && (await kubectl(['get', '--raw', '/readyz']).catch(() => ''));
    if (isReady === 'ok') return { url, kubeconfig, kubectl, stop };
    if (tries === 240) {
      await stop();
      throw new Error('kube-apiserver was not ready within a minute');
    }
    await sleep(250);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

function run(command: string, args: readonly string[], input?: string): Promise<string> {
  return new Promise((done, fail) => {
    const child = execFile(command, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) fail(new Error(`${command} ${args.join(' ')}: ${stderr}`));
      else done(stdout);
    });
    child.stdin?.end(input ?? '');
  });
}
