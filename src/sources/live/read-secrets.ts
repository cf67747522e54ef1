import pLimit from 'p-limit';
import type { Gap } from '../../cluster/cluster.ts';
import type { AnyObject, Ref } from '../../cluster/objects.ts';
import { RequestFailure } from './failure.ts';
import { readObject } from './list.ts';
import { project } from './project.ts';
import { pathOf, type Reader, reasonOf } from './read-kind.ts';
import { referencedSecrets } from './referenced-secrets.ts';

/** Secrets that were read one by one. */
export interface NamedSecrets {
  readonly secrets: readonly AnyObject[];
  readonly gaps: readonly Gap[];
  /** Those that were asked for by name and are not there. */
  readonly confirmedAbsent: readonly Ref[];
}

/** Why a namespace is a gap although the Secrets in it that matter were read. */
const BY_NAME = 'only Secrets that other objects name may be read';

/**
 * Reads by name every Secret that other objects name, where Secrets may not be listed.
 *
 * Of the Secrets in such a namespace only these are known. So that `lacks` stays truthful, each of its namespaces becomes
 * a gap, and those that the server said are not there are handed back as confirmed absent: `lacks` is true of these alone.
 * When not even one may be read, Secrets are one gap, as if they had only been listed.
 *
 * @param objects everything else that was read
 * @param forbidden the gaps that listing left: for the whole cluster, or for some namespaces
 */
export async function readNamedSecrets(
  reader: Reader,
  objects: readonly AnyObject[],
  forbidden: readonly Gap[],
): Promise<NamedSecrets> {
  const isEverywhere = forbidden.some(({ namespace }) => namespace === undefined);
  const scope = new Set(forbidden.map(({ namespace }) => namespace));
  const refs = referencedSecrets(objects).filter(({ namespace }) => isEverywhere || scope.has(namespace));
  const limit = pLimit(reader.limits.gets);
  const answers = await Promise.all(refs.map((ref) => limit(() => readSecret(reader, ref))));

  const secrets = answers.flatMap(({ secret = [] }) => secret);
  const confirmedAbsent = answers.filter(({ isAbsent }) => isAbsent).map(({ ref }) => ref);
  if (secrets.length === 0 && confirmedAbsent.length === 0) return { secrets, confirmedAbsent, gaps: forbidden };

  const failed = new Map(answers.flatMap(({ ref, reason }) => (reason ? [[ref.namespace, reason] as const] : [])));
  const namespaces = isEverywhere ? namespacesOf(objects, refs) : [...scope].filter((one) => one !== undefined);
  return {
    secrets,
    confirmedAbsent,
    gaps: namespaces.map((namespace) => ({ kind: 'Secret', namespace, reason: failed.get(namespace) ?? BY_NAME })),
  };
}

interface Answer {
  readonly ref: Ref;
  readonly secret?: readonly AnyObject[];
  readonly isAbsent?: true;
  readonly reason?: string;
}

async function readSecret(reader: Reader, ref: Ref): Promise<Answer> {
  const path = `${pathOf('Secret', 'v1', ref.namespace)}/${encodeURIComponent(ref.name)}`;
  try {
    const raw = await readObject(reader.transport, path, reader.patience);
    return { ref, secret: project('Secret', 'v1', raw, reader.clusterName).objects };
  } catch (error) {
    if (error instanceof RequestFailure && error.status === 404) return { ref, isAbsent: true };
    return { ref, reason: reasonOf(error) };
  }
}

function namespacesOf(objects: readonly AnyObject[], refs: readonly Ref[]): readonly string[] {
  const all = new Set(refs.map(({ namespace }) => namespace));
  for (const { kind, metadata } of objects) all.add(kind === 'Namespace' ? metadata.name : metadata.namespace);
  all.delete('');
  return [...all].sort();
}
