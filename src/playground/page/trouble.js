import { h } from './dom.js';
import { act, now, state } from './store.js';
import { dateAndTime } from './time.js';
import { toast } from './toast.js';

const SWITCHES = [
  { name: 'slow', label: 'Slack is slow', about: 'Every answer takes 2.5 seconds.', short: 'slow' },
  { name: 'limited', label: '429 for a while', about: 'Every call is refused for 20 seconds.', short: '429' },
];

/** Fills the panel with the switches for what goes wrong, and for the time. */
export function setUpTrouble(button, panel) {
  const rows = SWITCHES.map(({ name, label, about }) => {
    const toggle = () => run('trouble', { [name]: !state.switches[name] });
    return h(
      'button',
      {
        type: 'button',
        role: 'switch',
        class: 'switch',
        'aria-checked': 'false',
        dataset: { switch: name },
        onclick: toggle,
      },
      h('span', null, h('strong', null, label), h('small', null, about)),
      h('span', { class: 'knob', 'aria-hidden': 'true' }),
    );
  });
  const connections = h('small');
  const time = h('small');
  const drop = h(
    'button',
    { type: 'button', class: 'switch', onclick: () => run('drop') },
    h('span', null, h('strong', null, 'The socket drops'), connections),
    h('span', { class: 'go' }, 'Drop it'),
  );
  const monday = h(
    'button',
    { type: 'button', class: 'switch', onclick: () => run('monday') },
    h('span', null, h('strong', null, 'Next Monday 09:00'), time),
    h('span', { class: 'go' }, 'Go there'),
  );
  panel.append(h('h2', null, 'What if…'), ...rows, drop, monday);
  button.addEventListener('click', () => panel.togglePopover({ source: button }));
  panel.addEventListener('toggle', (event) => {
    button.setAttribute('aria-expanded', String(event.newState === 'open'));
    if (event.newState === 'open') panel.querySelector('button').focus();
    else if (panel.contains(document.activeElement) || document.activeElement === document.body) button.focus();
    draw();
  });

  /** Shows how the switches stand. */
  function draw() {
    const { switches } = state;
    for (const row of rows) row.setAttribute('aria-checked', String(switches[row.dataset.switch]));
    drop.hidden = switches.connections === null;
    monday.hidden = !switches.canMoveClock;
    connections.textContent = switches.connections > 0 ? 'The app is connected.' : 'The app is not connected.';
    time.textContent = `It is ${dateAndTime(now())}.`;
    const on = SWITCHES.filter(({ name }) => switches[name]).map(({ short }) => short);
    if (switches.connections === 0) on.push('not connected');
    button.classList.toggle('on', on.length > 0);
    button.replaceChildren('What if…', ...(on.length > 0 ? [h('strong', null, on.join(', '))] : []));
  }
  return draw;
}

async function run(name, details) {
  const answer = await act(name, details);
  if (answer.refused) toast(answer.refused);
}
