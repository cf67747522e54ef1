import { h, icon } from './dom.js';
import { keepFocus } from './focus.js';
import { plain, textOf } from './mrkdwn.js';

/** Opens a dialog of the page itself; it goes when it is closed, and the focus comes back. */
export function openDialog(dialog) {
  const back = keepFocus();
  document.body.append(dialog);
  dialog.addEventListener('close', () => {
    dialog.remove();
    back();
  });
  dialog.showModal();
  return dialog;
}

/** The head of a dialog, with its X. */
export function dialogHead(title, onClose) {
  return h(
    'header',
    null,
    h('h2', null, title),
    h('button', { type: 'button', class: 'square plain', 'aria-label': 'Close', onclick: onClose }, icon('close')),
  );
}

/** Asks what an element's confirm object asks; yes at once when there is none. */
export function confirmed(spec) {
  if (!spec) return Promise.resolve(true);
  return new Promise((resolve) => {
    let answer = false;
    const close = (value) => () => {
      answer = value;
      dialog.close();
    };
    const dialog = h(
      'dialog',
      { class: 'modal small', 'aria-label': plain(spec.title.text) },
      dialogHead(plain(spec.title.text), close(false)),
      h('div', { class: 'body' }, textOf(spec.text)),
      h(
        'footer',
        null,
        h('button', { type: 'button', class: 'button', onclick: close(false) }, plain(spec.deny.text)),
        h(
          'button',
          { type: 'button', class: `button ${spec.style ?? 'primary'}`, onclick: close(true) },
          plain(spec.confirm.text),
        ),
      ),
    );
    dialog.addEventListener('close', () => resolve(answer));
    openDialog(dialog);
  });
}

/** Asks for something; `submit` gives what was wrong, and nothing when it is done. */
export function askForm(title, { fields, submit, verb }) {
  const error = h('p', { class: 'error', role: 'alert' });
  const onsubmit = async (event) => {
    event.preventDefault();
    error.textContent = (await submit(new FormData(event.target))) ?? '';
    if (error.textContent === '') dialog.close();
    else event.target.querySelector('input')?.focus();
  };
  const cancel = () => dialog.close();
  const dialog = h(
    'dialog',
    { class: 'modal small', 'aria-label': title },
    h(
      'form',
      { onsubmit },
      dialogHead(title, cancel),
      h('div', { class: 'body ask' }, fields, error),
      h(
        'footer',
        null,
        h('button', { type: 'button', class: 'button', onclick: cancel }, 'Cancel'),
        h('button', { type: 'submit', class: 'button primary' }, verb),
      ),
    ),
  );
  openDialog(dialog);
  dialog.querySelector('input')?.focus();
}

/** Shows what the app sent, as it sent it. */
export function showJson(title, value) {
  const text = JSON.stringify(value, null, 2);
  const copy = (event) => {
    void navigator.clipboard?.writeText(text);
    event.currentTarget.textContent = 'Copied';
  };
  const dialog = h(
    'dialog',
    { class: 'modal wide', 'aria-label': title },
    dialogHead(title, () => dialog.close()),
    h('div', { class: 'body' }, h('pre', { class: 'code json', tabindex: '0' }, h('code', null, text))),
    h('footer', null, h('button', { type: 'button', class: 'button', onclick: copy }, 'Copy')),
  );
  openDialog(dialog);
}
