import { confirmed } from './dialogs.js';
import { freshId, h, icon } from './dom.js';
import { openMenu } from './menu.js';
import { plain, textOf } from './mrkdwn.js';
import { act, appChannel, failedKey, myChannels, people, state, userById } from './store.js';
import { secondsOf, wallClock } from './time.js';
import { toast } from './toast.js';

/**
 * The interactive elements of blocks. `place` says where they are:
 * `{ channel, ts }` or `{ view }`, `state` (values the server knows), and `isForm` when nothing is sent before submit.
 */
export function element(block, spec, place) {
  const make = MAKERS[spec.type];
  if (!make) return h('span', { class: 'unknown' }, `(${spec.type} cannot be used here)`);
  const node = make(block, spec, place);
  const control = node.matches(CONTROLS) ? node : node.querySelector(CONTROLS);
  control.dataset.action = spec.action_id;
  if (!place.isForm && !control.matches('button')) control.setAttribute('aria-label', nameOf(spec));
  return node;
}

const CONTROLS = 'button, select, input, textarea, fieldset';
// Outside of a form nothing else names a control.
const nameOf = (spec) => plain(spec.placeholder?.text ?? spec.type.replace(/^multi_|_/g, ' ').trim());

const id = (block, spec) => ({ block_id: block.block_id, action_id: spec.action_id });
const known = (block, spec, place) => place.state?.[block.block_id]?.[spec.action_id];

async function send(block, spec, place, given, control) {
  if (place.isForm && !block.dispatch_action) return;
  if (!(await confirmed(spec.confirm))) return;

  state.failed.delete(failedKey(state.me, { ts: place.ts, ...id(block, spec) }));
  control?.classList.add('busy');
  const { channel, ts, view } = place;
  const answer = await act('click', {
    channel,
    ts,
    view,
    ...id(block, spec),
    ...(given === undefined ? {} : { given }),
  });
  control?.classList.remove('busy');
  if (answer.refused) toast(answer.refused);
}

function failedMark(block, spec, place) {
  if (!state.failed.has(failedKey(state.me, { ts: place.ts, ...id(block, spec) }))) return null;
  return h(
    'span',
    { class: 'failed', role: 'img', 'aria-label': 'did not work', title: 'The app did not answer in time' },
    '⚠️',
  );
}

function button(block, spec, place) {
  const props = {
    type: 'button',
    class: `button ${spec.style ?? ''}`,
    'aria-label': spec.accessibility_label,
    onclick(event) {
      if (spec.url) open(spec.url, '_blank', 'noreferrer,noopener');
      void send(block, spec, place, undefined, event.currentTarget);
    },
  };
  return h('span', { class: 'with-mark' }, h('button', props, plain(spec.text.text)), failedMark(block, spec, place));
}

function overflow(block, spec, place) {
  const items = spec.options.map((option) => ({
    label: plain(option.text.text),
    run: () => send(block, spec, place, option.value),
  }));
  const open_ = (event) => openMenu(event.currentTarget, items);
  const props = {
    type: 'button',
    class: 'button square',
    'aria-haspopup': 'menu',
    'aria-label': 'More',
    onclick: open_,
  };
  return h('span', { class: 'with-mark' }, h('button', props, icon('more')), failedMark(block, spec, place));
}

function select(options, chosen, block, spec, place) {
  const control = h(
    'select',
    { dataset: { input: 'single' }, onchange: (event) => send(block, spec, place, event.target.value, event.target) },
    h('option', { value: '' }, plain(spec.placeholder?.text ?? 'Choose…')),
    options.map((one) =>
      one.options
        ? h(
            'optgroup',
            { label: one.label },
            one.options.map((option) => choice(option, chosen)),
          )
        : choice(one, chosen),
    ),
  );
  return h('span', { class: 'with-mark' }, h('span', { class: 'select' }, control), failedMark(block, spec, place));
}

const choice = ({ value, label }, chosen) => h('option', { value, selected: value === chosen }, label);
const optionItem = (option) => ({ value: option.value, label: plain(option.text.text) });
const staticItems = (spec) =>
  spec.option_groups?.map((group) => ({ label: plain(group.label.text), options: group.options.map(optionItem) })) ??
  (spec.options ?? []).map(optionItem);
const peopleItems = () => people().map((user) => ({ value: user.id, label: user.realName }));
const publicItems = () => conversationItems({ filter: { include: ['public'] } });

function conversationItems({ filter = {} }) {
  const kinds = filter.include ?? ['public', 'private', 'im'];
  const channels = myChannels().filter((one) => !one.archived && kinds.includes(one.kind));
  const app = kinds.includes('im') && !filter.exclude_bot_users ? appChannel() : undefined;
  return [
    ...channels.map((channel) => ({ value: channel.id, label: `# ${channel.name}` })),
    ...(app ? [{ value: app.id, label: userById(state.bot)?.realName ?? '' }] : []),
  ];
}

