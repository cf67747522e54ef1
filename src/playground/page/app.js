import { renderBlocks } from './blocks.js';
import { channelMenu } from './channels.js';
import { makeComposer } from './composer.js';
import { h, icon, place } from './dom.js';
import { keepFocus } from './focus.js';
import { renderMessages } from './messages.js';
import { renderModal } from './modals.js';
import { addressOf, follow, go } from './route.js';
import { renderSidebar } from './sidebar.js';
import {
  act,
  apply,
  currentChannel,
  failedInViews,
  load,
  markRead,
  messagesOf,
  onChange,
  state,
  userById,
} from './store.js';
import { setUpTheme } from './theme.js';
import { toast } from './toast.js';
import { setUpTrouble } from './trouble.js';

const $ = (selector) => document.querySelector(selector);
const placeName = () => (state.at.app ? (userById(state.bot)?.realName ?? '') : `#${currentChannel()?.name ?? ''}`);
const main = makeComposer({ label: () => `Message ${placeName()}, or type / for commands` });
const side = makeComposer({ thread: () => state.thread, label: () => 'Reply…' });
$('#compose').append(main.node);
$('#thread-compose').append(side.node);

let shownPlace = '';
let shownHome;
let shownThread = '';

function render() {
  if (!state.ready) return;
  renderSidebar($('#sidebar'));
  renderHead();
  renderMain();
  renderThread();
  renderModal();
  document.title = `${placeName()} · ${state.team.name}`;
}

function renderHead() {
  const channel = currentChannel();
  const isApp = state.at.app !== undefined;
  const tab = (name, label) =>
    h(
      'a',
      { href: `#/${userById(state.me)?.name}/app/${name}`, 'aria-current': state.at.app === name ? 'page' : undefined },
      label,
    );
  const picture = channel?.kind === 'private' ? 'lock' : 'hash';
  const back = $('#place').contains(document.activeElement) ? keepFocus() : () => {};
  const menu = (event) => channelMenu(event.currentTarget, channel);
  const more = {
    type: 'button',
    class: 'square plain',
    'aria-label': 'Channel',
    'aria-haspopup': 'menu',
    onclick: menu,
    dataset: { key: 'channel-menu' },
  };
  place(
    $('#place'),
    [
      h('h1', null, !isApp && icon(picture), h('span', null, isApp ? placeName() : (channel?.name ?? ''))),
      !isApp && channel && h('button', more, icon('more')),
      isApp
        ? h('nav', { class: 'tabs', 'aria-label': 'App' }, tab('home', 'Home'), tab('messages', 'Messages'))
        : h('p', { class: 'topic' }, channel?.topic ?? ''),
    ].filter(Boolean),
  );
  back();
}

function renderMain() {
  const channel = currentChannel();
  const here = `${state.me}:${state.at.app ?? state.at.channel}`;
  const isNew = here !== shownPlace;
  shownPlace = here;

  const isHome = state.at.app === 'home';
  $('#messages').hidden = isHome;
  $('#compose').hidden = isHome;
  $('#home').hidden = !isHome;
  if (isHome) return renderHome(isNew);

  if (isNew && state.at.app === 'messages') void act('messages');
  const log = $('#messages');
  const wasAtEnd = isNew || log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const messages = channel ? messagesOf(channel.id) : [];
  log.setAttribute('aria-label', `Messages in ${placeName()}`);
  // A reader who changes the place does not want all of it read out.
  log.setAttribute('aria-live', isNew ? 'off' : 'polite');
  renderMessages($('#list'), messages, {});
  place($('#empty'), messages.length === 0 ? [emptyNote()] : []);
  if (wasAtEnd) log.scrollTop = log.scrollHeight;
  if (channel) markRead(channel.id);
  renderNote(channel);
  main.refresh();
}

function renderNote(channel) {
  const bot = userById(state.bot);
  const isOut = channel && !channel.archived && !channel.members.includes(state.bot);
  $('#compose').classList.toggle('closed', channel?.archived ?? false);
  const invite = () => act('send', { channel: channel.id, text: `/invite @${bot.name}` });
  const note = channel?.archived
    ? h('p', { class: 'note' }, 'This channel is archived: it can be read, and nobody can post in it.')
    : isOut &&
      h(
        'p',
        { class: 'note' },
        `${bot.realName} is not in this channel.`,
        h('button', { type: 'button', class: 'link', onclick: invite }, `/invite @${bot.name}`),
      );
  $('#note').replaceChildren(...(note ? [note] : []));
}

