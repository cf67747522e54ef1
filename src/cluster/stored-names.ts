import type { AnyObject } from './objects.ts';
import { byRkey } from './order.ts';

/** Objects under the names by which Emissary knows them. */
export interface Named<T extends AnyObject> {
  /** In the order of their names' first use. */
  readonly byName: ReadonlyMap<string, T>;
  /** Objects that were replaced by a later one of the same name and namespace, with an error on the later. */
  readonly replaced: readonly { readonly object: T; readonly by: T }[];
  /** Objects that were replaced by a later one without any message. */
  readonly lost: readonly { readonly object: T; readonly by: T }[];
}

/**
 * Gives objects the names Emissary stores them under: the first of a name keeps it, later ones of other namespaces
 * become `name.namespace`, a later one of the same namespace takes its place (config/config.py, safe_store).
 */
export function storedNames<T extends AnyObject>(objects: readonly T[]): Named<T> {
  const byName = new Map<string, T>();
  const replaced: { readonly object: T; readonly by: T }[] = [];
  const lost: { readonly object: T; readonly by: T }[] = [];
  for (const object of objects.toSorted(byRkey)) {
    const { name, namespace } = object.metadata;
    const first = byName.get(name);
    if (!first) {
      byName.set(name, object);
    } else if (first.metadata.namespace === namespace) {
      replaced.push({ object: first, by: object });
      byName.set(name, object);
    } else {
      const second = byName.get(`${name}.${namespace}`);
      if (second) lost.push({ object: second, by: object });
      byName.set(`${name}.${namespace}`, object);
    }
  }
  return { byName, replaced, lost };
}
