import { changed, markRead, messagesOf, myChannels, people, state } from './store.js';

/** The address of a place: `#/ada/platform`, `#/ada/platform/<ts>`, `#/ada/app/home`, `#/ada/app/messages`. */
export function addressOf({ user = state.me, at = state.at, thread = '' }) {
  const name = people().find((one) => one.id === user)?.name ?? '';
  const where = at.app ? `app/${at.app}` : (state.channels.find((one) => one.id === at.channel)?.name ?? '');
  return `#/${[name, where, thread].filter(Boolean).join('/')}`;
}

/** Goes somewhere; the address follows. */
export function go(place) {
  location.hash = addressOf(place);
}

/** Reads the address, also one written by hand; `last` as a thread is the latest message. */
export function follow() {
  const [name, where = '', third = '', fourth = ''] = decodeURIComponent(location.hash.slice(2)).split('/');
  state.me = people().find((one) => one.name === name)?.id ?? (state.me || people()[0]?.id);

  const isApp = where === 'app';
  const channel = myChannels().find((one) => one.name === where || one.id === where) ?? myChannels()[0];
  state.at = isApp ? { app: third === 'messages' ? 'messages' : 'home' } : { channel: channel?.id ?? '' };
  const thread = isApp ? fourth : third;
  state.thread = thread === 'last' ? latest(channel?.id) : thread;
  if (!isApp && channel) markRead(channel.id);
  changed();
}

function latest(channel) {
  const open = messagesOf(channel).filter((one) => !one.ephemeralTo);
  return (open.findLast((one) => messagesOf(channel, one.ts).length > 1) ?? open.at(-1))?.ts ?? '';
}
