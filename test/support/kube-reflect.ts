// @peculiar/x509 resolves its parts through tsyringe, which wants this much of the old metadata proposal.
const known = new WeakMap<object, Map<unknown, unknown>>();

const getMetadata = (key: unknown, target: object): unknown => known.get(target)?.get(key);

Object.assign(Reflect, {
  getMetadata,
  getOwnMetadata: getMetadata,
  hasOwnMetadata: (key: unknown, target: object) => known.get(target)?.has(key) ?? false,
  defineMetadata: (key: unknown, value: unknown, target: object) => {
    const entries = known.get(target) ?? new Map();
    known.set(target, entries.set(key, value));
  },
  metadata: () => () => {},
});
