import type { Format } from '../engine/text.ts';
import { objectName } from '../engine/text.ts';

/** Facts in a terminal: names as they are, with control characters made visible. */
export const terminalFormat: Format = {
  text: printable,
  number: (number) => String(number),
  date: (date) => date.toISOString().slice(0, 10),
  object: (ref) => printable(objectName(ref)),
  prose: (text) => text,
};

/** Text from a cluster must not move the cursor or colour the screen. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\u{fffd}').replace(/\s*\n\s*/g, ' ');
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
