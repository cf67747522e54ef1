import { newChannel } from './channels.js';
import { h, icon } from './dom.js';
import { arrows } from './focus.js';
import { avatar } from './messages.js';
import { addressOf, go } from './route.js';
import { appChannel, myChannels, people, state, unread, userById } from './store.js';

/** Draws the left pane: channels, the app, and who one is. */
export function renderSidebar(nav) {
  const active = document.activeElement;
  const again = nav.contains(active) ? active.dataset.key : undefined;
  nav.replaceChildren(
    h(
      'div',
      { class: 'team' },
      h('img', { src: 'bot.svg', alt: '', class: 'avatar' }),
      h('strong', null, state.team.name),
    ),
    h(
      'div',
      { class: 'lists' },
      h(
        'div',
        { class: 'head' },
        h('h2', null, 'Channels'),
        h(
          'button',
          {
            type: 'button',
            class: 'square plain',
            'aria-label': 'New channel',
            dataset: { key: 'new' },
            onclick: newChannel,
          },
          icon('plus'),
        ),
      ),
      h('ul', null, myChannels().map(channelItem)),
      h('h2', null, userById(state.bot)?.realName ?? 'App'),
      h('ul', null, appItem('home', 'Home', 'home'), appItem('messages', 'Messages', 'chat')),
    ),
    switcher(),
  );
  if (again) nav.querySelector(`[data-key="${CSS.escape(again)}"]`)?.focus();
}

function channelItem(channel) {
  const isHere = state.at.channel === channel.id;
  const count = isHere ? 0 : unread(channel.id);
  const name = channel.kind === 'private' ? 'lock' : 'hash';
  return h(
    'li',
    null,
    h(
      'a',
      {
        href: addressOf({ at: { channel: channel.id } }),
        class: `${count > 0 ? 'unread' : ''}${channel.archived ? ' archived' : ''}`,
        'aria-current': isHere ? 'page' : undefined,
        dataset: { key: channel.id },
      },
      icon(name),
      h('span', null, channel.name),
      count > 0 && h('span', { class: 'bubble', 'aria-label': `${count} unread` }, count),
    ),
  );
}

function appItem(tab, label, picture) {
  const isHere = state.at.app === tab;
  const dm = appChannel();
  const count = tab === 'messages' && !isHere && dm ? unread(dm.id) : 0;
  const name = userById(state.bot)?.realName ?? '';
  return h(
    'li',
    null,
    h(
      'a',
      {
        href: addressOf({ at: { app: tab } }),
        class: count > 0 ? 'unread' : '',
        'aria-current': isHere ? 'page' : undefined,
        'aria-label': `${name}: ${label}`,
        dataset: { key: `app-${tab}` },
      },
      icon(picture),
      h('span', null, label),
      count > 0 && h('span', { class: 'bubble' }, count),
    ),
  );
}

function switcher() {
  const group = h(
    'div',
    { class: 'switcher', role: 'radiogroup', 'aria-label': 'You are' },
    h('h2', null, 'You are'),
    people().map((user) =>
      h(
        'button',
        {
          type: 'button',
          role: 'radio',
          'aria-checked': String(user.id === state.me),
          tabindex: user.id === state.me ? '0' : '-1',
          dataset: { key: user.id },
          onclick: () => go({ user: user.id, at: sameFor(user) }),
        },
        avatar(user.id),
        h(
          'span',
          null,
          h('strong', null, user.realName.split(' ')[0]),
          h('small', null, user.tz.split('/').at(-1).replace('_', ' ')),
        ),
      ),
    ),
  );
  arrows(group, '[role=radio]', { onMove: (button) => button.click() });
  return group;
}

const sameFor = (user) => {
  const channel = state.channels.find((one) => one.id === state.at.channel);
  return !channel || channel.members.includes(user.id) ? state.at : { app: 'messages' };
};
