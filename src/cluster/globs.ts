import { matchesWhole } from './regex.ts';

/**
 * Whether a glob fits a whole text: `*` for any characters, slashes and points among them, `?` for one, `[a-z]` and
 * `{a,b}`. Edge Stack's documentation names only the star.
 */
export function matchesGlob(glob: string, text: string): boolean {
  return matchesWhole(`(?s)${glob.replace(TOKEN, regexOf)}`, text);
}

/** Whether a name of a setting, or a pattern with `*`, fits a name. */
export function matchesName(pattern: string, name: string): boolean {
  return pattern === name || (pattern.includes('*') && matchesGlob(pattern, name));
}

const TOKEN = /\*+|\?|\[[!^]?[^\]]+\]|\{[^{}]*\}|\\.|[^*?[{\\]+|./gs;

function regexOf(token: string): string {
  if (token.startsWith('*')) return '.*';
  if (token === '?') return '.';
  if (/^\[.+\]$/s.test(token)) return token.replace(/^\[!/, '[^');
  if (/^\{.*\}$/s.test(token)) return `(?:${token.slice(1, -1).split(',').map(literally).join('|')})`;
  return literally(token.replace(/^\\(.)$/s, '$1'));
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
