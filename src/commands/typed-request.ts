import type { AskedRequest } from '../cluster/asked-request.ts';
import { isSecretName } from '../cluster/secret-values.ts';
import type { Refused } from './answer.ts';

const EXAMPLE = 'trace GET https://shop.example.com/cart/';

/**
 * Reads `[METHOD] URL [-H 'name: value' …]` as a browser reads an address: a scheme may be left out, a fragment is not
 * sent, spaces and letters beyond ASCII are escaped. What cannot be read gets one line that says what is right.
 */
export function parseRequest(words: readonly string[]): AskedRequest | Refused {
  const headers: Record<string, string> = {};
  const rest: string[] = [];
  let method: string | undefined;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const flag = FLAGS.find(({ names }) => names.some((name) => word === name || word.startsWith(`${name}=`)));
    if (flag) {
      const value = word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[++index];
      if (flag.sets === 'method' && value) method = value;
      else if (flag.sets === 'header' && !addHeader(headers, value)) {
        return refused(`${flag.names[0]} needs a header in quotes: ${EXAMPLE} -H 'x-canary: 1'`);
      }
    } else if (/^--?[a-z]/i.test(word)) {
      return refused(`I don't know the option ${word}. trace understands -H 'name: value'.`);
    } else rest.push(word);
  }

  const [first = '', second] = rest;
  const isMethod = second !== undefined && /^[a-z]+(-[a-z]+)?$/i.test(first);
  const [typed, ...more] = isMethod ? rest.slice(1) : rest;
  if (typed === undefined || /^(get|head|post|put|patch|delete|options)$/i.test(typed)) {
    return refused(`Say which URL: ${EXAMPLE}`);
  }
  if (more.length > 0) return refused(`I can trace one URL at a time, and here are ${more.length + 1}: ${EXAMPLE}`);
  return readUrl(typed, (isMethod ? first : (method ?? 'GET')).toUpperCase(), headers);
}

/** Splits a line into words; quotes hold words together, also those that a chat client has made round. */
export function splitWords(line: string): readonly string[] {
  const plain = line.replace(/[“”„]/g, '"').replace(/[‘’‚]/g, "'");
  return [...plain.matchAll(/(?:[^\s"']+|"[^"]*"?|'[^']*'?)+/g)].map(([word]) =>
    word.replace(/"([^"]*)"?|'([^']*)'?/g, (_, double?: string, single?: string) => double ?? single ?? ''),
  );
}

/** Whether a request carries what must not be shown to others, nor kept. */
export function holdsSecrets({ headers, query }: AskedRequest): boolean {
  const names = [...Object.keys(headers), ...query.split('&').map((pair) => pair.split('=')[0] ?? '')];
  return names.some(isSecretName);
}

/** The value of a header or parameter as it may be shown: not that of one that carries a secret. */
export function shownValue(name: string, value: string): string {
  return isSecretName(name) && !/^[.*+^$]*$/.test(value) ? '(not shown)' : value;
}

const FLAGS = [
  { sets: 'header', names: ['-H', '--header'] },
  { sets: 'method', names: ['-X', '--request'] },
] as const;

function addHeader(headers: Record<string, string>, text: string | undefined): boolean {
  const [, name, value = ''] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*:\s*(.*?)\s*$/s.exec(text ?? '') ?? [];
  if (name === undefined) return false;
  // The name may have been sent before: then a gateway joins the values.
  headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  return true;
}

function readUrl(typed: string, method: string, headers: Readonly<Record<string, string>>): AskedRequest | Refused {
  const text = typed.replace(/^<|>$/g, '').replace(/\|.*$/s, '');
  if (text.startsWith('/')) return refused(`A path alone says too little. Put its host in front: ${EXAMPLE}`);
  const [, scheme, rest = text] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text) ?? [];
  const known = scheme === undefined ? undefined : SCHEMES[scheme.toLowerCase()];
  if (scheme !== undefined && !known) return refused(`I can trace http and https, not ${scheme}.`);
  const url = URL.parse(`${known ?? 'http'}://${rest}`);
  if (!url || url.hostname === '') return refused(`I can't read ${JSON.stringify(text)} as a URL. Try ${EXAMPLE}`);
  const { hostname: host, pathname: path, search } = url;
  // Without a scheme its own port is still one that was typed.
  const port = known ? url.port : (/^[^/?#]*:(\d+)(?=[/?#]|$)/.exec(rest)?.[1] ?? '');
  return { method, ...(known && { scheme: known }), host, port, path, query: search.slice(1), headers };
}

const SCHEMES: Readonly<Record<string, 'http' | 'https'>> = { http: 'http', https: 'https', ws: 'http', wss: 'https' };

function refused(reason: string): Refused {
  return { kind: 'refused', reason };
}
