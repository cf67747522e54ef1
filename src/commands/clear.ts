import {
  type ClearOutcome,
  manifestOf,
  reasonAgainst,
  type SecretClearing,
  type SecretManifest,
  type SecretSeen,
  type SecretVersion,
} from '../cluster/clearable-secret.ts';
import { matchesName } from '../cluster/globs.ts';
import type { Ref } from '../cluster/objects.ts';
import type { Tracked } from '../state/tracking.ts';
import type { Refusal } from './answer.ts';
import { forgotten } from './rerun.ts';
import type { RememberingTools } from './tools.ts';

/** Secrets that may be deleted when they are nothing but expired tokens. */
export interface ClearRule {
  /** Absent: every cluster. */
  readonly cluster?: string;
  readonly namespace: string;
  /** Names or patterns with `*`; absent: every one of the namespace. */
  readonly secrets?: readonly string[];
}

/** The right to delete some Secrets, and the way to do it. */
export interface Clearing extends SecretClearing {
  readonly rules: readonly ClearRule[];
}

/** A Secret that may be deleted, as the form shows it. */
export interface ClearOffer {
  readonly kind: 'clear-offer';
  readonly clusterName: string;
  readonly fingerprint: string;
  readonly seen: SecretSeen;
}

/** A Secret that was deleted. */
export interface ClearedAnswer {
  readonly kind: 'cleared';
  readonly clusterName: string;
  readonly fingerprint: string;
  readonly seen: SecretSeen;
}

/** The check whose finding can say that a Secret is an expired token. */
const CLEARABLE = 'token-jwt-expired';

/** Whether the Secret of a finding may be offered for deletion: its token has ended, and the settings name it. */
export function mayBeCleared({ finding, resolvedAt }: Tracked, { clearing, now }: RememberingTools): boolean {
  const { name, on, data, related } = finding;
  const end = data['date'];
  const isOver = typeof end === 'object' && end !== null && 'date' in end && Date.parse(end.date) <= now().getTime();
  return !resolvedAt && name === CLEARABLE && isOver && related.length === 0 && isNamed(on, clearing?.rules ?? []);
}

/** Looks whether the Secret of a finding can be deleted. */
export async function offerToClear(fingerprint: string, tools: RememberingTools): Promise<ClearOffer | Refusal> {
  const { store, clusterName, clearing } = tools;
  const tracked = await store.find(clusterName, fingerprint);
  if (!tracked) return forgotten();
  const { namespace, name } = tracked.finding.on;
  if (!clearing || !mayBeCleared(tracked, tools)) return refused(notOffered(tracked, clearing));
  const seen = await clearing.look(namespace, name);
  if (seen === 'gone') return refused(gone(namespace, name));
  if (!('secret' in seen)) return refused(seen.reason);
  const reason = reasonAgainst(seen, tools.now());
  return reason === undefined ? { kind: 'clear-offer', clusterName, fingerprint, seen } : refused(reason);
}

/**
 * Deletes the Secret of a finding: looks again whether it still is what the form showed and nothing speaks against it, has
 * the API server rehearse it, then does it.
 *
 * @param shown the version that the form showed
 * @param keep writes down what is about to be deleted; nothing is deleted when that fails
 */
export async function clearSecret(
  fingerprint: string,
  shown: SecretVersion,
  keep: (manifest: SecretManifest) => Promise<void>,
  tools: RememberingTools,
): Promise<ClearedAnswer | Refusal> {
  const offer = await offerToClear(fingerprint, tools);
  const { clearing } = tools;
  if (offer.kind !== 'clear-offer' || !clearing) return offer.kind === 'clear-offer' ? forgotten() : offer;
  const { seen, clusterName } = offer;
  const isSame = seen.uid === shown.uid && seen.resourceVersion === shown.resourceVersion;
  if (!isSame) return refused(changed(shown));
  const version = { namespace: seen.namespace, name: seen.name, uid: seen.uid, resourceVersion: seen.resourceVersion };
  const rehearsed = await clearing.rehearse(version);
  if (rehearsed !== 'done') return refused(`${reasonOf(rehearsed, version)} Nothing was deleted.`);
  await keep(manifestOf(seen));
  const removed = await clearing.remove(version);
  if (removed !== 'done') return refused(reasonOf(removed, version));
  return { kind: 'cleared', clusterName, fingerprint, seen };
}

function notOffered({ finding: { on, related } }: Tracked, clearing: Clearing | undefined): string {
  if (!clearing || clearing.rules.length === 0) return 'Clearing is off (ATTACHE_CLEAR).';
  if (!isNamed(on, clearing.rules)) return `ATTACHE_CLEAR does not name Secret ${on.namespace}/${on.name}.`;
  const [user] = related;
  if (user)
    return `${user.kind} ${user.namespace}/${user.name} uses Secret ${on.namespace}/${on.name}. Take that away first.`;
  return `Secret ${on.namespace}/${on.name} is no expired token any more. Run the check again to see how it stands.`;
}

function isNamed({ namespace, name }: Ref, rules: readonly ClearRule[]): boolean {
  return rules.some(
    (rule) =>
      rule.namespace === namespace && (!rule.secrets || rule.secrets.some((secret) => matchesName(secret, name))),
  );
}

function reasonOf(outcome: Exclude<ClearOutcome, 'done'>, version: SecretVersion): string {
  if (outcome === 'gone') return gone(version.namespace, version.name);
  return outcome === 'changed' ? changed(version) : outcome.reason;
}

function gone(namespace: string, name: string): string {
  return `Secret ${namespace}/${name} is not there any more: somebody else deleted it.`;
}

function changed({ namespace, name }: Pick<SecretVersion, 'namespace' | 'name'>): string {
  return `Secret ${namespace}/${name} was changed since it was shown. Nothing was deleted; look at it again.`;
}

function refused(reason: string): Refusal {
  return { kind: 'refused', reason };
}
