import type { Group, Member } from '../../cluster/routing.ts';

/** Where a member of a route leads, to tell apart and for people: `cart.shop:80`. */
export function targetText({ upstream: { kind, name, namespace, port, tls } }: Member): string {
  return `${tls ? 'https://' : ''}${kind === 'service' ? `${name}.${namespace}` : name}:${port}`;
}

/** Every Mapping of a route: a redirect, those that share its requests, and those that get copies. */
export function everyMappingOf({ redirect, members, shadows }: Group) {
  return [
    ...(redirect ? [redirect] : []),
    ...members.map(({ mapping }) => mapping),
    ...shadows.map(({ mapping }) => mapping),
  ];
}

/** The member that was added last; where nobody knows when, the last by name. */
export function latest(members: readonly [Member, ...Member[]]): Member {
  const [first, ...others] = members;
  return others.reduce((last, member) => (isLater(member, last) ? member : last), first);
}

function isLater({ mapping: { metadata: one } }: Member, { mapping: { metadata: other } }: Member): boolean {
  const [a, b] = [one.creationTimestamp ?? '', other.creationTimestamp ?? ''];
  return a === b ? `${one.namespace}/${one.name}` > `${other.namespace}/${other.name}` : a > b;
}
