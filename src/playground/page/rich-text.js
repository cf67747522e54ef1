import { h } from './dom.js';
import { emoji } from './emoji.js';
import { channelName, groupName, link, userName } from './mrkdwn.js';

/** A `rich_text` block: what people type, and what apps may send. */
export const richText = (block) => (block.elements ?? []).map(part);

function part(element) {
  if (element.type === 'rich_text_list') {
    const tag = element.style === 'ordered' ? 'ol' : 'ul';
    const items = (element.elements ?? []).map((item) => h('li', null, spans(item)));
    return h(tag, { class: `list indent-${Math.min(element.indent ?? 0, 4)}` }, items);
  }
  if (element.type === 'rich_text_preformatted') return h('pre', { class: 'code' }, h('code', null, spans(element)));
  if (element.type === 'rich_text_quote') return h('blockquote', null, spans(element));
  return h('div', { class: 'rich' }, spans(element));
}

/** The inline parts of a section or table cell. */
export const spans = (element) => (element.elements ?? []).map(span);

function span(element) {
  if (element.type === 'link') return styled(element, link(element.url, element.text ?? element.url));
  if (element.type === 'user') return userName(element.user_id);
  if (element.type === 'usergroup') return groupName(element.usergroup_id);
  if (element.type === 'channel') return channelName(element.channel_id);
  if (element.type === 'emoji') return emoji(element.name) ?? `:${element.name}:`;
  if (element.type === 'broadcast') return h('span', { class: 'mention mention-all' }, `@${element.range}`);
  return styled(element, element.text ?? element.fallback ?? '');
}

function styled({ style = {} }, content) {
  let node = content;
  if (style.code) node = h('code', null, node);
  if (style.bold) node = h('strong', null, node);
  if (style.italic) node = h('em', null, node);
  if (style.strike) node = h('s', null, node);
  return node;
}
