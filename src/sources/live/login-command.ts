import { type ChildProcess, spawn } from 'node:child_process';
import { fieldsOf, isFields, parsedJson, textOf } from '../fields.ts';
import { SourceError } from '../source.ts';

/** What a login command of a kubeconfig (`user.exec`) gave. Never log it. */
export interface LoginCredentials {
  readonly token?: string;
  readonly certificate?: string;
  readonly key?: string;
  /** Milliseconds since 1970. */
  readonly expires?: number;
}

export interface LoginCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly apiVersion: string;
  /** Whether the command wants to be told of the cluster. */
  readonly provideClusterInfo: boolean;
}

/** What the command is told of the cluster (`KUBERNETES_EXEC_INFO`). */
export interface LoginTarget {
  readonly server: string;
  readonly caData?: string;
  readonly tlsServerName?: string;
  readonly skipTLSVerify: boolean;
}

/** The `exec` part of a kubeconfig user. */
export function loginCommandOf(raw: unknown): LoginCommand | undefined {
  const { command, args, env, apiVersion, provideClusterInfo } = fieldsOf(raw);
  if (typeof command !== 'string' || command === '') return undefined;
  const variables = (Array.isArray(env) ? env : []).map(fieldsOf).flatMap(({ name, value }) => {
    return typeof name === 'string' && typeof value === 'string' ? [[name, value] as const] : [];
  });
  return {
    command,
    args: Array.isArray(args) ? args.filter((arg) => typeof arg === 'string') : [],
    env: Object.fromEntries(variables),
    apiVersion: textOf(apiVersion) ?? 'client.authentication.k8s.io/v1',
    provideClusterInfo: provideClusterInfo === true,
  };
}

/**
 * Runs a login command. client-node's own way has no timeout and does not tell the command about the cluster.
 *
 * @param timeout in milliseconds; the command is then killed
 * @throws SourceError that names the command, never what it printed
 */
export function runLoginCommand(login: LoginCommand, target: LoginTarget, timeout: number): Promise<LoginCredentials> {
  const { command, args, env } = login;
  return new Promise((resolve, reject) => {
    // In a group of its own, so that what the command started ends with it.
    const child = spawn(command, args, {
      env: { ...process.env, ...env, KUBERNETES_EXEC_INFO: JSON.stringify(execInfo(login, target)) },
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: process.platform !== 'win32',
    });
    const fail = (what: string) => {
      clearTimeout(timer);
      if (child.exitCode === null) kill(child);
      child.stdout.destroy();
      reject(new SourceError(`The login command ${command} ${what}.`, ADVICE));
    };
    const timer = setTimeout(() => fail(`did not end within ${timeout / 1000} s`), timeout);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      output += piece;
      if (output.length > LONGEST_OUTPUT) fail('gave far more than credentials');
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      fail(error.code === 'ENOENT' ? 'is not installed' : `cannot be started (${error.code})`);
    });
    child.on('close', (code, signal) => {
      if (code !== 0) return fail(signal ? `was ended by ${signal}` : `failed with exit code ${code}`);
      const status = fieldsOf(parsedJson(output))['status'];
      if (!isFields(status)) return fail('gave no credentials');
      clearTimeout(timer);
      resolve(credentialsOf(status));
    });
  });
}

function kill(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

const LONGEST_OUTPUT = 1_048_576;
// Not its arguments: they can hold a client secret.
const ADVICE =
  'Run `kubectl auth whoami` with this context in a terminal: it runs the same command and shows what it says.';

function credentialsOf(status: Readonly<Record<string, unknown>>): LoginCredentials {
  const token = textOf(status['token']);
  const certificate = textOf(status['clientCertificateData']);
  const key = textOf(status['clientKeyData']);
  const expires = Date.parse(textOf(status['expirationTimestamp']) ?? '');
  return {
    ...(token && { token }),
    ...(certificate && { certificate }),
    ...(key && { key }),
    ...(!Number.isNaN(expires) && { expires }),
  };
}

function execInfo(login: LoginCommand, target: LoginTarget): unknown {
  const cluster = {
    server: target.server,
    ...(target.tlsServerName && { 'tls-server-name': target.tlsServerName }),
    ...(target.skipTLSVerify && { 'insecure-skip-tls-verify': true }),
    ...(target.caData && { 'certificate-authority-data': target.caData }),
  };
  return {
    apiVersion: login.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(login.provideClusterInfo && { cluster }) },
  };
}
