/**
 * Whether some hostname could match both globs, as Emissary decides which Mappings a Host gets (ir/irutils.py,
 * hostglob_matches). Compared letter by letter, ports included.
 */
export function overlap(one: string, other: string): boolean {
  if (one === other || one === '*' || other === '*') return true;
  if (one.startsWith('.') || other.startsWith('.')) return false;
  const [a, b] = [starsOf(one), starsOf(other)];
  if ((a.start && a.end) || (b.start && b.end)) return false;
  if ((a.start && b.end) || (a.end && b.start)) return true;
  if (a.start || b.start) return endsOverlap(one, other, a.start, b.start);
  if (a.end || b.end) return endsOverlap(reverse(one), reverse(other), a.end, b.end);
  return false;
}

/**
 * Whether every hostname that `narrow` matches, `wide` matches too, as Envoy matches the domains of virtual hosts: a
 * star stands for at least one character, dots included, and letters are compared as they are.
 */
export function covers(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === '*') return true;
  if (narrow.length < wide.length) return false;
  if (wide.startsWith('*')) return narrow.endsWith(wide.slice(1));
  return wide.endsWith('*') && narrow.startsWith(wide.slice(0, -1));
}

/** Whether a hostname glob matches a name. */
export function matchesHostname(glob: string, name: string): boolean {
  return !name.includes('*') && covers(glob, name);
}

function starsOf(glob: string): { readonly start: boolean; readonly end: boolean } {
  return { start: glob.startsWith('*'), end: glob.endsWith('*') };
}

/** Both globs can only have a star at their start; at least one has. */
function endsOverlap(one: string, other: string, oneStar: boolean, otherStar: boolean): boolean {
  if (oneStar && otherStar) return one.endsWith(other.slice(1)) || other.endsWith(one.slice(1));
  const [glob, name] = oneStar ? [one, other] : [other, one];
  // A star never stands for nothing.
  return name.length >= glob.length && name.endsWith(glob.slice(1));
}

function reverse(text: string): string {
  return [...text].toReversed().join('');
}
