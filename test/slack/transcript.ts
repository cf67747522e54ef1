import { visibleText } from '../../src/playground/read.ts';
import type { Message } from '../../src/playground/shapes.ts';
import type { SlackSimulator } from '../../src/playground/slack.ts';

/** A message, or a message with its thread, as people read it: for golden files. */
export function transcript(slack: SlackSimulator, message: Message): string {
  const parent = one(slack, message);
  const replies = slack.thread(message).map((reply) => indent(one(slack, reply)));
  return `${[parent, ...replies].join('\n\n')}\n`;
}

/** One message: its text, as it stands on a lock screen, and what is seen. */
export function one(slack: SlackSimulator, message: Message): string {
  const buttons = message.blocks
    .filter(({ type }) => type === 'actions')
    .map((block) => ({ ...message, blocks: [block] }));
  const rest = { ...message, blocks: message.blocks.filter(({ type }) => type !== 'actions') };
  const to = message.ephemeralTo === undefined ? '' : ` (only to <@${message.ephemeralTo}>)`;
  const seen = [
    `text${to}: ${message.text}`,
    ...rest.blocks.map((block) => mark(block.type, visibleText({ ...message, blocks: [block] }))),
    ...buttons.map((row) => visibleText(row).replaceAll('\n', ' ')),
  ].join('\n');
  return readable(slack, seen);
}

function mark(type: string, text: string): string {
  if (type === 'context') return text.replace(/^/gm, '› ');
  if (type === 'rich_text') return text.replace(/^/gm, '$ ');
  return text;
}

function readable(slack: SlackSimulator, text: string): string {
  return text
    .replace(/<@(\w+)>/g, (whole, id: string) => {
      const name = ['ada', 'grace'].find((one) => slack.user(one).id === id);
      return name ? `@${name}` : whole;
    })
    .replace(/<!date\^\d+\^[^|]+\|([^>]+)>/g, '«$1»');
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '    ');
}
