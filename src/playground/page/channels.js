import { askForm, confirmed } from './dialogs.js';
import { h } from './dom.js';
import { openMenu } from './menu.js';
import { go } from './route.js';
import { act, people, state, userById } from './store.js';
import { toast } from './toast.js';

const nameField = (value = '') =>
  h(
    'label',
    { class: 'row' },
    h('span', { class: 'label' }, 'Name'),
    h('input', {
      name: 'name',
      value,
      required: true,
      maxlength: '80',
      autocomplete: 'off',
      placeholder: 'inc-checkout',
    }),
    h('span', { class: 'hint' }, 'Small letters, digits, hyphens and underscores'),
  );
const tick = (name, value, label, checked = false) =>
  h('label', { class: 'tick' }, h('input', { type: 'checkbox', name, value, checked }), h('span', null, label));

/** Asks for a new channel, makes it and goes there. */
export function newChannel() {
  const bot = userById(state.bot);
  const others = people().filter((user) => user.id !== state.me);
  askForm('New channel', {
    verb: 'Create',
    fields: [
      nameField(),
      h(
        'fieldset',
        { class: 'ticks' },
        h('legend', { class: 'label' }, 'Who else is in it'),
        others.map((user) => tick('members', user.id, user.realName, true)),
        tick('members', bot.id, `${bot.realName} (the app)`),
      ),
      tick('private', 'yes', 'Private: only its members see it'),
    ],
    async submit(form) {
      const answer = await act('createChannel', {
        name: form.get('name'),
        private: form.has('private'),
        members: form.getAll('members'),
      });
      if (answer.channel) go({ at: { channel: answer.channel } });
      return answer.refused;
    },
  });
}

function rename(channel) {
  askForm(`Rename #${channel.name}`, {
    verb: 'Rename',
    fields: [nameField(channel.name)],
    submit: async (form) => (await act('renameChannel', { channel: channel.id, name: form.get('name') })).refused,
  });
}

const text = (words) => ({ type: 'plain_text', text: words });

async function archive(channel) {
  const isSure = await confirmed({
    title: text(`Archive #${channel.name}?`),
    text: text('It can be read afterwards, and nobody can post in it.'),
    confirm: text('Archive'),
    deny: text('Cancel'),
    style: 'danger',
  });
  if (isSure) await tell('archiveChannel', channel);
}

async function tell(name, channel) {
  const answer = await act(name, { channel: channel.id });
  if (answer.refused) toast(answer.refused);
}

/** What one can do with a channel. */
export function channelMenu(button, channel) {
  const bot = userById(state.bot);
  const isInside = channel.members.includes(bot.id);
  const open = [
    isInside
      ? { label: `Remove ${bot.realName}`, run: () => tell('removeApp', channel) }
      : { label: `Add ${bot.realName}`, run: () => tell('inviteApp', channel) },
    { label: 'Rename…', run: () => rename(channel) },
    { label: 'Archive…', run: () => archive(channel), danger: true },
  ];
  openMenu(button, channel.archived ? [{ label: 'Open again', run: () => tell('unarchiveChannel', channel) }] : open);
}
