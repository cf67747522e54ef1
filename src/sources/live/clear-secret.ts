import type { ClearOutcome, SecretClearing, SecretSeen, SecretVersion } from '../../cluster/clearable-secret.ts';
import type { ObjectKind, Ref } from '../../cluster/objects.ts';
import { fieldsOf, textOf } from '../fields.ts';
import { withoutSecrets } from '../redact.ts';
import { secretFacts } from '../secret.ts';
import { SourceError } from '../source.ts';
import { isTokenAlone } from '../tokens.ts';
import { connectionOf } from './connection.ts';
import { RequestFailure } from './failure.ts';
import { LIMITS } from './limits.ts';
import { readList, readObject } from './list.ts';
import type { LiveSourceOptions } from './live-source.ts';
import { proxyTo } from './proxy.ts';
import { pathOf, type Reader, readKind, reasonOf } from './read-kind.ts';
import { referencedSecrets } from './referenced-secrets.ts';
import { placesOf } from './secret-uses.ts';
import { type Transport, transportTo } from './transport.ts';
import { versionsOf } from './versions.ts';

/** What can use a Secret of its namespace, with the path of its API group. */
const USERS = [
  ['Pod', '/api/v1', 'pods'],
  ['ServiceAccount', '/api/v1', 'serviceaccounts'],
  ['Deployment', '/apis/apps/v1', 'deployments'],
  ['StatefulSet', '/apis/apps/v1', 'statefulsets'],
  ['DaemonSet', '/apis/apps/v1', 'daemonsets'],
  ['Job', '/apis/batch/v1', 'jobs'],
  ['CronJob', '/apis/batch/v1', 'cronjobs'],
] as const;

/** What of the gateway can name a Secret, of other namespaces too. A Service can have such objects in an annotation. */
const GATEWAY: readonly ObjectKind[] = ['Host', 'TLSContext', 'Module', 'Ingress', 'Filter', 'Certificate', 'Service'];

/** Milliseconds that questions may wait to be asked again: a person is waiting. */
const WAITING = 5_000;

/**
 * Opens the way to delete Secrets. Each call has a connection of its own.
 *
 * @throws SourceError when there is no usable kubeconfig
 */
export function secretClearing(options: LiveSourceOptions): SecretClearing {
  const limits = { ...LIMITS, ...options.limits };
  const connection = connectionOf(options, options.now, limits.login);
  const clusterName = options.clusterName ?? connection.name;
  const through = async <T>(work: (transport: Transport) => Promise<T>): Promise<T> => {
    const transport = transportTo(connection, limits, connection.proxyUrl ?? proxyTo(connection.server, options));
    try {
      return await work(transport);
    } catch (error) {
      if (!(error instanceof RequestFailure) || !error.isUnreachable) throw error;
      throw new SourceError(`Cannot reach ${clusterName}: ${error.message}.`, 'Ask again when it answers.');
    } finally {
      await transport.close();
    }
  };
  return {
    look: (namespace, name) =>
      through((transport) => {
        const patience = { waiting: WAITING, signal: undefined };
        const reader = {
          ...{ clusterName, transport, limits, patience, versions: versionsOf(transport) },
          namespaces: options.namespaces ?? [],
        };
        return look({ kind: 'Secret', namespace, name }, reader);
      }),
    rehearse: (version) => through((transport) => remove(version, transport, { isDryRun: true })),
    remove: (version) => through((transport) => remove(version, transport, { isDryRun: false })),
  };
}

async function look(ref: Ref, reader: Reader): ReturnType<SecretClearing['look']> {
  let raw: unknown;
  try {
    raw = await readObject(reader.transport, pathTo(ref), reader.patience);
  } catch (error) {
    const outcome = explain(error, `read Secrets in ${ref.namespace}`);
    return outcome === 'changed' ? 'gone' : outcome;
  }
  const { metadata, data } = fieldsOf(raw);
  const { uid, resourceVersion, finalizers } = fieldsOf(metadata);
  const values = Object.entries(fieldsOf(data));
  const isAlone = ([, value]: readonly [string, unknown]) => isTokenAlone(Buffer.from(textOf(value) ?? '', 'base64'));
  const tokenKeys = values.filter(isAlone).map(([key]) => key);
  return {
    ...{
      namespace: ref.namespace,
      name: ref.name,
      uid: textOf(uid) ?? '',
      resourceVersion: textOf(resourceVersion) ?? '',
    },
    secret: secretFacts(fieldsOf(raw)),
    tokenKeys,
    finalizers: Array.isArray(finalizers) ? finalizers.map(String) : [],
    ...(await usesOf(ref, reader)),
  };
}

