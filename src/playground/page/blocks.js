import { freshId, h, icon } from './dom.js';
import { element } from './elements.js';
import { mrkdwn, plain, textOf } from './mrkdwn.js';
import { richText, spans } from './rich-text.js';

/** Blocks of a message or view as nodes; `place` is handed to their elements. */
export const renderBlocks = (blocks, place) => blocks.map((block) => render(block, place));

function render(block, place) {
  const make = BLOCKS[block.type];
  if (make) return make(block, place);
  return h('div', { class: 'block unknown' }, `This block (${block.type}) is shown by Slack only.`);
}

const BLOCKS = {
  section(block, place) {
    const words = block.text && h('div', { class: 'words' }, textOf(block.text));
    const fields =
      block.fields &&
      h(
        'div',
        { class: 'fields' },
        block.fields.map((field) => h('div', null, textOf(field))),
      );
    const side = block.accessory && accessory(block, place);
    return h(
      'div',
      { class: `block section${side ? ' with-side' : ''}`, dataset: { blockId: block.block_id } },
      h('div', { class: 'main' }, words, fields),
      side,
    );
  },
  // Under the title of a dialog it is one level lower.
  header: (block, place) => h(place.level ?? 'h2', { class: 'block header' }, plain(block.text.text)),
  divider: () => h('hr', { class: 'block' }),
  context: (block) => h('div', { class: 'block context' }, block.elements.map(contextPart)),
  actions: (block, place) =>
    h(
      'div',
      { class: 'block actions', dataset: { blockId: block.block_id } },
      block.elements.map((spec) => element(block, spec, place)),
    ),
  image: (block) => h('div', { class: 'block' }, picture(block)),
  rich_text: (block) => h('div', { class: 'block rich-text' }, richText(block)),
  markdown: (block) => h('div', { class: 'block words' }, mrkdwn(fromMarkdown(block.text))),
  table: (block) => table(block.rows ?? [], block.column_settings),
  data_table: (block) => table(block.rows ?? [], block.column_settings, block.caption),
  alert: (block) => h('div', { class: `block alert ${block.level ?? 'default'}`, role: 'note' }, textOf(block.text)),
  input(block, place) {
    const [labelId, hintId, errorId] = [freshId(), freshId(), freshId()];
    const control = element(block, block.element, { ...place, isForm: true });
    const target = control.matches('[data-input]') ? control : (control.querySelector('[data-input]') ?? control);
    target.setAttribute('aria-labelledby', labelId);
    target.setAttribute('aria-describedby', `${hintId} ${errorId}`);
    Object.assign(target.dataset, { block: block.block_id, action: block.element.action_id });
    return h(
      'div',
      { class: 'block input', dataset: { blockId: block.block_id } },
      h(
        'div',
        { class: 'label', id: labelId },
        plain(block.label.text),
        block.optional && h('span', { class: 'optional' }, ' (optional)'),
      ),
      control,
      block.hint && h('div', { class: 'hint', id: hintId }, plain(block.hint.text)),
      h('div', { class: 'error', id: errorId, role: 'alert' }),
    );
  },
};

function accessory(block, place) {
  const spec = block.accessory;
  const inside = spec.type === 'image' ? picture(spec, 'thumb') : element(block, spec, place);
  return h('div', { class: 'side' }, inside);
}

function contextPart(part) {
  return part.type === 'image' ? picture(part, 'tiny') : h('span', null, textOf(part));
}

// The page loads nothing from elsewhere, so a picture of the web is told by its words.
function picture(image, size = 'large') {
  const url = image.slack_file?.id
    ? new URL(`files/${image.slack_file.id}`, location.href).href
    : (image.image_url ?? '');
  const title = image.title ? plain(image.title.text) : '';
  if (url.startsWith('data:image/') || url.startsWith(location.origin)) {
    return h(
      'figure',
      { class: `picture ${size}` },
      h('img', { src: url, alt: image.alt_text }),
      title && h('figcaption', null, title),
    );
  }
  return h(
    'figure',
    { class: `picture ${size} away`, title: url },
    h(
      'span',
      { class: 'frame', role: 'img', 'aria-label': image.alt_text },
      icon('picture'),
      size === 'large' && h('span', null, image.alt_text),
    ),
    title && h('figcaption', null, title),
  );
}

function table(rows, settings = [], caption = '') {
  const words = typeof caption === 'string' ? caption : (caption?.text ?? '');
  const row = (cells, tag) =>
    h(
      'tr',
      null,
      cells.map((cell, index) => h(tag, { class: `align-${settings[index]?.align ?? 'left'}` }, cellWords(cell))),
    );
  const [head = [], ...rest] = rows;
  return h(
    'div',
    { class: 'block table', tabindex: '0', role: 'group', 'aria-label': words || 'Table' },
    h(
      'table',
      null,
      words && h('caption', null, words),
      h('thead', null, row(head, 'th')),
      h(
        'tbody',
        null,
        rest.map((one) => row(one, 'td')),
      ),
    ),
  );
}

function cellWords(cell) {
  if (cell.type === 'rich_text') return (cell.elements ?? []).map((part) => h('div', null, spans(part)));
  return plain(String(cell.text ?? cell.value ?? ''));
}

function fromMarkdown(text) {
  return text
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, '<$2|$1>')
    .replace(/\*\*(.+?)\*\*/g, '*$1*')
    .replace(/~~(.+?)~~/g, '~$1~')
    .replace(/^#{1,6}\s+(.+)$/gm, '*$1*')
    .replace(/^\s*[-*]\s+/gm, '• ');
}
