import { LIMITS } from './limits.ts';
import { fileFlaws } from './pictures.ts';
import { Refusal, refuseFlaws } from './refusal.ts';
import { type Block, type Fields, isFields, listField, textField } from './shapes.ts';
import { validateBlocks } from './validate.ts';
import type { Workspace } from './workspace.ts';

/** The part of a message that an app writes. */
export interface Content {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly attachments: readonly Fields[];
  readonly metadata?: Fields;
}

/** Text, blocks, attachments and metadata of a call or of an answer to a request; refuses what Slack refuses. */
export function contentOf(workspace: Workspace, args: Fields): Content {
  const markdown = textField(args, 'markdown_text');
  if (markdown !== undefined) {
    if (args['text'] !== undefined || args['blocks'] !== undefined) throw new Refusal('markdown_text_conflict');
    return contentOf(workspace, { ...args, markdown_text: undefined, blocks: [{ type: 'markdown', text: markdown }] });
  }

  const text = textField(args, 'text') ?? '';
  const blocks = args['blocks'] ?? [];
  const attachments = args['attachments'] ?? [];
  if (!Array.isArray(blocks)) throw new Refusal('invalid_blocks_format');
  if (!Array.isArray(attachments)) throw new Refusal('invalid_attachments');
  if (text.trim() === '' && blocks.length === 0 && attachments.length === 0) throw new Refusal('no_text');

  refuseFlaws('invalid_blocks', [...validateBlocks(blocks, 'message'), ...fileFlaws(workspace, blocks)]);
  if (JSON.stringify(blocks).length > LIMITS.messageBlocksJson) throw new Refusal('msg_blocks_too_long');
  if (attachments.length > LIMITS.attachments) throw new Refusal('too_many_attachments');
  for (const [index, attachment] of attachments.filter(isFields).entries()) {
    if (attachment['blocks'] === undefined) continue;
    const at = `/attachments/${index}/blocks`;
    refuseFlaws('invalid_attachments', validateBlocks(attachment['blocks'], 'message', at));
  }

  const metadata = metadataOf(args);
  return {
    text: text.slice(0, LIMITS.messageText),
    blocks: workspace.withIds(listField({ blocks }, 'blocks')),
    attachments: attachments
      .filter(isFields)
      .map((one) => (Array.isArray(one['blocks']) ? { ...one, blocks: workspace.withIds(one['blocks']) } : one)),
    ...(metadata ? { metadata } : {}),
  };
}

function metadataOf(args: Fields): Fields | undefined {
  const metadata = args['metadata'];
  if (metadata === undefined) return undefined;
  if (!isFields(metadata)) throw new Refusal('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return undefined;
  if (typeof metadata['event_type'] !== 'string' || !isFields(metadata['event_payload'])) {
    throw new Refusal('invalid_metadata_schema');
  }
  if (JSON.stringify(metadata).length > LIMITS.metadataJson) throw new Refusal('metadata_too_large');
  return metadata;
}
