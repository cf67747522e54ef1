import type { ActionsBlock, Button, ContextBlock, KnownBlock, RichTextBlock, SectionBlock } from '@slack/types';
import { clip } from './format.ts';
import { LIMITS } from './limits.ts';

/** One message: `text` stands alone for screen readers and lock screens. */
export interface Post {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** A message that fits, whatever was in it: what is largest goes first, and the message says so. */
export function post(text: string, blocks: readonly (KnownBlock | undefined)[]): Post {
  const present = blocks.filter((block) => block !== undefined);
  return { text: clip(text, LIMITS.text), blocks: fitted(present) };
}

/** A message of one paragraph, which is its text too. */
export function say(mrkdwn: string, text: string = spoken(mrkdwn)): Post {
  return post(text, [section(mrkdwn)]);
}

/** mrkdwn without the marks that a screen reader would spell out. */
export function spoken(mrkdwn: string): string {
  return mrkdwn.replace(/[`*]/g, '');
}

/** A paragraph. Without `verbatim` Slack would turn names in it into links and mentions. */
export function section(mrkdwn: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: clip(mrkdwn, LIMITS.section), verbatim: true } };
}

/** A line of small grey text; nothing for no text. */
export function context(mrkdwn: string): ContextBlock | undefined {
  if (mrkdwn === '') return undefined;
  return { type: 'context', elements: [{ type: 'mrkdwn', text: clip(mrkdwn, LIMITS.context), verbatim: true }] };
}

/** Words of a form: nothing in them is markup. */
export function plain(text: string): { readonly type: 'plain_text'; readonly text: string } {
  return { type: 'plain_text', text };
}

/** Buttons in a row; nothing for no buttons. */
export function actions(...buttons: readonly (Button | undefined)[]): ActionsBlock | undefined {
  const elements = buttons.filter((button) => button !== undefined);
  return elements.length > 0 ? { type: 'actions', elements } : undefined;
}

/** A button. Its value is the id of a stored action and nothing else. */
export function button(label: string, actionId: string, value: string, style?: 'danger'): Button {
  return {
    type: 'button',
    text: { type: 'plain_text', text: label.slice(0, LIMITS.buttonText) },
    action_id: actionId,
    value,
    ...(style && { style }),
  };
}

/** Text to copy. Not mrkdwn, so that nothing in it is markup. */
export function codeBlock(text: string): RichTextBlock {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
  };
}

function fitted(blocks: readonly KnownBlock[]): KnownBlock[] {
  if (blocks.length <= LIMITS.blocks && sizeOf(blocks) <= LIMITS.payload) return [...blocks];
  const note = section('_Shortened to fit into a message._');
  let kept = blocks.slice(0, LIMITS.blocks - 1);
  while (kept.length > 1 && sizeOf([...kept, note]) > LIMITS.payload) {
    const [, ...rest] = kept;
    const candidates = rest.filter(({ type }) => type !== 'actions');
    const largest = candidates.toSorted((a, b) => sizeOf(b) - sizeOf(a))[0] ?? rest.at(-1);
    kept = kept.filter((block) => block !== largest);
  }
  return [...kept, note];
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value).length;
}
