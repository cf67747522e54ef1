import { allowedSteps, SHORTEST_PART, typosBetween } from './names.ts';

/**
 * What `nearest` gives for one name after another among the same candidates, without comparing each with each: of
 * thousands of missing names beside thousands of alike ones each takes a fraction of a millisecond. The index is made for
 * the first name.
 */
export function nearestAmong(candidates: Iterable<string>): (name: string) => string | undefined {
  let index: NameIndex | undefined;
  return (name) => {
    index ??= indexNames(candidates);
    return index.places.has(name) ? undefined : (nearestTypo(index, name) ?? nearestPart(index, name));
  };
}

interface NameIndex {
  readonly sorted: readonly string[];
  readonly places: ReadonlyMap<string, number>;
  /** How many letters each name begins with that the one before it begins with too. */
  readonly shared: Uint32Array;
  /** The names sorted by their letters from last to first. */
  readonly byEnd: readonly string[];
  /** For each beginning before a hyphen, and each end behind one: the shortest name that has it, of several the first. */
  readonly parts: ReadonlyMap<string, string>;
}

function indexNames(candidates: Iterable<string>): NameIndex {
  const sorted = [...new Set(candidates)].sort();
  const parts = new Map<string, string>();
  for (const name of sorted) {
    for (const part of partsOf(name)) {
      const known = parts.get(part);
      if (known === undefined || name.length < known.length) parts.set(part, name);
    }
  }
  return {
    ...{ sorted, parts, byEnd: sorted.toSorted(compareEnds) },
    places: new Map(sorted.map((name, place) => [name, place])),
    shared: Uint32Array.from(sorted, (name, place) => sameStart(sorted[place - 1] ?? '', name)),
  };
}

/** What of a name stands before or behind one of its hyphens. */
function partsOf(name: string): readonly string[] {
  const parts: string[] = [];
  for (let at = name.indexOf('-'); at >= 0; at = name.indexOf('-', at + 1)) {
    parts.push(name.slice(0, at), name.slice(at + 1));
  }
  return parts.filter(({ length }) => length >= SHORTEST_PART);
}

interface Found {
  readonly place: number;
  readonly steps: number;
}

function nearestTypo(index: NameIndex, name: string): string | undefined {
  const allowed = allowedSteps(name);
  const { sorted, places } = index;
  const { names, length } = sharingEnd(index, name);
  let best: Found | undefined;
  for (const candidate of names) {
    const steps = typosBetween(name, candidate, allowed);
    const place = places.get(candidate) ?? 0;
    if (steps === undefined || (best && (steps > best.steps || (steps === best.steps && place > best.place)))) continue;
    best = { place, steps };
  }
  // Of all others the last step is within these letters.
  const found = typoBefore(index, name, { allowed, best, beginning: name.length - length });
  return found && sorted[found.place];
}

/** Names that end with as many letters of a name as only a few do. */
const FEW = 8;

function sharingEnd(
  { byEnd }: NameIndex,
  name: string,
): { readonly names: readonly string[]; readonly length: number } {
  let after = lowerBound(byEnd, name);
  let before = after - 1;
  const near: { readonly candidate: string; readonly length: number }[] = [];
  while (near.length <= FEW && (before >= 0 || after < byEnd.length)) {
    const [one, other] = [byEnd[before], byEnd[after]];
    const [lower, upper] = [one, other].map((candidate) => (candidate === undefined ? -1 : sameEnd(candidate, name)));
    const isLower = (lower ?? -1) >= (upper ?? -1);
    near.push({ candidate: (isLower ? one : other) ?? '', length: (isLower ? lower : upper) ?? 0 });
    if (isLower) before--;
    else after++;
  }
  const length = near.length > FEW ? (near.at(-1)?.length ?? 0) + 1 : 0;
  return { names: near.filter((one) => one.length >= length).map(({ candidate }) => candidate), length };
}

