import { h, icon } from './dom.js';
import { openMenu } from './menu.js';
import { act, currentChannel, state } from './store.js';
import { toast } from './toast.js';

const drafts = new Map();
const sent = new Map();

/** A box to write in; `thread` gives the parent's `ts` when it answers in a thread. */
export function makeComposer({ thread, label }) {
  const id = thread ? 'thread' : 'channel';
  const list = h('ul', { class: 'hints', role: 'listbox', id: `hints-${id}`, 'aria-label': 'Commands', hidden: true });
  const box = h('textarea', {
    rows: '1',
    'aria-autocomplete': 'list',
    'aria-controls': `hints-${id}`,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const button = h('button', { type: 'submit', class: 'send', 'aria-label': 'Send', disabled: true }, icon('send'));
  const shortcuts = h(
    'button',
    {
      type: 'button',
      class: 'square plain shortcuts',
      'aria-label': 'Shortcuts',
      'aria-haspopup': 'menu',
      hidden: true,
      onclick: openShortcuts,
    },
    icon('bolt'),
  );
  const status = h('p', { class: 'unseen', role: 'status' });
  const announce = (count) => {
    status.textContent =
      count === 0 ? '' : `${count} ${count === 1 ? 'command fits' : 'commands fit'}: arrow keys choose.`;
  };
  const form = h('form', { class: 'composer' }, list, h('div', { class: 'field' }, shortcuts, box, button), status);
  let chosen = -1;
  let past = 0;

  const key = () => `${state.me}:${currentChannel()?.id}:${thread?.() ?? ''}`;
  const grow = () => {
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 220)}px`;
    button.disabled = box.value.trim() === '';
  };
  const write = (text) => {
    box.value = text;
    drafts.set(key(), text);
    grow();
    suggest();
  };

  const suggest = () => {
    const text = box.value;
    const hints = !thread && text.startsWith('/') && !text.includes('\n') ? matching(text) : [];
    chosen = -1;
    list.hidden = hints.length === 0;
    announce(hints.length);
    box.removeAttribute('aria-activedescendant');
    list.replaceChildren(...hints.map((hint, index) => hintItem(hint, `${list.id}-${index}`, () => take(hint))));
  };
  const take = (hint) => {
    write(`${hint.command} `);
    list.hidden = true;
    box.focus();
  };
  const mark = (index) => {
    const items = [...list.children];
    chosen = (index + items.length) % items.length;
    for (const [at, item] of items.entries()) item.setAttribute('aria-selected', String(at === chosen));
    items[chosen]?.scrollIntoView({ block: 'nearest' });
    box.setAttribute('aria-activedescendant', items[chosen]?.id ?? '');
  };

  const send = async () => {
    const text = box.value.trim();
    const channel = currentChannel();
    if (text === '' || !channel) return;
    sent.set(key(), [...(sent.get(key()) ?? []), text]);
    past = 0;
    write('');
    const answer = await act('send', { channel: channel.id, text, ...(thread ? { thread: thread() } : {}) });
    if (answer.refused) toast(answer.refused);
  };

  const recall = (step) => {
    const all = sent.get(key()) ?? [];
    past = Math.min(Math.max(past + step, 0), all.length);
    write(past === 0 ? '' : all.at(-past));
    list.hidden = true;
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  box.addEventListener('input', () => write(box.value));
  box.addEventListener('blur', () => setTimeout(() => (list.hidden = true), 150));
  box.addEventListener('keydown', (event) => {
    const isOpen = !list.hidden;
    const { key: pressed } = event;
    if (pressed === 'ArrowUp' && (box.value === '' || past > 0) && (!isOpen || past > 0)) recall(1);
    else if (pressed === 'ArrowDown' && past > 0) recall(-1);
    else if (isOpen && pressed === 'ArrowDown') mark(chosen + 1);
    else if (isOpen && pressed === 'ArrowUp') mark(chosen < 0 ? -1 : chosen - 1);
    else if (isOpen && pressed === 'Escape') list.hidden = true;
    else if (isOpen && (pressed === 'Tab' || (pressed === 'Enter' && chosen >= 0)))
      list.children[Math.max(chosen, 0)].click();
    else if (pressed === 'Enter' && !event.shiftKey && !event.isComposing) void send();
    else return;
    event.preventDefault();
  });

  let shownFor;
  return {
    node: form,
    write(text) {
      write(text);
      box.focus();
    },
    focus: () => box.focus(),
    /** Follows to another channel, with what was begun there. */
    refresh() {
      box.placeholder = label();
      box.setAttribute('aria-label', label());
      shortcuts.hidden = thread !== undefined || globalShortcuts().length === 0;
      if (shownFor === key()) return;
      shownFor = key();
      box.value = drafts.get(shownFor) ?? '';
      list.hidden = true;
      grow();
    },
  };
}

const globalShortcuts = () => state.shortcuts.filter((one) => one.on === 'composer');

function openShortcuts(event) {
  const run = (callbackId) => async () => {
    const answer = await act('shortcut', { callback_id: callbackId });
    if (answer.refused) toast(answer.refused);
  };
  openMenu(
    event.currentTarget,
    globalShortcuts().map(({ name, callbackId }) => ({ label: name, run: run(callbackId) })),
  );
}

function matching(text) {
  const typed = text.toLowerCase();
  return state.hints
    .filter((hint) => hint.command.startsWith(typed.trimEnd()) && hint.command !== typed.trim())
    .slice(0, 8);
}

function hintItem(hint, id, take) {
  const keepFocus = (event) => event.preventDefault();
  return h(
    'li',
    { role: 'option', id, 'aria-selected': 'false', onmousedown: keepFocus, onclick: take },
    h('span', { class: 'command' }, hint.command, hint.usage && h('span', { class: 'usage' }, ` ${hint.usage}`)),
    h('span', { class: 'about' }, hint.description),
  );
}