const single = (items, field) => (block, spec, place) => {
  const value = known(block, spec, place)?.[field];
  return select(items(spec), value?.value ?? value, block, spec, place);
};

const several = (items, field) => (block, spec, place) => {
  const chosen = (known(block, spec, place)?.[field] ?? []).map((one) => one.value ?? one);
  const flat = items(spec).flatMap((one) => one.options ?? [one]);
  return choices(
    'checkbox',
    flat.map((one) => ({ value: one.value, words: [one.label] })),
    chosen,
    'pills',
    block,
    spec,
    place,
  );
};

const boxes = (type, field) => (block, spec, place) => {
  const value = known(block, spec, place)?.[field];
  const chosen = (Array.isArray(value) ? value : [value]).map((one) => one?.value);
  const options = spec.options.map((option) => ({
    value: option.value,
    words: textOf(option.text),
    more: textOf(option.description),
  }));
  return choices(type, options, chosen, 'column', block, spec, place);
};

function choices(type, options, chosen, shape, block, spec, place) {
  const name = `${block.block_id}:${spec.action_id}`;
  const field = h('fieldset', { class: `choices ${shape}`, dataset: { input: type === 'radio' ? 'radio' : 'many' } });
  field.append(
    ...options.map(({ value, words, more = [] }) =>
      h(
        'label',
        null,
        h('input', { type, name, value, checked: chosen.includes(value) }),
        h('span', null, words, more.length > 0 && h('small', null, more)),
      ),
    ),
  );
  field.addEventListener('change', () => send(block, spec, place, valueOfControl(field), field));
  return field;
}

const field = (type) => (block, spec, place) => {
  const value = known(block, spec, place);
  const stored = value?.value ?? value?.selected_date ?? value?.selected_time ?? '';
  const props = {
    dataset: { input: 'text' },
    value: String(stored),
    placeholder: plain(spec.placeholder?.text ?? ''),
    maxlength: spec.max_length,
    autofocus: spec.focus_on_load,
    onchange: (event) => send(block, spec, place, event.target.value || null, event.target),
  };
  if (!spec.multiline) return h('input', { type, ...props });
  const area = h('textarea', { rows: 4, ...props });
  area.value = String(stored);
  return area;
};

// Shown in this reader's zone, as Slack does.
function moment(block, spec, place) {
  const chosen = known(block, spec, place)?.selected_date_time;
  return h('input', {
    type: 'datetime-local',
    dataset: { input: 'moment' },
    value: chosen ? wallClock(chosen) : '',
    onchange: (event) => send(block, spec, place, secondsOf(event.target.value), event.target),
  });
}

function external(block, spec, place) {
  const values = new Map();
  const listId = freshId();
  const list = h('datalist', { id: listId });
  const current = known(block, spec, place)?.selected_option;
  const input = h('input', {
    type: 'text',
    list: listId,
    value: current ? plain(current.text.text) : '',
    placeholder: plain(spec.placeholder?.text ?? 'Type to search…'),
    dataset: { input: 'external' },
    async oninput(event) {
      const text = event.target.value;
      if (values.has(text)) return;
      const { channel, ts, view } = place;
      const answer = await act('suggest', { channel, ts, view, ...id(block, spec), text });
      for (const option of answer.options ?? []) values.set(plain(option.text.text), option.value);
      list.replaceChildren(...(answer.options ?? []).map((option) => h('option', { value: plain(option.text.text) })));
    },
    onchange: (event) => send(block, spec, place, values.get(event.target.value) ?? null, event.target),
  });
  input.valueOf_ = () => values.get(input.value) ?? current?.value ?? null;
  return h('span', { class: 'with-mark' }, input, list);
}

const MAKERS = {
  button,
  overflow,
  static_select: single(staticItems, 'selected_option'),
  users_select: single(peopleItems, 'selected_user'),
  conversations_select: single(conversationItems, 'selected_conversation'),
  channels_select: single(publicItems, 'selected_channel'),
  external_select: external,
  multi_static_select: several(staticItems, 'selected_options'),
  multi_users_select: several(peopleItems, 'selected_users'),
  multi_conversations_select: several(conversationItems, 'selected_conversations'),
  multi_channels_select: several(publicItems, 'selected_channels'),
  checkboxes: boxes('checkbox', 'selected_options'),
  radio_buttons: boxes('radio', 'selected_option'),
  datepicker: field('date'),
  timepicker: field('time'),
  datetimepicker: moment,
  plain_text_input: field('text'),
  email_text_input: field('email'),
  url_text_input: field('url'),
  number_input: field('number'),
};

/** What a control holds now, as the server takes it. */
export function valueOfControl(control) {
  switch (control.dataset.input) {
    case 'many':
      return [...control.querySelectorAll(':checked')].map((one) => one.value);
    case 'radio':
      return control.querySelector(':checked')?.value ?? null;
    case 'moment':
      return secondsOf(control.value);
    case 'external':
      return control.valueOf_();
    default:
      return control.value || null;
  }
}
