import type { UnknownWord } from '../commands/answer.ts';
import { COMMANDS } from '../commands/catalogue.ts';

/** The line a person probably meant: the typed one with the unknown word put right. Undefined: nothing is near. */
export function nearestCommand(
  line: string,
  { word, nearest }: UnknownWord,
  areasAndChecks: readonly string[],
): string | undefined {
  const words = line.trim().split(/\s+/);
  // `/ambassador tls` lacks only the command.
  if (words[0] === word && areasAndChecks.includes(word.toLowerCase())) return `check ${words.join(' ')}`;
  if (nearest === undefined) return undefined;
  const isCommand = COMMANDS.some(({ name }) => name === nearest);
  if (words[0] === word && !isCommand) return `check ${nearest}`;
  return words.map((one) => (one === word ? nearest : one)).join(' ');
}