async function usesOf(ref: Ref, reader: Reader): Promise<Pick<SecretSeen, 'uses' | 'unread'>> {
  const { transport, patience, limits } = reader;
  const uses: SecretSeen['uses'][number][] = [];
  const unread: { kind: string; reason: string }[] = [];
  for (const [kind, home, plural] of USERS) {
    const path = `${home}/namespaces/${encodeURIComponent(ref.namespace)}/${plural}`;
    try {
      const found = await readList(transport, { path, patience, pageSize: limits.pageSize }, (item) =>
        placesOf(kind, item, ref),
      );
      uses.push(...found.flat());
    } catch (error) {
      unread.push({ kind: `${plural} in ${ref.namespace}`, reason: reasonOf(error) });
    }
  }
  for (const kind of GATEWAY) {
    const { objects, gaps } = await readKind(reader, kind, () => {});
    for (const gap of gaps) {
      if (gap.namespace === undefined || gap.namespace === ref.namespace)
        unread.push({ kind: `${kind} objects`, reason: gap.reason });
    }
    for (const object of objects) {
      const isNamed = referencedSecrets([object]).some(
        ({ namespace, name }) => namespace === ref.namespace && name === ref.name,
      );
      const { namespace, name } = object.metadata;
      if (isNamed) uses.push({ by: { kind: object.kind, namespace, name }, path: 'spec' });
    }
  }
  return { uses, unread };
}

async function remove(
  version: SecretVersion,
  transport: Transport,
  { isDryRun }: { readonly isDryRun: boolean },
): Promise<ClearOutcome> {
  const { uid, resourceVersion } = version;
  if (uid === '' || resourceVersion === '') return 'changed';
  // In the address too: should something on the way drop the body, a rehearsal still deletes nothing.
  const path = `${pathTo(version)}${isDryRun ? '?dryRun=All' : ''}`;
  try {
    await transport.delete(path, {
      ...{ apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid, resourceVersion } },
      ...(isDryRun && { dryRun: ['All'] }),
    });
    return 'done';
  } catch (error) {
    if (isDryRun || (error instanceof RequestFailure && error.status !== undefined)) {
      return explain(error, `delete Secrets in ${version.namespace}`);
    }
    return (await isGone(version, transport)) ? 'done' : explain(error, '');
  }
}

/** Whether the Secret is gone although the answer to its deletion was lost. */
async function isGone(version: SecretVersion, transport: Transport): Promise<boolean> {
  try {
    const { metadata } = fieldsOf(
      await readObject(transport, pathTo(version), { waiting: WAITING, signal: undefined }),
    );
    return fieldsOf(metadata)['uid'] !== version.uid;
  } catch (error) {
    return error instanceof RequestFailure && error.status === 404;
  }
}

function explain(error: unknown, deed: string): 'gone' | 'changed' | { readonly reason: string } {
  if (!(error instanceof RequestFailure) || error.isUnreachable) throw error;
  if (error.status === 404) return 'gone';
  // The preconditions do not hold any more.
  if (error.status === 409) return 'changed';
  if (error.status === 403) return { reason: `I have no right to ${deed}; manifests/rbac.clear.yaml has it.` };
  const said = withoutSecrets(error.said).slice(0, 200);
  return { reason: `The API server did not do it: ${error.message}${said ? ` (${said})` : ''}.` };
}

function pathTo({ namespace, name }: Pick<Ref, 'namespace' | 'name'>): string {
  return `${pathOf('Secret', 'v1', namespace)}/${encodeURIComponent(name)}`;
}
