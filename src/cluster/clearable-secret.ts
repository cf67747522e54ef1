import type { Ref, Secret } from './objects.ts';
import { hasEnded } from './tokens.ts';

/** A Secret of which exactly this version is meant. */
export interface SecretVersion {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

/** A Secret before it is deleted, and what refers to it. Plain facts: no value is in it. */
export interface SecretSeen extends SecretVersion {
  readonly secret: Secret;
  /** The keys whose value is one token and nothing else. */
  readonly tokenKeys: readonly string[];
  readonly finalizers: readonly string[];
  readonly uses: readonly { readonly by: Ref; readonly path: string }[];
  /** What could not be looked at, and why: something there may use it. */
  readonly unread: readonly { readonly kind: string; readonly reason: string }[];
}

/** What came of an attempt: it is done; it was gone, or another version, before; or why it cannot be. */
export type ClearOutcome = 'done' | 'gone' | 'changed' | { readonly reason: string };

/** Deletes Secrets of one cluster, each in exactly the version that was seen: the only thing here that writes to a cluster. */
export interface SecretClearing {
  /**
   * Reads a Secret and what refers to it.
   *
   * @throws SourceError when the cluster cannot be reached
   */
  look(namespace: string, name: string): Promise<SecretSeen | 'gone' | { readonly reason: string }>;
  /** Has the API server go through the deletion without doing it. Throws as `look` does. */
  rehearse(version: SecretVersion): Promise<ClearOutcome>;
  /** Deletes it, if it still is this version. Throws as `look` does. */
  remove(version: SecretVersion): Promise<ClearOutcome>;
}

/** What a Secret was, to be kept: everything but its values. */
export interface SecretManifest {
  readonly apiVersion: string;
  readonly kind: 'Secret';
  readonly metadata: Secret['metadata'] & { readonly resourceVersion: string };
  readonly type: string;
  /** Bytes by key, and when the tokens in it ended. */
  readonly data: Readonly<Record<string, { readonly bytes: number; readonly expired: readonly string[] }>>;
}

/** Why a Secret is not to be deleted, in a sentence; undefined: it is expired tokens and nothing else, and nobody uses it. */
export function reasonAgainst(
  { namespace, name, secret, tokenKeys, finalizers, uses, unread }: SecretSeen,
  now: Date,
): string | undefined {
  const what = `Secret ${namespace}/${name}`;
  const { metadata, type, data } = secret;
  const keys = Object.keys(data);
  if (metadata.deletionTimestamp !== undefined) return `${what} is being deleted already.`;
  if (type !== 'Opaque') return `${what} has the type ${type}, and I only clear Opaque ones.`;
  if (keys.length === 0) return `${what} is empty: there is no token in it.`;
  const other = keys.find((key) => !tokenKeys.includes(key));
  if (other !== undefined)
    return `${what} holds more than tokens, under ${other}. I only clear what is nothing but expired tokens.`;
  const good = keys.find((key) => !data[key]?.tokens?.every((token) => hasEnded(token, now)));
  if (good !== undefined) return `The token under ${good} of ${what} has not expired.`;
  const [owner] = metadata.ownerReferences ?? [];
  if (owner) return `${what} belongs to ${owner.kind} ${owner.name}, which would make it again: change it there.`;
  if (finalizers.length > 0)
    return `${what} has the finalizer ${finalizers[0]}: something else has to let go of it first.`;
  const [use, ...more] = uses;
  if (use) {
    const others = more.length > 0 ? `, and ${more.length} more ${more.length === 1 ? 'place' : 'places'} do` : '';
    return `${use.by.kind} ${use.by.namespace}/${use.by.name} refers to ${what} (${use.path})${others}. Take that away first.`;
  }
  const [gap] = unread;
  if (gap)
    return `I could not look at ${gap.kind} (${gap.reason}), so something there may use ${what}. docs/clearing.md says which rights I need.`;
  return undefined;
}

/** A Secret without its values. */
export function manifestOf({ secret, resourceVersion }: SecretSeen): SecretManifest {
  const { apiVersion = 'v1', metadata, type, data } = secret;
  return {
    apiVersion,
    kind: 'Secret',
    metadata: { ...metadata, resourceVersion },
    type,
    data: Object.fromEntries(
      Object.entries(data).map(([key, { bytes, tokens = [] }]) => [
        key,
        { bytes, expired: tokens.flatMap(({ expires }) => expires ?? []) },
      ]),
    ),
  };
}
