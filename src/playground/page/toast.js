import { h } from './dom.js';

/** Says something for a few seconds, to eyes and to screen readers. */
export function toast(text) {
  const note = h('div', { class: 'toast' }, text);
  document.querySelector('#toasts').append(note);
  setTimeout(() => note.remove(), 6000);
}
