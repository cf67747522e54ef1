import type { Routing } from './routing.ts';

/** Computes a fact about an installation's routing once, however often it is asked for. */
export function perRouting<T>(compute: (routing: Routing) => T): (routing: Routing) => T {
  const known = new WeakMap<Routing, { readonly value: T }>();
  return (routing) => {
    const entry = known.get(routing) ?? { value: compute(routing) };
    known.set(routing, entry);
    return entry.value;
  };
}
