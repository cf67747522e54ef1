import { afterEach, describe, expect, test } from 'vitest';
import { elementsSeen } from '../../src/playground/read.ts';
import { type Running, runBolt, WAYS } from './bolt.ts';

let running: Running | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

const button = (text: string, action_id: string, value = '') =>
  ({ type: 'button', text: { type: 'plain_text', text }, action_id, value }) as const;

describe.each(WAYS)('a Bolt app over %s', (way) => {
  test('answers a command with its acknowledgement and its response_url', async () => {
    running = await runBolt(way, (app) => {
      app.command('/ambassador', async ({ ack, respond, command }) => {
        await ack({ text: `Checking ${command.text}…` });
        await respond({ text: 'Nothing to report', response_type: 'in_channel' });
      });
    });
    const { slack } = running;

    const answer = await slack.user('ada').command('/ambassador check tls');

    expect(answer.messages.map((one) => one.text)).toEqual(['Checking check tls…', 'Nothing to report']);
    expect(slack.ephemerals('ada').map((one) => one.text)).toEqual(['Checking check tls…']);
    expect(slack.ephemerals('grace')).toEqual([]);
    expect(slack.messages('platform').map((one) => one.text)).toEqual(['Nothing to report']);
    expect(slack.problems).toEqual([]);
  });

  test('posts, changes and threads a message', async () => {
    running = await runBolt(way, (app) => {
      app.command('/ambassador', async ({ ack, client, command }) => {
        await ack();
        const { ts } = await client.chat.postMessage({ channel: command.channel_id, text: 'Checking' });
        if (!ts) return;
        await client.chat.update({ channel: command.channel_id, ts, text: 'Done' });
        await client.chat.postMessage({ channel: command.channel_id, thread_ts: ts, text: 'A finding' });
      });
    });
    const { slack } = running;

    await slack.user('ada').command('/ambassador check');

    const [parent] = slack.messages('platform');
    expect(parent).toMatchObject({ text: 'Done', edited: expect.anything() });
    expect(parent && slack.thread(parent).map((one) => one.text)).toEqual(['A finding']);
    expect(slack.calls.map((call) => call.method).filter((name) => name.startsWith('chat.'))).toEqual([
      'chat.postMessage',
      'chat.update',
      'chat.postMessage',
    ]);
    expect(slack.problems).toEqual([]);
  });

  test('hears a click with the message it was on, and replaces that message', async () => {
    running = await runBolt(way, (app) => {
      app.action('acknowledge', async ({ ack, body, respond, action }) => {
        await ack();
        const { value } = action as { value: string };
        await respond({ replace_original: true, text: `${body.user.id} acknowledged ${value}` });
      });
    });
    const { slack, app } = running;
    await app.client.chat.postMessage({
      channel: 'platform',
      text: 'A finding',
      blocks: [{ type: 'actions', elements: [button('Acknowledge', 'acknowledge', 'finding-7')] }],
    });
    const message = await slack.message('A finding');
    expect(elementsSeen(message)).toMatchObject([{ label: 'Acknowledge', value: 'finding-7' }]);

    await slack.user('grace').click(message, 'Acknowledge');

    expect(slack.latest(message)).toMatchObject({
      text: `${slack.user('grace').id} acknowledged finding-7`,
      blocks: [],
    });
    await expect(slack.user('ada').click(message, 'Acknowledge')).rejects.toThrow('there is no "Acknowledge" to click');
    expect(slack.problems).toEqual([]);
  });

  test('opens a modal, says what is wrong in it, and gets what was typed', async () => {
    const seen: unknown[] = [];
    running = await runBolt(way, (app) => {
      app.command('/ambassador', async ({ ack, body, client }) => {
        await ack();
        await client.views.open({ trigger_id: body.trigger_id, view: snoozeView });
      });
      app.view('snooze', async ({ ack, view }) => {
        const reason = view.state.values['reason']?.['reason']?.value ?? '';
        seen.push(view.state.values['days']?.['days']?.selected_option?.value, reason);
        if (reason.length < 4) await ack({ response_action: 'errors', errors: { reason: 'Say a little more' } });
        else await ack();
      });
    });
    const { slack } = running;

    const ada = slack.user('ada');
    const { modal } = await ada.command('/ambassador snooze');
    if (!modal) throw new Error('no modal');

    expect(await ada.submit(modal, {})).toMatchObject({ errors: { reason: 'Please complete this required field.' } });
    expect(seen).toEqual([]);
    expect(await ada.submit(modal, { reason: 'no', days: '3 days' })).toMatchObject({
      errors: { reason: 'Say a little more' },
    });
    expect(await ada.submit(modal, { reason: 'in review' })).toEqual({ acked: true });
    expect(seen).toEqual(['3', 'no', '3', 'in review']);
    expect(ada.modal()).toBeUndefined();
    expect(slack.problems).toEqual([]);
  });

  test('hears mentions, messages and the Home tab', async () => {
    const heard: string[] = [];
    running = await runBolt(way, (app) => {
      app.event('app_mention', async ({ event, say }) => {
        heard.push(`mention ${event.text}`);
        await say({ text: 'At your service', thread_ts: event.thread_ts ?? event.ts });
      });
      app.event('message', async ({ event }) => {
        heard.push(`message ${'text' in event ? event.text : ''}`);
      });
      app.event('app_home_opened', async ({ event, client }) => {
        const text = { type: 'plain_text', text: 'Welcome' } as const;
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [{ type: 'header', text }] } });
      });
    });
    const { slack } = running;
    const ada = slack.user('ada');

    const message = await ada.say('platform', '@ambassador what about https://shop.example.com/?');
    await ada.say('random', 'nobody hears this');
    await ada.say('dm', 'hello');

    const bot = slack.workspace.bot.id;
    expect(heard.toSorted()).toEqual([
      `mention <@${bot}> what about <https://shop.example.com/>?`,
      `message <@${bot}> what about <https://shop.example.com/>?`,
      'message hello',
    ]);
    expect(slack.thread(message).map((one) => one.text)).toEqual(['At your service']);
    expect(await ada.openHome()).toMatchObject({ blocks: [{ text: { text: 'Welcome' } }] });
    expect(slack.problems).toEqual([]);
  });

  test('is told on, when it does not acknowledge in time', async () => {
    running = await runBolt(way, (app) => {
      app.command('/ambassador', async () => {});
      app.action('slow', async () => {});
    });
    const { slack, app } = running;
    const notices: string[] = [];
    slack.workspace.onChange((change) => change.type === 'notice' && notices.push(change.text));

    const answer = await slack.user('ada').command('/ambassador check');
    expect(answer).toMatchObject({ acked: false, error: 'operation_timeout' });
    expect(answer.text).toBe('/ambassador failed with the error "operation_timeout"');

    await app.client.chat.postMessage({
      channel: 'platform',
      text: 'x',
      blocks: [{ type: 'actions', elements: [button('Slow', 'slow')] }],
    });
    expect(await slack.user('ada').click(await slack.message('Slow'), 'slow')).toMatchObject({ acked: false });
    expect(notices).toEqual(['⚠️ That did not work: the app did not answer in time.']);
    expect(slack.problems.map((one) => [one.kind, one.what])).toEqual([
      ['late_ack', '/ambassador check'],
      ['late_ack', 'click on slow'],
    ]);
  });
});

const snoozeView = {
  type: 'modal',
  callback_id: 'snooze',
  title: { type: 'plain_text', text: 'Snooze' },
  submit: { type: 'plain_text', text: 'Snooze' },
  blocks: [
    {
      type: 'input',
      block_id: 'days',
      label: { type: 'plain_text', text: 'For how long' },
      element: {
        type: 'static_select',
        action_id: 'days',
        options: ['1', '3'].map((value) => ({ text: { type: 'plain_text', text: `${value} days` }, value })),
        initial_option: { text: { type: 'plain_text', text: '1 days' }, value: '1' },
      },
    },
    {
      type: 'input',
      block_id: 'reason',
      label: { type: 'plain_text', text: 'Why' },
      element: { type: 'plain_text_input', action_id: 'reason' },
    },
  ],
} as const satisfies import('@slack/types').View;
