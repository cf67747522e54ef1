import { KubeConfig } from '@kubernetes/client-node';
import { SourceError } from '../source.ts';
import { type Authorization, credentialsOf } from './credentials.ts';

/** How to talk to one API server. */
export interface Connection {
  /** The context of the kubeconfig; `in-cluster` for the service account of the Pod. */
  readonly name: string;
  /** Scheme, host, port and perhaps a path, without a slash at the end. */
  readonly server: string;
  readonly proxyUrl?: string;
  /** Whether this runs in a Pod of the cluster, with its service account: there addresses of Pods can be reached. */
  readonly isInside: boolean;
  /**
   * Credentials and certificates for the next request.
   *
   * @param refused what the server did not accept: files are then read and login commands run again
   * @throws SourceError when there are none
   */
  authorize(refused?: Authorization): Promise<Authorization>;
}

export interface ConnectionOptions {
  /** Path of a kubeconfig; absent: as kubectl finds it, else the service account of the Pod. */
  readonly kubeconfig?: string;
  /** The service account of the Pod, whatever kubeconfig there is. */
  readonly inCluster?: boolean;
  /** A context of the kubeconfig; absent: the current one. */
  readonly context?: string;
}

const IN_CLUSTER = 'inClusterContext';
/** What client-node falls back to when it finds no configuration at all. */
const NOTHING_FOUND = 'http://localhost:8080';

/**
 * Reads the kubeconfig and picks a context.
 *
 * @param now for the ends of credentials
 * @param timeout milliseconds that getting credentials may take
 * @throws SourceError when there is no usable configuration
 */
export function connectionOf(options: ConnectionOptions, now: () => Date, timeout: number): Connection {
  const { server, proxyUrl } = clusterOf(load(options));
  const context = load(options).getCurrentContext();
  const isInside = context === IN_CLUSTER;
  let known: { readonly authorization: Authorization; readonly until: number } | undefined;
  let pending: Promise<Authorization> | undefined;

  const ask = async () => {
    const { authorization, until } = await credentialsOf(load(options), now(), timeout);
    known = { authorization, until };
    return authorization;
  };

  return {
    name: isInside ? 'in-cluster' : context,
    server,
    isInside,
    ...(proxyUrl && { proxyUrl }),
    authorize: async (refused) => {
      if (known && known.authorization !== refused && now().getTime() < known.until) return known.authorization;
      // Requests that find the credentials old at the same time share one login.
      pending ??= ask().finally(() => {
        pending = undefined;
      });
      return pending;
    },
  };
}

function clusterOf(config: KubeConfig) {
  const cluster = config.getCurrentCluster();
  const advice = `Name one of its contexts: ${config.contexts.map(({ name }) => name).join(', ') || 'there are none'}.`;
  if (!config.getContextObject(config.getCurrentContext())) {
    throw new SourceError(`The kubeconfig has no context ${config.getCurrentContext() || 'that is current'}.`, advice);
  }
  if (!cluster) throw new SourceError('The context names a cluster that the kubeconfig does not have.', advice);
  if (!URL.canParse(cluster.server)) {
    throw new SourceError(`The server of the kubeconfig is no address: ${cluster.server}.`, 'Correct `server` there.');
  }
  return cluster;
}

function load({ kubeconfig, inCluster, context }: ConnectionOptions): KubeConfig {
  const config = new KubeConfig();
  try {
    if (inCluster) config.loadFromCluster();
    else if (kubeconfig) config.loadFromFile(kubeconfig);
    else config.loadFromDefault();
  } catch (error) {
    // Only the code of an error: its text can quote the file.
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    throw new SourceError(
      `Cannot read the kubeconfig${kubeconfig ? ` ${kubeconfig}` : ''}${code}.`,
      'Check that the file is there and is YAML, and that KUBECONFIG names it.',
    );
  }
  if (!kubeconfig && config.getCurrentCluster()?.server === NOTHING_FOUND) {
    throw new SourceError(
      'There is no kubeconfig, and this is no Pod of a cluster.',
      'Set KUBECONFIG, or run in a Pod.',
    );
  }
  if (context) config.setCurrentContext(context);
  return config;
}
