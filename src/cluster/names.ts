import distance from 'damerau-levenshtein';

/**
 * The candidate a person most likely meant: one typing mistake away for short names (up to four letters), two for
 * longer ones; else one that starts with the name, or that the name starts with. Undefined when none is near, or when
 * the candidates hold the name itself. Who asks for many names among the same candidates takes `nearestAmong`.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const allowed = allowedSteps(name);
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

/** How many typing mistakes may lie between a name and the one that was meant. */
export function allowedSteps(name: string): number {
  return name.length <= 4 ? 1 : 2;
}

/** Letters of the shortest name that counts as a part of another. */
export const SHORTEST_PART = 3;

// Whole words added or left out (`cart` for `cart-service`) rank after typing mistakes.
const WORDS_APART = 10;

function stepsBetween(name: string, candidate: string, allowed: number): number | undefined {
  const typos = typosBetween(name, candidate, allowed);
  if (typos !== undefined) return typos;
  const [short, long] = name.length < candidate.length ? [name, candidate] : [candidate, name];
  const isPart = short.length >= SHORTEST_PART && (long.startsWith(`${short}-`) || long.endsWith(`-${short}`));
  return isPart ? WORDS_APART + long.length - short.length : undefined;
}

/** How many typing mistakes lie between two names, a swap of two letters being one; undefined: more than are allowed. */
export function typosBetween(name: string, candidate: string, allowed: number): number | undefined {
  if (Math.abs(candidate.length - name.length) > allowed || !mayBeNear(name, candidate, allowed)) return undefined;
  const { steps } = distance(name, candidate);
  return steps <= allowed ? steps : undefined;
}

// A step adds at most one letter that the other name lacks. Counting is many times faster than comparing, and of
// thousands of names nearly all have other letters.
function mayBeNear(name: string, candidate: string, allowed: number): boolean {
  LETTERS.fill(0);
  for (let i = 0; i < name.length; i++) addTo(name.charCodeAt(i), 1);
  for (let i = 0; i < candidate.length; i++) addTo(candidate.charCodeAt(i), -1);
  let missing = 0;
  let surplus = 0;
  for (const count of LETTERS) {
    if (count > 0) missing += count;
    else surplus -= count;
  }
  return Math.max(missing, surplus) <= allowed;
}

const LETTERS = new Int16Array(64);

function addTo(letter: number, count: number): void {
  LETTERS[letter & 63] = (LETTERS[letter & 63] ?? 0) + count;
}
