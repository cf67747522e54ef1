import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { SourceError } from '../source.ts';
import { type LoginCredentials, loginCommandOf, runLoginCommand } from './login-command.ts';

/** What goes with a request to say who asks. Never log it. */
export interface Authorization {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TLSOptions;
}

export interface TLSOptions {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/** Milliseconds. Token files are written anew long before a token ends, so one read this often is never an old one. */
const REREAD = 60_000;

/**
 * The credentials of the current context, by whatever way its user has: token, token file, client certificate, password,
 * login command, OIDC.
 *
 * @param timeout in milliseconds
 * @returns the credentials, and until when they can be used, in milliseconds since 1970
 * @throws SourceError when there are none
 */
export async function credentialsOf(
  config: KubeConfig,
  now: Date,
  timeout: number,
): Promise<{ readonly authorization: Authorization; readonly until: number }> {
  const user = config.getCurrentUser();
  const cluster = config.getCurrentCluster();
  const command = loginCommandOf(user?.exec ?? user?.authProvider?.config?.exec);
  const options: RequestOptions = {};
  await inTime(withoutLogin(config).applyToHTTPSOptions(options), timeout);
  if (!command || !cluster) return { authorization: authorizationOf(options), until: now.getTime() + REREAD };

  const login = await runLoginCommand(command, cluster, timeout);
  const until = Math.max((login.expires ?? Number.POSITIVE_INFINITY) - REREAD, now.getTime() + REREAD);
  return { authorization: authorizationOf(options, login), until };
}

// client-node runs login commands without a timeout, and refuses plain HTTP, which `kubectl proxy` speaks.
function withoutLogin(config: KubeConfig): KubeConfig {
  const copy = new KubeConfig();
  copy.loadFromOptions({
    contexts: config.contexts,
    currentContext: config.currentContext,
    clusters: config.clusters.map(({ proxyUrl: _, ...cluster }) => ({
      ...cluster,
      skipTLSVerify: cluster.skipTLSVerify || cluster.server.startsWith('http:'),
    })),
    users: config.users.map(({ exec, authProvider, ...user }) =>
      exec || authProvider?.config?.exec ? user : { ...user, authProvider },
    ),
  });
  return copy;
}

function authorizationOf(options: RequestOptions, login: LoginCredentials = {}): Authorization {
  const { ca, cert, key, servername, rejectUnauthorized, auth } = options;
  const token = login.token && { Authorization: `Bearer ${login.token}` };
  const basic = auth && { Authorization: `Basic ${Buffer.from(auth).toString('base64')}` };
  const tls = {
    ca,
    cert: login.certificate ?? cert,
    key: login.key ?? key,
    servername,
    rejectUnauthorized,
  };
  return {
    headers: { ...basic, ...(options.headers as Record<string, string> | undefined), ...token },
    tls: Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined)) as TLSOptions,
  };
}

async function inTime(work: Promise<void>, timeout: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SourceError(`No credentials within ${timeout / 1000} s.`, ADVICE)), timeout);
  });
  try {
    await Promise.race([work, late]);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    // The text of these errors can hold what an identity provider answered.
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    throw new SourceError(`The kubeconfig gives no credentials${code}.`, ADVICE);
  } finally {
    clearTimeout(timer);
  }
}

const ADVICE = 'Check with `kubectl auth whoami` that kubectl gets in with this context.';
