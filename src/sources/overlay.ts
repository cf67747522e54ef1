import type { Gap, Snapshot } from '../cluster/cluster.ts';
import type { AnyObject, Kind, Ref } from '../cluster/objects.ts';

/** An object that a change adds or replaces. */
export interface Laid {
  readonly object: Ref;
  readonly kind: 'added' | 'replaced';
}

/** A snapshot with a change laid over it, and what that did. */
export interface Overlay {
  readonly snapshot: Snapshot;
  readonly laid: readonly Laid[];
}

/**
 * Lays changed objects over a snapshot, as `kubectl apply` would: what is written takes the place of what was there,
 * what only the cluster says (status, age) stays. Objects in annotations come and go with the object that carries them.
 * A kind of which the change brings the first object is still as unknown as it was.
 */
export function overlay(snapshot: Snapshot, changed: readonly AnyObject[]): Overlay {
  const before = new Map(snapshot.objects.filter(isOwn).map((object) => [keyOf(object), object]));
  const carriers = new Set(changed.filter(isOwn).map(keyOf));
  const replaced = new Set(changed.map(fullKey));
  const kept = snapshot.objects.filter((object) => !replaced.has(fullKey(object)) && !carriers.has(carrierOf(object)));
  const laid = changed.filter(isOwn).map((object): Laid => {
    const { kind, metadata } = object;
    const ref = { kind, namespace: metadata.namespace, name: metadata.name };
    return { object: ref, kind: before.has(keyOf(object)) ? 'replaced' : 'added' };
  });
  const objects = [...kept, ...changed.map((object) => withLife(object, before.get(keyOf(object))))];
  return { snapshot: { ...snapshot, objects, ...scopeOf(snapshot, changed) }, laid };
}

/** The change's namespaces are looked at now, as far as it shows them. */
function scopeOf(
  { namespaces, gaps }: Snapshot,
  changed: readonly AnyObject[],
): { namespaces?: readonly string[]; gaps: readonly Gap[] } {
  if (!namespaces) return { gaps };
  const own = changed.map(({ metadata }) => metadata.namespace).filter((namespace) => namespace !== '');
  return { gaps, namespaces: [...new Set([...namespaces, ...own])].sort() };
}

function withLife(object: AnyObject, before: AnyObject | undefined): AnyObject {
  if (!before) return object;
  const { creationTimestamp, uid, ownerReferences } = before.metadata;
  const life = {
    ...(creationTimestamp && { creationTimestamp }),
    ...(uid && { uid }),
    ...(ownerReferences && { ownerReferences }),
  };
  const status = 'status' in before && before.status ? { status: before.status } : {};
  return { ...status, ...object, metadata: { ...life, ...object.metadata } } as AnyObject;
}

function isOwn(object: AnyObject): boolean {
  return carrierOf(object) === '';
}

/** The object in whose annotation another is written; `''` for one that stands by itself. */
function carrierOf(object: AnyObject): string {
  const carrier = 'annotationOf' in object ? object.annotationOf : undefined;
  return carrier ? `${carrier.kind}/${carrier.namespace}/${carrier.name}` : '';
}

function keyOf({
  kind,
  metadata,
}: {
  readonly kind: Kind | string;
  readonly metadata: { namespace: string; name: string };
}): string {
  return `${kind}/${metadata.namespace}/${metadata.name}`;
}

function fullKey(object: AnyObject): string {
  return `${keyOf(object)}@${carrierOf(object)}`;
}
