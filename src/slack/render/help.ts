import { COMMANDS } from '../../commands/catalogue.ts';
import { AREAS } from '../../engine/check.ts';
import { context, type Post, post, section } from '../blocks.ts';
import { code, escaped, oneLine } from '../format.ts';
import { typed } from './words.ts';

/** Everything one can ask. */
export function renderHelp(clusterName: string, botName: string): Post {
  const cluster = oneLine(clusterName);
  const lines = COMMANDS.map(({ usage, summary }) => `${typed(usage)}\n${escaped(summary)}`);
  const examples = COMMANDS.filter(({ name, example }) => example !== name).map(({ example }) => typed(example));
  return post(`I look after the Ambassador gateway of ${cluster}. Type /ambassador check to see how it is.`, [
    section(`I look after the Ambassador gateway of *${cluster}*.`),
    section(lines.join('\n')),
    context(`Areas: ${AREAS.map((area) => code(area)).join(', ')}`),
    context(
      `For example ${examples.join(' or ')} · In a thread, mention me with the same words: @${escaped(botName)} check tls`,
    ),
  ]);
}
