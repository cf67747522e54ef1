import { labelOf, optionsOf, placedElements } from './inputs.ts';
import { type Block, type Fields, isFields, listField, type Message, type View } from './shapes.ts';

/** A button or other element as a person sees it. */
export interface SeenElement {
  readonly type: string;
  readonly label: string;
  readonly action_id: string;
  readonly block_id: string;
  readonly value?: string;
  readonly style?: string;
  readonly url?: string;
}

/** All words a person reads in a message or view, one line a text, buttons as `[label]`; the text when there are no blocks. */
export function visibleText(place: Message | View): string {
  if (place.blocks.length > 0) return place.blocks.flatMap(linesOf).join('\n');
  return 'text' in place ? place.text : '';
}

/** The buttons and other elements of a message or view. */
export function elementsSeen(place: Message | View): readonly SeenElement[] {
  return placedElements(place.blocks).map(({ block, element }) => ({
    type: String(element['type']),
    label: labelOf(element),
    action_id: String(element['action_id']),
    block_id: block.block_id,
    ...(typeof element['value'] === 'string' ? { value: element['value'] } : {}),
    ...(typeof element['style'] === 'string' ? { style: element['style'] } : {}),
    ...(typeof element['url'] === 'string' ? { url: element['url'] } : {}),
  }));
}

function linesOf(block: Block): readonly string[] {
  if (block.type === 'rich_text') return listField(block, 'elements').map(richText);
  if (block.type === 'table') return tableLines(block);

  const elements = listField(block, 'elements');
  const inline = block.type === 'context' ? [elements.map(lineOf).join(' ')] : elements.map(lineOf);
  const texts = [block['text'], block['title'], block['label'], ...listField(block, 'fields'), block['hint']];
  return [...texts.map(lineOf), ...inline, lineOf(block['accessory']), lineOf(block['element'])].filter(
    (line) => line !== '',
  );
}

function lineOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isFields(value)) return '';
  if (value['type'] === 'button') return `[${labelOf(value)}]`;
  if (typeof value['text'] === 'string') return value['text'];
  if (typeof value['alt_text'] === 'string') return value['alt_text'];
  return optionsOf(value).map(labelOf).join(' | ');
}

function richText(element: Fields): string {
  const own = typeof element['text'] === 'string' ? element['text'] : '';
  return own + listField(element, 'elements').map(richText).join('');
}

function tableLines(block: Block): readonly string[] {
  const rows = Array.isArray(block['rows']) ? block['rows'] : [];
  return rows.map((row) => (Array.isArray(row) ? row.filter(isFields).map(richText).join(' | ') : ''));
}
