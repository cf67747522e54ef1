import type { Ref } from '../cluster/objects.ts';
import type { Trace, TracedHop, TracedTaker } from '../cluster/trace.ts';
import { healthOf } from '../cluster/upstream-state.ts';

/** What becomes of a traced request in the end. */
export interface Verdict {
  /**
   * `served`: as far as can be seen all of them; `partly`: some fail; `failing`: all fail, though a route takes them;
   * `unserved`: no route does.
   */
  readonly kind: 'served' | 'partly' | 'failing' | 'elsewhere' | 'loop' | 'unserved';
  /** The percentage that fails, as far as can be seen. */
  readonly failing: number;
}

/** Judges where a request ends. */
export function verdictOf({ hops, end }: Trace): Verdict {
  const last = hops.at(-1);
  if (!last || end === 'unserved') return { kind: 'unserved', failing: 100 };
  if (end === 'loop') return { kind: 'loop', failing: 100 };
  if (end === 'elsewhere') return { kind: 'elsewhere', failing: 0 };
  const failing = isAuthDown(last) || lostFilter(last) ? 100 : last.unserved + sum(last.takers.filter(fails));
  if (failing <= 0) return { kind: 'served', failing: 0 };
  return failing >= 100 ? { kind: 'failing', failing: 100 } : { kind: 'partly', failing };
}

/** Whether nobody can answer what a taker sends on. */
export function fails({ upstream }: TracedTaker): boolean {
  return upstream !== undefined && healthOf(upstream) === 'none';
}

/** Whether the AuthServices that are asked first cannot answer, and so nothing passes. */
export function isAuthDown({ auth: { services } }: TracedHop): boolean {
  const isDown = services.length > 0 && services.every(({ upstream }) => healthOf(upstream) === 'none');
  return isDown && services.every(({ failsOpen }) => !failsOpen);
}

/** The rule and its Filter that does not exist, where all have to pass it: Edge Stack answers them with an error. */
export function lostFilter({ filters }: TracedHop): { readonly policy: Ref; readonly filter: Ref } | undefined {
  const [rule, ...others] = filters?.rules ?? [];
  if (!rule || others.length > 0 || !filters?.isForAll) return undefined;
  const lost = rule.filters.find(({ exists, onlyIf }) => exists === false && onlyIf?.isMet !== false);
  return lost && { policy: rule.policy, filter: lost.filter };
}

function sum(takers: readonly TracedTaker[]): number {
  return takers.reduce((total, { share }) => total + share, 0);
}
