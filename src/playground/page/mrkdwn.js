import { h } from './dom.js';
import { emoji, withEmoji } from './emoji.js';
import { channelById, state, userById } from './store.js';
import { dateToken, fullTime } from './time.js';

const unescape_ = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
const isWeb = (url) => /^(https?|mailto):/i.test(url);

/** Slack's own text notation as nodes. Everything it does not know is shown as it is. */
export function mrkdwn(text) {
  return text.split(/(```[\s\S]*?```)/).flatMap((part, index, parts) => {
    if (index % 2 === 1) return [codeBlock(part.slice(3, -3))];
    // The break next to a code block belongs to the block.
    const before = index > 0 ? part.replace(/^\n/, '') : part;
    const after = index < parts.length - 1 ? before.replace(/\n$/, '') : before;
    return quoted(after);
  });
}

/** Plain text as Slack shows it: short names become pictures. */
export const plain = (text) => withEmoji(unescape_(text));

/** A text object. */
export function textOf(object) {
  if (!object) return [];
  return object.type === 'mrkdwn' ? mrkdwn(object.text ?? '') : lines(plain(object.text ?? ''));
}

/** A link that can be followed; only its words when it is not one. */
export function link(url, label) {
  if (!isWeb(url)) return label;
  return h('a', { href: url, target: '_blank', rel: 'noreferrer noopener' }, label);
}

/** A person, as the reader knows them. */
export function userName(id, fallback) {
  const user = userById(id);
  return h('span', { class: id === state.me ? 'mention mention-me' : 'mention' }, `@${user?.name ?? fallback ?? id}`);
}

/** A user group by its handle. */
export function groupName(id, fallback) {
  const group = state.userGroups.find((one) => one.id === id);
  const isMine = group?.users.includes(state.me);
  const name = group ? `@${group.handle}` : (fallback ?? '@group');
  return h('span', { class: isMine ? 'mention mention-me' : 'mention' }, name);
}

/** A channel by its name. */
export function channelName(id, fallback) {
  return h('span', { class: 'mention' }, `#${channelById(id)?.name ?? fallback ?? id}`);
}

function codeBlock(text) {
  return h('pre', { class: 'code' }, h('code', null, literal(text.replace(/^\n|\n$/g, ''))));
}

const literal = (text) =>
  unescape_(text.replace(/<([^|>]+)(?:\|([^>]*))?>/g, (_found, target, label) => label ?? target));

function quoted(text) {
  const groups = [];
  for (const line of text.split('\n')) {
    const [, mark, rest] = /^(&gt;|>)?\s?([\s\S]*)$/.exec(line) ?? [];
    const isQuote = mark !== undefined;
    const last = groups.at(-1);
    if (last?.isQuote === isQuote) last.lines.push(isQuote ? rest : line);
    else groups.push({ isQuote, lines: [isQuote ? rest : line] });
  }
  return groups.flatMap(({ isQuote, lines: own }) => {
    const inside = own.flatMap((line, index) => [...(index > 0 ? [h('br')] : []), ...inline(line)]);
    return isQuote ? [h('blockquote', null, inside)] : inside;
  });
}

function lines(text) {
  return text.split('\n').flatMap((line, index) => (index > 0 ? [h('br'), line] : [line]));
}

const TOKEN =
  /`([^`\n]+)`|<([^<>\n]+)>|(https?:\/\/[^\s<>|]+)|:([\w+-]+):|(?<![\p{L}\p{N}])([*_~])(?=\S)(.+?)(?<=\S)\5(?![\p{L}\p{N}])/gu;

function inline(text) {
  const out = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    out.push(unescape_(text.slice(end, match.index)), token(match));
    end = match.index + match[0].length;
  }
  out.push(unescape_(text.slice(end)));
  return out.filter((one) => one !== '');
}

function token([whole, code, angle, url, name, mark, inner]) {
  if (code !== undefined) return h('code', null, literal(code));
  if (angle !== undefined) return special(angle);
  if (url !== undefined) return bareLink(url);
  if (name !== undefined) return emoji(name) ?? whole;
  return h(mark === '*' ? 'strong' : mark === '_' ? 'em' : 's', null, inline(inner));
}

function bareLink(url) {
  const address = unescape_(url).replace(/[.,;:!?)*_~]+$/, '');
  return h('span', null, link(address, address), unescape_(url).slice(address.length));
}

function special(inside) {
  const [target = '', label] = inside.split(/\|([\s\S]*)/);
  if (target.startsWith('@')) return userName(target.slice(1), label);
  if (target.startsWith('#')) return channelName(target.slice(1), label);
  if (target.startsWith('!date^')) return date(target, label ?? '');
  if (target.startsWith('!subteam^')) return groupName(target.slice(9), label);
  if (/^!(channel|here|everyone)$/.test(target))
    return h('span', { class: 'mention mention-all' }, `@${target.slice(1)}`);
  if (target.startsWith('!')) return h('span', { class: 'mention' }, `<${unescape_(label || target)}>`);
  const address = unescape_(target);
  if (!isWeb(address)) return `<${unescape_(inside)}>`;
  return link(address, label ? inline(label) : address.replace(/^mailto:/, ''));
}

function date(target, fallback) {
  const [, seconds, pattern, url] = target.split('^');
  const at = Number(seconds);
  if (!Number.isFinite(at) || !pattern) return unescape_(fallback);
  const text = h(
    'time',
    { datetime: new Date(at * 1000).toISOString(), title: fullTime(at * 1000) },
    dateToken(at, pattern),
  );
  return url ? link(url, text) : text;
}
