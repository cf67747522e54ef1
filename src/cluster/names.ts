import distance from 'damerau-levenshtein';

/**
 * The candidate a person most likely meant: one typing mistake away for short names (up to four letters), two for
 * longer ones; else one that starts with the name, or that the name starts with. Undefined when none is near, or when
 * the candidates hold the name itself.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const allowed = name.length <= 4 ? 1 : 2;
  let best: { readonly candidate: string; readonly steps: number } | undefined;
  for (const candidate of new Set(candidates)) {
    if (candidate === name) return undefined;
    const steps = stepsBetween(name, candidate, allowed);
    if (steps === undefined) continue;
    if (!best || steps < best.steps || (steps === best.steps && candidate < best.candidate))
      best = { candidate, steps };
  }
  return best?.candidate;
}

// Whole words added or left out (`cart` for `cart-service`) rank after typing mistakes.
const WORDS_APART = 10;

function stepsBetween(name: string, candidate: string, allowed: number): number | undefined {
  if (Math.abs(candidate.length - name.length) <= allowed) {
    const { steps } = distance(name, candidate);
    if (steps <= allowed) return steps;
  }
  const [short, long] = name.length < candidate.length ? [name, candidate] : [candidate, name];
  const isPart = short.length >= 3 && (long.startsWith(`${short}-`) || long.endsWith(`-${short}`));
  return isPart ? WORDS_APART + long.length - short.length : undefined;
}
