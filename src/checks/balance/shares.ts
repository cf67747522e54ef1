import type { Mapping, TCPMapping } from '../../cluster/objects.ts';
import type { Member } from '../../cluster/routing.ts';

type AnyMember = Pick<Member<Mapping | TCPMapping>, 'mapping' | 'share' | 'weight'>;

/** What each member really gets: `web 80 %, web-next 20 %`. */
export function describeShares(members: readonly AnyMember[]): string {
  return members.map(({ mapping, share }) => `${mapping.metadata.name} ${percent(share)}`).join(', ');
}

/** A share for people, with at most one decimal. Those of HTTP routes are whole: Emissary rounds weights. */
export function percent(share: number): string {
  return `${Math.round(share * 10) / 10} %`;
}

/** A member's weight as Emissary counts it; 0 for none. */
export function weightOf({ weight = 0 }: AnyMember): number {
  return weight;
}
