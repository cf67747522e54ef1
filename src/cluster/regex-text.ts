import { lengthOf } from './order.ts';
import { matchesWhole } from './regex.ts';

/*
 * What the text of a regex shows without trying it on anything: paths that it takes, and how much of a path it spells out.
 * Guesses, for texts as people write them; who needs certainty tries the path on the regex.
 */

/** Paths that a regex takes as a whole, with these texts in place of what may vary; none when none is easy to guess. */
export function pathsLike(regex: string, fillers: readonly string[] = ['x', '1', 'a']): readonly string[] {
  return fillers
    .map((filler) =>
      withFiller(
        withoutGroups(regex, ([first = '']) => first),
        filler,
      ),
    )
    .filter((path) => path.startsWith('/') && matchesWhole(regex, path));
}

/** How many characters of a path a regex spells out; of alternatives the longest counts. */
export function spelledOut(regex: string): number {
  const text = withoutGroups(regex, longest);
  return lengthOf(withFiller(longest(text.split('|')), ''));
}

/** The text with which all paths begin that a regex takes, as far as it is easy to see. */
export function startOf(regex: string): string {
  const text = withoutGroups(regex, (alternatives) => (alternatives.length > 1 ? '.' : `.${alternatives[0]}`));
  if (text.includes('|')) return '';
  const [start = ''] = /^(?:\\\W|[^\\.[\](){}*+?|^$])*/.exec(text) ?? [];
  const isQuantified = /[*?{]/.test(text.charAt(start.length));
  return (isQuantified ? start.replace(/\\?.$/su, '') : start).replace(/\\(.)/g, '$1');
}

/** The regex with what may vary as a point, and in place of each group one of its alternatives. */
function withoutGroups(regex: string, choose: (alternatives: readonly string[]) => string): string {
  let text = regex.replace(/^\(\?[a-z]+\)|^\^|\$$/g, '').replace(/\[\^?\]?[^\]]*\]/g, '.');
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(GROUP, (_, inside: string) => choose(inside.split('|')));
  }
  return text;
}

const GROUP = /\((?:\?(?::|P<\w+>))?([^()]*)\)(?:\{[^}]*\}|[*+?])*/;
const VARYING = /(?:\\[dwsDWS]|(?<!\\)\.)(?:\{[^}]*\}|[*+?])*/g;

function withFiller(text: string, filler: string): string {
  return text.replace(VARYING, () => filler).replace(/\\(.)/g, '$1');
}

function longest(texts: readonly string[]): string {
  return texts.reduce((one, other) => (other.length > one.length ? other : one), '');
}

/** Where a regex asks for a question mark in all it takes (`\?`), which no path has; undefined: nowhere. */
export function queryMarkIn(regex: string): number | undefined {
  let depth = 0;
  let mark: number | undefined;
  for (const { 0: token, index } of regex.matchAll(/\\.[*?{]?|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]/gs)) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (token === '|' && depth === 0) return undefined;
    else if (token === String.raw`\?` && depth === 0) mark ??= index;
  }
  return mark;
}
