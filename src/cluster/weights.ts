import type { Post } from './errors.ts';
import type { Mapping, TCPMapping } from './objects.ts';

/** A member of a group with its running total. */
export interface Weighted<M> {
  readonly member: M;
  /** The running total that Emissary hands to Envoy; of a lone member 100. */
  readonly cumulative: number;
}

/**
 * Turns weights into running totals: the members that have one in their order, then the others, which share what is
 * left. Whoever cannot be counted keeps 0 (ir/irbasemappinggroup.py, normalize_weights_in_mappings).
 */
export function cumulate<M extends { readonly mapping: Mapping | TCPMapping }>(
  members: readonly M[],
  group: Mapping | TCPMapping,
  post: Post,
): readonly Weighted<M>[] {
  const [lone] = members;
  if (lone && members.length === 1) return [{ member: lone, cumulative: 100 }];

  const totals = new Map<M, number>();
  const asWritten = () => members.map((member) => ({ member, cumulative: totals.get(member) ?? 0 }));
  const weightless: M[] = [];
  let total = 0;
  for (const member of members) {
    const { weight } = member.mapping.spec;
    if (weight === undefined) {
      weightless.push(member);
      continue;
    }
    if (weight > 100) {
      post(group, 'weight-over-100', { about: member.mapping, detail: String(weight) });
      post(group, 'weights-not-normalized');
      return asWritten();
    }
    total += roundHalfEven(weight);
    totals.set(member, total);
  }
  if (total > 100) {
    post(group, 'weights-over-100', { detail: String(total) });
    post(group, 'weights-not-normalized');
    return asWritten();
  }

  const each = roundHalfEven((100 - total) / weightless.length);
  weightless.forEach((member, index) => {
    total = index === weightless.length - 1 ? 100 : total + each;
    totals.set(member, total);
  });
  const weighted = members.filter(({ mapping }) => mapping.spec.weight !== undefined);
  return [...weighted, ...weightless].map((member) => ({ member, cumulative: totals.get(member) ?? 0 }));
}

/**
 * The percentage of a group's requests that each member really gets: Envoy draws one number below 100 and takes the
 * first route whose running total is above it. What is missing to 100 goes on to the next matching route.
 */
export function shares(totals: readonly number[]): readonly number[] {
  let taken = 0;
  return totals.map((total) => {
    const share = Math.max(0, Math.min(total, 100) - taken);
    taken += share;
    return share;
  });
}

/** The percentage of connections that each member of a TCP group gets: its running total, taken as a plain weight. */
export function tcpShares(totals: readonly number[]): readonly number[] {
  const sum = totals.reduce((all, total) => all + total, 0);
  return totals.map((total) => (sum > 0 ? (100 * total) / sum : 0));
}

/** Rounds as Python does: halves to the even neighbour. */
function roundHalfEven(number: number): number {
  const below = Math.floor(number);
  const rest = number - below;
  if (rest !== 0.5) return Math.round(number);
  return below % 2 === 0 ? below : below + 1;
}
