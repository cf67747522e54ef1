import { afterEach, expect, test } from 'vitest';
import { type Running, runBolt } from './bolt.ts';

let running: Running | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

const EVENTS = [
  'channel_created',
  'channel_rename',
  'channel_archive',
  'channel_unarchive',
  'channel_left',
  'group_rename',
  'group_archive',
  'group_left',
  'member_joined_channel',
  'member_left_channel',
];

/** Starts an app that notes every event about channels. */
async function noting(botScopes = ['chat:write', 'channels:read', 'groups:read', 'channels:history']) {
  const seen: Record<string, unknown>[] = [];
  running = await runBolt(
    'socket',
    (app) => {
      for (const name of EVENTS) app.event(name, async ({ event }) => void seen.push({ ...event }));
      app.message(async ({ message }) => void seen.push({ ...message }));
    },
    { botScopes },
  );
  return { ...running, seen, types: () => seen.splice(0).map(({ type, subtype }) => subtype ?? type) };
}

test('the app is told of a new channel, and greets once it is in it', async () => {
  const { slack, app, seen, types } = await noting();
  const ada = slack.user('ada');
  const channel = await ada.createChannel('inc-cart', { members: ['grace'] });
  expect(seen).toMatchObject([
    { type: 'channel_created', channel: { id: channel.id, name: 'inc-cart', creator: ada.id } },
  ]);
  expect([...channel.members]).toEqual([ada.id, slack.user('grace').id]);
  await expect(app.client.chat.postMessage({ channel: channel.id, text: 'x' })).rejects.toMatchObject({
    data: { error: 'not_in_channel' },
  });

  types();
  await ada.invite('inc-cart');
  // Its own joining is a message too, which Bolt keeps from it.
  expect(seen).toMatchObject([
    { type: 'member_joined_channel', channel: channel.id, channel_type: 'C', inviter: ada.id },
  ]);
  await app.client.chat.postMessage({ channel: channel.id, text: 'hello' });
  expect(slack.messages('inc-cart').map(({ text }) => text)).toEqual(['hello']);

  types();
  await ada.remove('inc-cart');
  expect(types()).toEqual(['member_left_channel', 'channel_left']);
  await ada.invite('inc-cart', 'grace');
  expect(types()).toEqual([]);
});

test('a renamed channel keeps its id, and an archived one takes no message until it is opened again', async () => {
  const { slack, app, seen, types } = await noting();
  const ada = slack.user('ada');
  const { id } = slack.channel('inc-checkout');
  const { ts = '' } = await app.client.chat.postMessage({ channel: id, text: 'state' });
  await ada.renameChannel('inc-checkout', 'inc-checkout-done');
  expect(seen).toMatchObject([
    { subtype: 'channel_name', old_name: 'inc-checkout', name: 'inc-checkout-done' },
    { type: 'channel_rename', channel: { id, name: 'inc-checkout-done' } },
  ]);

  types();
  await ada.archive('inc-checkout-done');
  expect(types()).toEqual(['channel_archive', 'channel_archive']);
  const refused = { data: { error: 'is_archived' } };
  await expect(app.client.chat.postMessage({ channel: id, text: 'x' })).rejects.toMatchObject(refused);
  await expect(app.client.chat.update({ channel: id, ts, text: 'x' })).rejects.toMatchObject(refused);
  await expect(ada.say('inc-checkout-done', 'x')).rejects.toThrow('is archived');

  await ada.unarchive('inc-checkout-done');
  expect(types()).toEqual(['channel_unarchive', 'channel_unarchive']);
  await app.client.chat.update({ channel: id, ts, text: 'fresh' });
});

test('what is private is told only inside, and with the right to read it', async () => {
  const { slack, types } = await noting();
  const ada = slack.user('ada');
  await ada.createChannel('quiet', { private: true });
  await ada.archive('secret');
  expect(types()).toEqual([]);
  await ada.invite('quiet');
  await ada.renameChannel('quiet', 'quieter');
  await ada.archive('quieter');
  // Without groups:history it hears no messages there.
  expect(types()).toEqual(['member_joined_channel', 'group_rename', 'group_archive']);
  await running?.stop();

  const blind = await noting(['chat:write']);
  await blind.slack.user('ada').createChannel('inc-other', { members: ['ambassador'] });
  await blind.slack.user('ada').archive('inc-other');
  expect(blind.types()).toEqual([]);
});

test('names are as Slack wants them, and only members change a channel', async () => {
  const { slack } = await noting();
  const ada = slack.user('ada');
  await expect(ada.createChannel('Inc Cart')).rejects.toThrow('small letters');
  await expect(ada.createChannel('platform')).rejects.toThrow('already');
  const channel = await slack.user('grace').createChannel('graces');
  await expect(ada.archive(channel.id)).rejects.toThrow('Ada Lovelace is not in #graces');
  expect(await ada.command('/invite @nobody', { channel: 'platform' })).toMatchObject({
    text: 'There is nobody called @nobody here.',
  });
});
