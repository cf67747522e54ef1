import type { Format } from '../engine/text.ts';
import { objectName } from '../engine/text.ts';

/** Facts in a terminal: names as they are, with control characters made visible. */
export const terminalFormat: Format = {
  text: printable,
  number: (number) => String(number),
  date: (date) => date.toISOString().slice(0, 10),
  object: (ref) => printable(objectName(ref)),
  // Parts of a sentence can quote the cluster too.
  prose: printable,
};

// Control characters, and those that turn or hide the text around them.
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text from a cluster must not move the cursor, colour the screen or turn the text around it. */
export function printable(text: string): string {
  const line = text.replace(/\s+/g, (space) => (space.includes('\n') ? ' ' : space));
  return line.replace(INVISIBLE, '\u{fffd}');
}

/** Breaks text at spaces so that lines, with their indentation, fit a width. Words longer than a line stay whole. */
export function wrap(text: string, width: number, indent: string, first = indent): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
      continue;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  lines.push(line);
  return lines.join('\n');
}
