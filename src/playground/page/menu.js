import { h } from './dom.js';
import { arrows, keepFocus } from './focus.js';

/** Opens a menu below a button; items are `{ label, run, danger }`. */
export function openMenu(button, items) {
  const menu = h('div', { class: 'menu', role: 'menu', popover: 'auto' });
  const choose = (item) => () => {
    menu.hidePopover();
    item.run();
  };
  menu.append(
    ...items.map((item) =>
      h(
        'button',
        { type: 'button', role: 'menuitem', class: item.danger ? 'danger' : '', onclick: choose(item) },
        item.label,
      ),
    ),
  );
  const back = keepFocus();
  menu.addEventListener('toggle', (event) => {
    if (event.newState === 'open') return;
    menu.remove();
    button.setAttribute('aria-expanded', 'false');
    if (document.activeElement === document.body) back();
  });
  arrows(menu, 'button');

  button.setAttribute('aria-expanded', 'true');
  // Outside of an open dialog nothing can be reached.
  (button.closest('dialog') ?? document.querySelector('main')).append(menu);
  menu.showPopover();
  put(menu, button.getBoundingClientRect());
  menu.querySelector('button')?.focus();
}

function put(menu, anchor) {
  const { width, height } = menu.getBoundingClientRect();
  const below = anchor.bottom + 4;
  const top = below + height > innerHeight - 8 ? anchor.top - height - 4 : below;
  const left = Math.min(anchor.left, innerWidth - width - 8);
  menu.style.top = `${Math.max(top, 8)}px`;
  menu.style.left = `${Math.max(left, 8)}px`;
}
