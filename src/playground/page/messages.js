import { renderBlocks } from './blocks.js';
import { showJson } from './dialogs.js';
import { h, icon, place } from './dom.js';
import { emoji } from './emoji.js';
import { openMenu } from './menu.js';
import { mrkdwn } from './mrkdwn.js';
import { addressOf, go } from './route.js';
import { act, currentChannel, dismiss, me, repliesTo, state, userById } from './store.js';
import { clockTime, dayName, fullTime, isSameDay, millis } from './time.js';
import { toast } from './toast.js';

const TOGETHER = 5 * 60_000;
const drawn = new WeakMap();
const numbers = new WeakMap();
let lastNumber = 0;

/** Draws messages into a list, leaving alone those that did not change. */
export function renderMessages(list, messages, { thread }) {
  const before = drawn.get(list) ?? new Map();
  const after = new Map();
  const children = [];
  for (const [index, message] of messages.entries()) {
    const previous = messages[index - 1];
    if (!thread && (!previous || !isSameDay(millis(previous.ts), millis(message.ts)))) {
      children.push(keep(before, after, `day:${dayName(millis(message.ts))}:${index}`, () => dayLine(message)));
    }
    const isFollowing = continues(previous, message) && !(thread && index === 1);
    const key = `${message.ts}:${version(message, isFollowing, thread)}`;
    children.push(keep(before, after, key, () => messageNode(message, isFollowing, thread)));
    if (thread && index === 0) {
      const count = messages.filter((one) => !one.ephemeralTo).length - 1;
      children.push(keep(before, after, `count:${count}`, () => countLine(count)));
    }
  }
  const focused = focusIn(list);
  drawn.set(list, after);
  place(list, children);
  focused?.();
}

function keep(before, after, key, make) {
  const node = before.get(key) ?? make();
  after.set(key, node);
  return node;
}

function version(message, isFollowing, thread) {
  if (!numbers.has(message)) numbers.set(message, ++lastNumber);
  const replies = thread ? [] : repliesTo(message);
  const failed = [...state.failed].filter((key) => key.includes(`:${message.ts}:`));
  return [numbers.get(message), state.me, isFollowing, replies.length, replies.at(-1)?.ts, failed.join()].join('|');
}

// A message that changes is drawn anew; whoever had its button in focus keeps it.
function focusIn(list) {
  const active = document.activeElement;
  const message = list.contains(active) ? active.closest('.message') : null;
  if (!message) return undefined;
  const { ts } = message.dataset;
  const { action } = active.dataset;
  return () => {
    if (list.contains(active)) return;
    const again = list.querySelector(`[data-ts="${ts}"]`);
    (again?.querySelector(`[data-action="${CSS.escape(action ?? '')}"]`) ?? again)?.focus({ preventScroll: true });
  };
}

function continues(previous, message) {
  if (isNote(message) !== (previous !== undefined && isNote(previous))) return false;
  if (!previous || previous.user !== message.user || previous.ephemeralTo || message.ephemeralTo) return false;
  return millis(message.ts) - millis(previous.ts) < TOGETHER && isSameDay(millis(previous.ts), millis(message.ts));
}

/** A person's or the app's picture. */
export function avatar(id, size = '') {
  const user = userById(id);
  if (id === state.bot) return h('img', { class: `avatar bot ${size}`, src: 'bot.svg', alt: '' });
  const index = state.users.findIndex((one) => one.id === id);
  const letters = (user?.realName ?? 'Slack')
    .split(' ')
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('');
  return h('span', { class: `avatar color-${(index + 6) % 6} ${size}`, 'aria-hidden': 'true' }, letters);
}

const nameOf = (id) => userById(id)?.realName ?? 'Slack';

function dayLine(message) {
  return h('div', { class: 'day', role: 'separator' }, h('span', null, dayName(millis(message.ts))));
}

function countLine(count) {
  if (count === 0) return h('div', { class: 'count none' });
  return h('div', { class: 'count' }, h('span', null, count === 1 ? '1 reply' : `${count} replies`));
}

function messageNode(message, isFollowing, thread) {
  const at = millis(message.ts);
  const isOnlyMine = message.ephemeralTo !== undefined;
  const time = h('time', { datetime: new Date(at).toISOString(), title: fullTime(at) }, clockTime(at));
  const place_ = { channel: message.channel, ts: message.ts, state: {} };
  return h(
    'article',
    {
      class: `message${isFollowing ? ' following' : ''}${isOnlyMine ? ' only-mine' : ''}${isNote(message) ? ' from-slack' : ''}`,
      tabindex: '-1',
      dataset: { ts: message.ts },
      'aria-label': `${nameOf(message.user)}, ${clockTime(at)}`,
    },
    isFollowing ? h('span', { class: 'gutter' }, time) : avatar(message.user),
    h(
      'div',
      { class: 'content' },
      isOnlyMine && h('p', { class: 'private' }, icon('eye'), 'Only visible to you'),
      !isFollowing &&
        h(
          'p',
          { class: 'by' },
          h('strong', null, nameOf(message.user)),
          message.bot_id && h('span', { class: 'badge' }, 'App'),
          time,
        ),
      h('div', { class: 'said' }, bodyOf(message, place_), isEditedByPerson(message) && h('small', null, '(edited)')),
      message.files?.length > 0 && h('div', { class: 'files' }, message.files.map(fileNode)),
      message.reactions.length > 0 && reactions(message),
      !thread && !isOnlyMine && repliesLink(message),
    ),
    tools(message, thread),
  );
}

