/**
 * Makes an element. Texts become text nodes, so whatever an app or a person wrote is shown and never run.
 * @param {string} tag
 * @param {Record<string, unknown> | null} [props] attributes; `on…` are listeners, `class`, `dataset`
 * @param {...unknown} children
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2).toLowerCase(), value);
    else if (name === 'dataset') Object.assign(element.dataset, value);
    else if (name in element && typeof value !== 'string') element[name] = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...nodes(children));
  return element;
}

let lastId = 0;

/** An id that nothing else has: an app's own ids can hold spaces, and come twice. */
export function freshId() {
  lastId += 1;
  return `id-${lastId}`;
}

function nodes(children) {
  return children
    .flat(Number.POSITIVE_INFINITY)
    .filter((child) => child !== undefined && child !== null && child !== false && child !== '')
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
}

const ICONS = {
  hash: 'M6 2.5 4.8 13.5M11.2 2.5 10 13.5M2.5 5.8h11M2.5 10.2h11',
  lock: 'M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  home: 'M2.5 7.5 8 3l5.5 4.5V13a.5.5 0 0 1-.5.5H3a.5.5 0 0 1-.5-.5zM6.5 13.5v-4h3v4',
  chat: 'M2.5 3.5h11v7.5H7l-3 2.5v-2.5H2.5z',
  reply: 'M2.5 3.5h11v7.5H7l-3 2.5v-2.5H2.5zM5.5 6.3h5M5.5 8.4h3',
  plus: 'M8 3v10M3 8h10',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  close: 'M4 4l8 8M12 4l-8 8',
  menu: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  send: 'M2.8 2.8 13.5 8 2.8 13.2 4.3 8zM4.3 8h4.5',
  theme: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  shield: 'M8 2 3 4v4c0 3 2.2 5 5 6 2.8-1 5-3 5-6V4zM6 8l1.5 1.5L10.2 6.6',
  bolt: 'M8.8 2 3.8 9h4l-.6 5 5-7h-4z',
  eye: 'M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
  back: 'M10 3.5 5.5 8l4.5 4.5',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  picture: 'M2.5 3.5h11v9h-11zM2.5 10.5l3-3 2.5 2.5 2-2 3.5 3.5M10 6h.01',
};

/** A small line icon; decoration, so hidden from screen readers. */
export function icon(name) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', ICONS[name] ?? ICONS.more);
  svg.append(path);
  return svg;
}

/** Puts exactly these children into an element, leaving alone those that are already at their place. */
export function place(parent, children) {
  const wanted = new Set(children);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  children.forEach((child, index) => {
    if (parent.childNodes[index] !== child) parent.insertBefore(child, parent.childNodes[index] ?? null);
  });
}
