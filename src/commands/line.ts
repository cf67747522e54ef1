import type { AskedRequest } from '../cluster/asked-request.ts';
import { nearest } from '../cluster/names.ts';
import type { AuditRequest, CheckRequest, Refused, RoutesRequest, UnknownWord } from './answer.ts';
import { parseAudit } from './audit.ts';
import { COMMANDS } from './catalogue.ts';
import { parseRequest, splitWords } from './typed-request.ts';

/** One line that a person typed, understood. */
export type Line =
  | { readonly kind: 'check'; readonly request: CheckRequest }
  | { readonly kind: 'status' }
  | { readonly kind: 'silenced' }
  | { readonly kind: 'cluster' /** The one to ask about from now on. */; readonly name?: string }
  | { readonly kind: 'open' /** All of them, not only the worst. */; readonly isWhole: boolean }
  | { readonly kind: 'acks' }
  | { readonly kind: 'history'; readonly words: readonly string[] }
  | { readonly kind: 'explain'; readonly word?: string }
  | { readonly kind: 'routes'; readonly request: RoutesRequest }
  | { readonly kind: 'trace'; readonly request: AskedRequest }
  | { readonly kind: 'simulate' }
  | { readonly kind: 'audit'; readonly request: AuditRequest }
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
    case 'silenced':
      return { kind: 'silenced' };
    case 'cluster':
    case 'clusters':
      return { kind: 'cluster', ...(words[0] && { name: words[0] }) };
    case 'open':
      return { kind: 'open', isWhole: words[0]?.toLowerCase() === 'all' };
    case 'acks':
      return { kind: 'acks' };
    case 'history':
      if (words.length > 0) return { kind: 'history', words };
      return { kind: 'refused', reason: 'history needs a finding: history TLS003 shop/api-tls, or its fingerprint.' };
    case 'explain':
      return { kind: 'explain', ...(words[0] && { word: words[0] }) };
    case 'routes':
      return parseRoutes(words);
    case 'trace': {
      const request = parseRequest(splitWords(text.trim()).slice(1));
      return 'reason' in request ? request : { kind: 'trace', request };
    }
    case 'simulate':
      return { kind: 'simulate' };
    case 'audit': {
      const request = parseAudit(
        words,
        COMMANDS.map((command) => command.name),
      );
      return 'kind' in request ? request : { kind: 'audit', request };
    }
    case 'help':
      return { kind: 'help' };
    default:
      // A URL by itself can only mean one thing.
      if (/^https?:\/\//i.test(name)) return parseLine(`trace ${text}`);
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
  const parsed = parseNamespace(words, 'check', 'check tls -n shop');
  if ('reason' in parsed) return parsed;
  return { kind: 'check', request: parsed };
}

function parseRoutes(words: readonly string[]): Line {
  const example = 'routes shop.example.com -n shop';
  const parsed = parseNamespace(words, 'routes', example);
  if ('reason' in parsed) return parsed;
  const [typed, ...more] = parsed.words;
  if (more.length > 0) return { kind: 'refused', reason: `routes understands one hostname: ${example}` };
  // A URL has its hostname in it.
  const host = typed?.replace(/^[a-z]+:\/\//i, '').replace(/[/?#].*$/, '');
  const { namespace } = parsed;
  return { kind: 'routes', request: { ...(host && { host }), ...(namespace !== undefined && { namespace }) } };
}

/** Words, and the namespace that `-n` names among them. */
function parseNamespace(words: readonly string[], command: string, example: string): CheckRequest | Refused {
  const wanted: string[] = [];
  let namespace: string | undefined;
  for (let index = 0; index < words.length; index++) {
    // Phones make a dash of two hyphens.
    const word = (words[index] ?? '').replace(/^[\u2013\u2014]/, '--');
    const [flag, inline] = splitFlag(word);
    if (flag === '-n' || flag === '--namespace') {
      namespace = inline ?? words[++index];
      if (!namespace || namespace.startsWith('-')) {
        return { kind: 'refused', reason: `${flag} needs the name of a namespace: ${example}` };
      }
    } else if (word.startsWith('-')) {
      return { kind: 'refused', reason: `I don't know the option ${word}. ${command} understands -n <namespace>.` };
    } else {
      wanted.push(word);
    }
  }
  return { words: wanted, ...(namespace !== undefined && { namespace }) };
}

// `-n=shop` and `--namespace=shop` are as good as two words.
function splitFlag(word: string): readonly [string, string | undefined] {
  const equals = word.startsWith('-') ? word.indexOf('=') : -1;
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}