// What Slack itself says of a channel: somebody joined, it was renamed.
const isNote = (message) => message.subtype?.startsWith('channel_') ?? false;

// An app changes its messages all the time; Slack marks only what people edit.
const isEditedByPerson = (message) => message.edited && !message.bot_id;

function bodyOf(message, where) {
  const attachments = message.attachments.map((one) => attachment(one, where));
  // What a person typed is shown from its text: the blocks hold it without links and mentions.
  if (message.blocks.length > 0 && message.bot_id) return [renderBlocks(message.blocks, where), attachments];
  // Who it is about stands above it already.
  const said = isNote(message) ? message.text.replace(/^<@\w+> /, '') : message.text;
  return [h('div', { class: 'words' }, mrkdwn(said)), attachments];
}

function fileNode(file) {
  const url = `files/${file.id}`;
  if (file.mimetype.startsWith('image/')) {
    const picture = h('img', { src: url, alt: file.alt_txt || file.title });
    return h('figure', { class: 'picture' }, picture, h('figcaption', null, file.title));
  }
  const size = file.size < 1000 ? `${file.size} bytes` : `${Math.round(file.size / 1000)} kB`;
  return h(
    'a',
    { class: 'file', href: url, download: file.name },
    icon('file'),
    h('strong', null, file.title),
    h('small', null, size),
  );
}

function attachment(one, where) {
  const words = one.blocks
    ? renderBlocks(one.blocks, where)
    : h('div', { class: 'words' }, mrkdwn(one.text ?? one.fallback ?? ''));
  const box = h('div', { class: 'attachment' }, one.title && h('strong', null, one.title), words);
  if (/^#?[0-9a-f]{6}$/i.test(one.color ?? '')) box.style.borderColor = `#${one.color.replace('#', '')}`;
  return box;
}

function reactions(message) {
  return h(
    'ul',
    { class: 'reactions', 'aria-label': 'Reactions' },
    message.reactions.map(({ name, users }) =>
      h('li', { title: users.map(nameOf).join(', ') }, `${emoji(name) ?? `:${name}:`} ${users.length}`),
    ),
  );
}

function repliesLink(message) {
  const replies = repliesTo(message);
  if (replies.length === 0) return null;
  const users = [...new Set(replies.map((one) => one.user))].slice(0, 4);
  return h(
    'button',
    { type: 'button', class: 'replies', onclick: () => go({ thread: message.ts }) },
    users.map((id) => avatar(id, 'tiny')),
    h('strong', null, replies.length === 1 ? '1 reply' : `${replies.length} replies`),
    h('span', null, `Last one ${clockTime(millis(replies.at(-1).ts))}`),
  );
}

function tools(message, thread) {
  const more = (event) => openMenu(event.currentTarget, menuOf(message));
  const canReply = !thread && !message.ephemeralTo && currentChannel()?.archived === false;
  return h(
    'div',
    { class: 'tools' },
    canReply &&
      h(
        'button',
        {
          type: 'button',
          title: 'Reply in thread',
          'aria-label': 'Reply in thread',
          onclick: () => go({ thread: message.thread_ts ?? message.ts }),
        },
        icon('reply'),
      ),
    h(
      'button',
      { type: 'button', title: 'More actions', 'aria-label': 'More actions', 'aria-haspopup': 'menu', onclick: more },
      icon('more'),
    ),
  );
}

function menuOf(message) {
  const shortcuts = message.ephemeralTo ? [] : state.shortcuts.filter((one) => one.on === 'message');
  const { channel, ts } = message;
  return [
    ...shortcuts.map(({ name, callbackId }) => ({
      label: name,
      async run() {
        const answer = await act('shortcut', { channel, ts, callback_id: callbackId });
        if (answer.refused) toast(answer.refused);
      },
    })),
    ...(message.ephemeralTo ? [{ label: 'Dismiss', run: () => dismiss(message) }] : []),
    { label: 'Show JSON', run: () => showJson(`Message of ${nameOf(message.user)}`, message) },
    {
      label: 'Copy link',
      run() {
        const link = new URL(addressOf({ user: me().id, thread: message.thread_ts ?? ts }), location.href).href;
        void navigator.clipboard?.writeText(link);
        toast('Link copied');
      },
    },
  ];
}