function lowerBound(byEnd: readonly string[], name: string): number {
  let [low, high] = [0, byEnd.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareEnds(byEnd[middle] ?? '', name) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Search {
  readonly allowed: number;
  /** The best so far. */
  readonly best: Found | undefined;
  /** So many letters of the name are met with at least one step to spare: what has none left after them was looked at. */
  readonly beginning: number;
}

const FAR = 0x7fff;

/**
 * Looks through the names in their order, with the table of distances (Damerau and Levenshtein, a swap is one step) of the
 * name and each of them. Names that begin alike share the rows of their beginning, and one that is too far away takes all
 * names with it along. Of a row only the middle is filled: whatever is off by more letters is too far.
 */
function typoBefore({ sorted, shared }: NameIndex, name: string, search: Search): Found | undefined {
  const { allowed, beginning } = search;
  const width = 2 * allowed + 1;
  const table = new Int16Array((name.length + allowed + 1) * width).fill(FAR);
  for (let column = 0; column <= allowed; column++) table[column + allowed] = column;

  let { best } = search;
  // How many letters of a name are those of the last one in the table, and where that became too far.
  let same = 0;
  let deadEnd = FAR;
  for (let place = 0; place < sorted.length; place++) {
    const common = shared[place] ?? 0;
    if (common < same) same = common;
    if (same >= deadEnd) continue;
    const limit = best ? best.steps - (place < best.place ? 0 : 1) : allowed;
    if (limit === 0) break;
    const candidate = sorted[place] ?? '';
    if (Math.abs(candidate.length - name.length) > limit) continue;

    deadEnd = FAR;
    let row = same;
    while (row < candidate.length && deadEnd === FAR) {
      row++;
      if (!fillRow(table, row, { candidate, name, allowed, limit, beginning })) deadEnd = row;
    }
    same = row;
    const steps = deadEnd === FAR ? (table[row * width + name.length - row + allowed] ?? FAR) : FAR;
    if (steps <= limit) best = { place, steps };
  }
  return best;
}

interface Row {
  readonly candidate: string;
  readonly name: string;
  readonly allowed: number;
  readonly limit: number;
  readonly beginning: number;
}

/** Fills the row of a candidate's letter from the two before it, and says whether anything can come of it. */
function fillRow(table: Int16Array, row: number, { candidate, name, allowed, limit, beginning }: Row): boolean {
  const width = 2 * allowed + 1;
  const start = row * width;
  const letter = candidate.charCodeAt(row - 1);
  const previous = candidate.charCodeAt(row - 2);
  const spared = Math.min(limit, allowed - 1);
  let isOpen = false;
  for (let offset = 0; offset < width; offset++) {
    const column = row + offset - allowed;
    let steps = FAR;
    if (column === 0) steps = row;
    else if (column > 0 && column <= name.length) {
      const own = name.charCodeAt(column - 1);
      const change = (table[start - width + offset] ?? FAR) + (own === letter ? 0 : 1);
      const addition = offset + 1 < width ? (table[start - width + offset + 1] ?? FAR) + 1 : FAR;
      const loss = offset > 0 ? (table[start + offset - 1] ?? FAR) + 1 : FAR;
      steps = Math.min(change, addition, loss);
      const isSwap = own === previous && row > 1 && column > 1 && name.charCodeAt(column - 2) === letter;
      if (isSwap) steps = Math.min(steps, (table[start - 2 * width + offset] ?? FAR) + (own === letter ? 0 : 1));
    }
    if (steps > (column <= beginning ? spared : limit)) steps = FAR;
    table[start + offset] = steps;
    // This letter can be the first of a swap, which the next row ends.
    const swapped = name.charCodeAt(column) === letter ? (table[start - width + offset] ?? FAR) + 1 : FAR;
    isOpen ||= steps !== FAR || swapped <= (column < beginning ? spared : limit);
  }
  return isOpen;
}

/** The name nearest in length of those that have a whole name as a part, or are a part of it. */
function nearestPart({ places, parts }: NameIndex, name: string): string | undefined {
  const within = partsOf(name).filter((part) => places.has(part));
  const around = name.length < SHORTEST_PART ? undefined : parts.get(name);
  return [...within, ...(around === undefined ? [] : [around])]
    .map((candidate) => ({ candidate, difference: Math.abs(candidate.length - name.length) }))
    .toSorted((a, b) => a.difference - b.difference || (places.get(a.candidate) ?? 0) - (places.get(b.candidate) ?? 0))
    .map(({ candidate }) => candidate)[0];
}

function sameStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one.charCodeAt(length) === other.charCodeAt(length)) length++;
  return length;
}

function sameEnd(one: string, other: string): number {
  let length = 0;
  const most = Math.min(one.length, other.length);
  while (length < most && one.charCodeAt(one.length - 1 - length) === other.charCodeAt(other.length - 1 - length)) {
    length++;
  }
  return length;
}

function compareEnds(one: string, other: string): number {
  const same = sameEnd(one, other);
  if (same === one.length || same === other.length) return one.length - other.length;
  return one.charCodeAt(one.length - 1 - same) - other.charCodeAt(other.length - 1 - same);
}
