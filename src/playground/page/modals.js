import { renderBlocks } from './blocks.js';
import { dialogHead } from './dialogs.js';
import { h } from './dom.js';
import { valueOfControl } from './elements.js';
import { keepFocus } from './focus.js';
import { plain } from './mrkdwn.js';
import { act, failedInViews, state } from './store.js';
import { toast } from './toast.js';

let dialog;
let shown = '';
let back = () => {};

/** Shows the top modal of this reader, or none. */
export function renderModal() {
  const stack = state.modals[state.me] ?? [];
  const view = stack.at(-1);
  const version = view ? `${state.me}:${view.id}:${view.hash}:${failedInViews()}` : '';
  if (version === shown) return;

  const typed = dialog && view && dialog.dataset.view === view.id ? controlValues() : {};
  shown = version;
  if (!view) return shut();
  if (!dialog) {
    back = keepFocus();
    dialog = h('dialog', { class: 'modal' });
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      void act('close');
    });
    document.body.append(dialog);
  }
  const focused = dialog.dataset.view === view.id ? document.activeElement?.dataset : undefined;
  dialog.dataset.view = view.id;
  dialog.setAttribute('aria-label', plain(view.title?.text ?? ''));
  dialog.replaceChildren(form(view, merged(view, typed)));
  if (!dialog.open) dialog.showModal();
  focusIn(focused);
}

// The first thing to fill in; after an update the one a person was at.
function focusIn(before) {
  const controls = [...dialog.querySelectorAll('[data-block], [data-action]')];
  const same = controls.find((one) => before?.action === one.dataset.action && before?.block === one.dataset.block);
  const control = same ?? dialog.querySelector('[autofocus]') ?? dialog.querySelector('[data-block], footer .primary');
  (control?.matches('fieldset') ? control.querySelector('input') : control)?.focus();
}

function shut() {
  if (!dialog) return;
  dialog.remove();
  dialog = undefined;
  back();
}

function form(view, values) {
  const submit = async (event) => {
    event.preventDefault();
    const button = event.target.querySelector('footer .primary');
    button?.classList.add('busy');
    clearErrors();
    const answer = await act('submit', { view: view.id, values: controlValues() });
    button?.classList.remove('busy');
    if (answer.refused) toast(answer.refused);
    showErrors(answer.errors ?? {});
  };
  return h(
    'form',
    { novalidate: true, onsubmit: submit },
    dialogHead(plain(view.title?.text ?? ''), () => act('close', { all: view.clear_on_close })),
    h('div', { class: 'body' }, renderBlocks(view.blocks, { view: view.id, state: values, level: 'h3' })),
    h(
      'footer',
      null,
      h(
        'button',
        { type: 'button', class: 'button', onclick: () => act('close') },
        plain(view.close?.text ?? (view.submit ? 'Cancel' : 'Close')),
      ),
      view.submit && h('button', { type: 'submit', class: 'button primary' }, plain(view.submit.text)),
    ),
    h('div', { class: 'toasts', role: 'status' }),
  );
}

function controlValues() {
  const values = {};
  for (const control of dialog.querySelectorAll('[data-block]')) {
    const { block, action } = control.dataset;
    values[block] = { ...values[block], [action]: valueOfControl(control) };
  }
  return values;
}

// What a person typed survives an update of the view, as in Slack.
function merged(view, typed) {
  const values = structuredClone(view.state?.values ?? {});
  for (const [block, actions] of Object.entries(typed)) {
    for (const [action, given] of Object.entries(actions)) {
      const value = values[block]?.[action];
      if (value && 'value' in value) value.value = given;
    }
  }
  return values;
}

function showErrors(errors) {
  for (const [block, text] of Object.entries(errors)) {
    const row = dialog?.querySelector(`[data-block-id="${CSS.escape(block)}"]`);
    if (!row) continue;
    row.classList.add('wrong');
    row.querySelector('.error').textContent = text;
    row.querySelector('[data-block]')?.setAttribute('aria-invalid', 'true');
  }
  dialog?.querySelector('.wrong [data-block]')?.focus();
}

function clearErrors() {
  for (const row of dialog.querySelectorAll('.wrong')) {
    row.classList.remove('wrong');
    row.querySelector('.error').textContent = '';
    row.querySelector('[data-block]')?.removeAttribute('aria-invalid');
  }
}
