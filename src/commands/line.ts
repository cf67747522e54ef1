import { nearest } from '../cluster/names.ts';
import type { CheckRequest, Refused, UnknownWord } from './answer.ts';
import { COMMANDS } from './catalogue.ts';

/** One line that a person typed, understood. */
export type Line =
  | { readonly kind: 'check'; readonly request: CheckRequest }
  | { readonly kind: 'status' }
  | { readonly kind: 'explain'; readonly word?: string }
  | { readonly kind: 'help' }
  | UnknownWord
  | Refused;

/** Understands what stands behind `/ambassador`. Nothing typed asks for help. */
export function parseLine(text: string): Line {
  const [name = 'help', ...words] = text.trim().split(/\s+/).filter(Boolean);
  switch (name.toLowerCase()) {
    case 'check':
      return parseCheck(words);
    case 'status':
      return { kind: 'status' };
    case 'explain':
      return { kind: 'explain', ...(words[0] && { word: words[0] }) };
    case 'help':
      return { kind: 'help' };
    default:
      return {
        kind: 'unknown-word',
        word: name,
        nearest: nearest(
          name.toLowerCase(),
          COMMANDS.map((command) => command.name),
        ),
      };
  }
}

function parseCheck(words: readonly string[]): Line {
  const wanted: string[] = [];
  let namespace: string | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const [flag, inline] = splitFlag(word);
    if (flag === '-n' || flag === '--namespace') {
      namespace = inline ?? words[++index];
      if (!namespace || namespace.startsWith('-')) {
        return { kind: 'refused', reason: `${flag} needs the name of a namespace: check tls -n shop` };
      }
    } else if (word.startsWith('-')) {
      return { kind: 'refused', reason: `I don't know the option ${word}. check understands -n <namespace>.` };
    } else {
      wanted.push(word);
    }
  }
  return { kind: 'check', request: { words: wanted, ...(namespace !== undefined && { namespace }) } };
}

// `-n=shop` and `--namespace=shop` are as good as two words.
function splitFlag(word: string): readonly [string, string | undefined] {
  const equals = word.startsWith('-') ? word.indexOf('=') : -1;
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}
