import { h } from './dom.js';

/** Says something for a few seconds, to eyes and to screen readers. */
export function toast(text) {
  const note = h('div', { class: 'toast' }, text);
  // While a dialog is open, all outside of it is out of reach.
  (document.querySelector('dialog[open] .toasts') ?? document.querySelector('#toasts')).append(note);
  setTimeout(() => note.remove(), 6000);
}
