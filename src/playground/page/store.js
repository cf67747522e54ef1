/** What the page knows: the workspace as the server told it, and where this reader is. */
export const state = {
  ready: false,
  team: { name: '' },
  bot: '',
  users: [],
  userGroups: [],
  channels: [],
  messages: new Map(),
  modals: {},
  homes: {},
  hints: [],
  shortcuts: [],
  example: '',
  switches: { slow: false, limited: false, connections: null, canMoveClock: false },
  me: '',
  /** `{ channel }` or `{ app: 'home' | 'messages' }` */
  at: { channel: '' },
  thread: '',
  read: new Map(),
  failed: new Set(),
  /** What the app is doing, by thread. */
  status: new Map(),
  clockOffset: 0,
};

const listeners = new Set();
let isWaiting = false;

/** Calls back after changes, once for all that come together. */
export function onChange(listener) {
  listeners.add(listener);
}

/** Says that something changed. */
export function changed() {
  if (isWaiting) return;
  isWaiting = true;
  setTimeout(() => {
    isWaiting = false;
    for (const listener of listeners) listener();
  });
}

const keyOf = (message) => `${message.channel}:${message.ts}`;

/** What the live stream tells while a whole state is on its way, which can be older; one list for each. */
const meanwhile = new Set();

/** Takes over the whole state, once the live stream is open: what changes from then on comes through that. */
export async function load() {
  const late = [];
  meanwhile.add(late);
  const fresh = await fetch('state')
    .then((answer) => answer.json())
    .finally(() => meanwhile.delete(late));
  const ephemerals = [...state.messages.values()].filter((message) => message.ephemeralTo);
  Object.assign(state, fresh, {
    ready: true,
    clockOffset: fresh.now - Date.now(),
    messages: new Map([...fresh.messages, ...ephemerals].map((message) => [keyOf(message), message])),
  });
  if (!userById(state.me)) state.me = people()[0]?.id ?? '';
  for (const user of people()) {
    for (const channel of state.channels) {
      const key = `${user.id}:${channel.id}`;
      if (!state.read.has(key)) state.read.set(key, lastTs(channel.id, user.id));
    }
  }
  for (const change of late) apply(change);
  changed();
}

const CHANGES = {
  message({ message }) {
    state.messages.set(keyOf(message), message);
    if (message.bot_id) state.status.delete(message.thread_ts ?? message.ts);
  },
  deleted({ message }) {
    state.messages.delete(keyOf(message));
  },
  modals({ user, views }) {
    state.modals[user] = views;
  },
  home({ user, view }) {
    state.homes[user] = view;
  },
  channel({ channel }) {
    const isKnown = state.channels.some((one) => one.id === channel.id);
    state.channels = isKnown
      ? state.channels.map((one) => (one.id === channel.id ? channel : one))
      : [...state.channels, channel];
  },
  switches({ switches }) {
    state.switches = switches;
  },
  status({ thread, text }) {
    state.status.set(thread, text);
  },
  notice({ user, action }) {
    if (action) state.failed.add(failedKey(user, action));
  },
};

/** Applies one change of the live stream; gives it back for those who want to tell about it. */
export function apply(change) {
  state.clockOffset = change.now - Date.now();
  CHANGES[change.type]?.(change);
  for (const late of meanwhile) late.push(change);
  changed();
  return change;
}

export const failedKey = (user, { ts, block_id, action_id }) => `${user}:${ts ?? ''}:${block_id}:${action_id}`;
/** What did not work in views of this reader, as one word. */
export const failedInViews = () => [...state.failed].filter((key) => key.startsWith(`${state.me}::`)).join();
/** Takes an ephemeral message away, for as long as the page is open. */
export function dismiss(message) {
  state.messages.delete(keyOf(message));
  changed();
}
export const people = () => state.users.filter((user) => !user.isBot);
export const userById = (id) => state.users.find((user) => user.id === id);
export const channelById = (id) => state.channels.find((channel) => channel.id === id);
export const me = () => userById(state.me);
export const now = () => Date.now() + state.clockOffset;

/** The direct message between this reader and the app. */
export const appChannel = (user = state.me) =>
  state.channels.find((channel) => channel.kind === 'im' && channel.members.includes(user));

/** The channel on screen; none on the Home tab. */
export function currentChannel() {
  if (state.at.app === 'home') return undefined;
  return state.at.app === 'messages' ? appChannel() : channelById(state.at.channel);
}

/** Channels this reader is in. */
export const myChannels = () =>
  state.channels.filter((channel) => channel.kind !== 'im' && channel.members.includes(state.me));

/** Messages of a channel this reader sees, oldest first; those of a thread when one is given. */
export function messagesOf(channel, thread, user = state.me) {
  return [...state.messages.values()]
    .filter((one) => one.channel === channel && (one.ephemeralTo ?? user) === user)
    .filter((one) => {
      const isReply = one.thread_ts !== undefined && one.thread_ts !== one.ts;
      if (thread) return one.ts === thread || one.thread_ts === thread;
      return !isReply || one.subtype === 'thread_broadcast';
    })
    .toSorted((a, b) => Number(a.ts) - Number(b.ts));
}

/** Replies to a message that this reader sees and that stay. */
export const repliesTo = (message) =>
  messagesOf(message.channel, message.ts).filter((one) => one.ts !== message.ts && !one.ephemeralTo);

function lastTs(channel, user) {
  return messagesOf(channel, undefined, user).at(-1)?.ts ?? '0';
}

/** How many messages in a channel this reader has not seen. */
export function unread(channel) {
  const seen = Number(state.read.get(`${state.me}:${channel}`) ?? 0);
  return messagesOf(channel).filter((one) => Number(one.ts) > seen && one.user !== state.me).length;
}

/** Notes that this reader has seen a channel up to its end. */
export function markRead(channel) {
  state.read.set(`${state.me}:${channel}`, lastTs(channel, state.me));
}

/** Does something as this reader; a refusal comes back as `error`. */
export async function act(name, details = {}) {
  try {
    const answer = await fetch('act', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ act: name, user: state.me, ...details }),
    });
    const body = await answer.json();
    return answer.ok ? body : { refused: body.error ?? 'The workspace did not take it.' };
  } catch {
    return { refused: 'The workspace is not running any more.' };
  }
}
