/**
 * Remembers what is in focus; the function it gives puts the focus back there. What was drawn anew meanwhile is found by
 * its `data-key`, or as the same button of the same message; when it is gone, its message or the composer gets the focus.
 */
export function keepFocus(within = document) {
  const active = document.activeElement;
  const { key, action } = active?.dataset ?? {};
  const ts = active?.closest('[data-ts]')?.dataset.ts;
  const list = active?.closest('.list-of-messages')?.id;
  const block = active?.closest('[data-block-id]')?.dataset.blockId;

  return () => {
    if (active?.isConnected && active !== document.body) return active.focus({ preventScroll: true });
    const find = (selector) => (selector ? within.querySelector(selector) : null);
    const message = ts && `${list ? `#${list} ` : ''}[data-ts="${ts}"]`;
    const same = action && `[data-action="${CSS.escape(action)}"]`;
    const again =
      find(key && `[data-key="${CSS.escape(key)}"]`) ??
      find(same && message && `${message} ${same}`) ??
      find(same && block && `[data-block-id="${CSS.escape(block)}"] ${same}`) ??
      find(!message && same) ??
      find(message) ??
      document.querySelector('#compose textarea');
    again?.focus({ preventScroll: true });
  };
}

/** Lets the arrow keys go through things of a kind inside an element, as menus and radio buttons do. */
export function arrows(element, selector, { onMove = () => {} } = {}) {
  element.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const all = [...element.querySelectorAll(selector)];
    const at = all.indexOf(document.activeElement?.closest(selector));
    if (!step || at < 0) return;
    event.preventDefault();
    const next = all.at((at + step) % all.length);
    next.focus();
    onMove(next);
  });
}