function emptyNote() {
  return h(
    'div',
    { class: 'empty' },
    h('img', { src: 'bot.svg', alt: '', class: 'avatar' }),
    h('h2', null, `This is ${placeName()}`),
    h('p', null, 'Nothing has been said here yet.'),
    h(
      'p',
      { class: 'try' },
      'Type ',
      h('button', { type: 'button', onclick: () => main.write(state.example) }, state.example),
    ),
  );
}

function renderHome(isNew) {
  if (isNew) void act('home');
  const view = state.homes[state.me];
  const version = `${view?.hash}:${JSON.stringify(view?.state)}:${failedInViews()}`;
  if (!isNew && version === shownHome) return;
  shownHome = version;
  const name = userById(state.bot)?.realName;
  const inside = view
    ? renderBlocks(view.blocks, { view: view.id, state: view.state.values })
    : [h('p', { class: 'waiting' }, `${name} has not published a Home tab for you yet.`)];
  const back = !isNew && $('#home').contains(document.activeElement) ? keepFocus($('#home')) : () => {};
  $('#home').replaceChildren(h('div', { class: 'sheet' }, inside));
  back();
}

function renderThread() {
  const channel = currentChannel();
  const messages = state.thread && channel ? messagesOf(channel.id, state.thread) : [];
  const isOpen = messages.length > 0;
  $('#thread').hidden = !isOpen;
  document.body.classList.toggle('with-thread', isOpen);
  const opened = `${state.me}:${state.thread}`;
  if (!isOpen) {
    shownThread = '';
    return;
  }

  const log = $('#thread-messages');
  const isNew = shownThread !== opened;
  const wasAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  shownThread = opened;
  $('#thread-place').textContent = placeName();
  log.setAttribute('aria-live', isNew ? 'off' : 'polite');
  renderMessages($('#thread-list'), messages, { thread: true });
  if (isNew) log.scrollTop = 0;
  else if (wasAtEnd) log.scrollTop = log.scrollHeight;
  $('#thread-compose').hidden = channel.archived;
  const status = state.status.get(state.thread);
  $('#status').textContent = status ? `${userById(state.bot)?.realName} ${status}` : '';
  side.refresh();
}

function closeThread() {
  const link = document.querySelector(`#list [data-ts="${state.thread}"] .replies`);
  go({});
  setTimeout(() => (link ?? $('#compose textarea')).focus(), 30);
}

function listen() {
  const live = new EventSource('live');
  live.addEventListener('message', ({ data }) => {
    const before = addressHere();
    const change = apply(JSON.parse(data));
    // A renamed channel keeps its place.
    if (change.type === 'channel' && location.hash === before) history.replaceState(null, '', addressHere());
    if (change.type === 'notice' && change.user === state.me) toast(change.text);
  });
  live.addEventListener('error', () => {
    document.body.classList.add('away');
  });
  live.addEventListener('open', () => {
    document.body.classList.remove('away');
    void load().then(follow);
  });
}

const addressHere = () => addressOf({ thread: state.thread });

function toggleDrawer(isOpen = !document.body.classList.contains('with-sidebar')) {
  document.body.classList.toggle('with-sidebar', isOpen);
  $('#drawer').setAttribute('aria-expanded', String(isOpen));
}

$('#drawer').addEventListener('click', () => toggleDrawer());
$('#veil').addEventListener('click', () => toggleDrawer(false));
$('#thread-close').addEventListener('click', closeThread);
addEventListener('hashchange', () => {
  toggleDrawer(false);
  follow();
});
addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || document.querySelector('dialog[open], .menu') || !state.thread) return;
  if (!event.defaultPrevented) closeThread();
});

setUpTheme($('#theme'));
onChange(setUpTrouble($('#trouble'), $('#trouble-panel')));
onChange(render);
listen();
