import type { ModalView } from '@slack/types';
import { afterEach, describe, expect, test } from 'vitest';
import { visibleText } from '../../src/playground/read.ts';
import { typedCommand, typedMessage } from '../../src/playground/typed.ts';
import { type Running, runBolt } from './bolt.ts';

const plain = (text: string) => ({ type: 'plain_text', text }) as const;
const option = (value: string) => ({ text: plain(`Choice ${value}`), value });
const input = (action_id: string) =>
  ({
    type: 'input',
    block_id: action_id,
    label: plain(action_id),
    optional: true,
    element: { type: 'plain_text_input', action_id },
  }) as const;
const modal = (callback_id: string, more: Partial<ModalView> = {}): ModalView => ({
  type: 'modal',
  callback_id,
  title: plain(callback_id),
  submit: plain('Go'),
  blocks: [input('name')],
  ...more,
});

let running: Running | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

describe('modals', () => {
  test('an acknowledgement can change, push and clear them', async () => {
    const closed: unknown[] = [];
    running = await runBolt('socket', (app) => {
      app.shortcut('start', async ({ ack, body, client }) => {
        await ack();
        await client.views.open({ trigger_id: body.trigger_id, view: modal('one') });
      });
      app.view('one', ({ ack }) => ack({ response_action: 'update', view: modal('two') }));
      app.view('two', ({ ack }) => ack({ response_action: 'push', view: modal('three', { notify_on_close: true }) }));
      app.view({ callback_id: 'three', type: 'view_closed' }, async ({ ack, body }) => {
        closed.push('is_cleared' in body && body.is_cleared);
        await ack();
      });
      app.view('three', ({ ack }) => ack({ response_action: 'clear' }));
    });
    const { slack } = running;
    const ada = slack.user('ada');

    const { modal: first } = await ada.shortcut('start');
    if (!first) throw new Error('no modal');
    const { modal: second } = await ada.submit(first, { name: 'kept' });
    expect(second).toMatchObject({ id: first.id, callback_id: 'two' });
    expect(second?.state.values['name']?.['name']).toMatchObject({ value: 'kept' });
    const { modal: third } = await ada.submit(second ?? first);
    expect(third).toMatchObject({ callback_id: 'three', previous_view_id: first.id, root_view_id: first.id });

    await ada.close();
    expect(closed).toEqual([false]);
    expect(ada.modal()).toMatchObject({ callback_id: 'two' });

    await ada.submit(await slack.modal('ada', 'two'));
    await ada.submit(await slack.modal('ada', 'three'));
    expect(ada.modal()).toBeUndefined();
    expect(slack.problems).toEqual([]);
  });

  test('what Slack cannot obey is a problem', async () => {
    running = await runBolt('socket', (app) => {
      app.shortcut('start', async ({ ack, body, client }) => {
        await ack();
        await client.views.open({ trigger_id: body.trigger_id, view: modal('one') });
      });
      app.view('one', ({ ack }) => ack({ response_action: 'errors', errors: { nowhere: 'x' } }));
    });
    const ada = running.slack.user('ada');
    const { modal: first } = await ada.shortcut('start');
    if (first) expect(await ada.submit(first)).toMatchObject({ error: 'invalid_errors', modal: { id: first.id } });
    expect(running.slack.problems).toMatchObject([{ kind: 'bad_ack', what: 'submission of one' }]);
  });

  test('elements in a modal act at once, inputs only when they dispatch', async () => {
    const seen: unknown[] = [];
    running = await runBolt('socket', (app) => {
      app.shortcut('start', async ({ ack, body, client }) => {
        await ack();
        const select = { type: 'static_select', action_id: 'pick', options: ['a', 'b'].map(option) } as const;
        const loud = { ...input('loud'), dispatch_action: true };
        const blocks = [{ type: 'actions', elements: [select] } as const, input('quiet'), loud];
        await client.views.open({ trigger_id: body.trigger_id, view: modal('one', { blocks }) });
      });
      app.action(/.*/, async ({ ack, action, body }) => {
        await ack();
        if (body.type === 'block_actions') seen.push([action, body.view?.state.values]);
      });
      app.options('never', async () => {});
    });
    const ada = running.slack.user('ada');
    const { modal: view } = await ada.shortcut('start');
    if (!view) throw new Error('no modal');

    await ada.click(view, 'quiet', { choose: 'x' });
    await ada.click(view, 'loud', { choose: 'y' });
    await ada.click(view, 'pick', { choose: 'Choice b' });
    await expect(ada.click(view, 'pick', { choose: 'c' })).rejects.toThrow('does not offer "c"');

    expect(seen).toMatchObject([
      [{ action_id: 'loud', value: 'y' }, { quiet: { quiet: { value: 'x' } } }],
      [{ action_id: 'pick', selected_option: option('b') }, { loud: { loud: { value: 'y' } } }],
    ]);
    expect(running.slack.problems).toEqual([]);
  });
});

test('Slack itself asks to correct what a person typed, and starts a select where that person is', async () => {
  const field = (element: object) => ({ type: 'input', block_id: 'it', label: plain('it'), element }) as const;
  const sent: unknown[] = [];
  running = await runBolt('socket', (app) => {
    app.command('/ambassador', async ({ ack, body, client, command }) => {
      await ack();
      const view = modal('one', { blocks: [field(JSON.parse(command.text)) as never] });
      await client.views.open({ trigger_id: body.trigger_id, view });
    });
    app.view('one', async ({ ack, view }) => {
      sent.push(Object.values(view.state.values['it'] ?? {})[0]);
      await ack();
    });
  });
  const ada = running.slack.user('ada');
  const given = async (element: object, value?: string) => {
    const { modal: open } = await ada.command(`/ambassador ${JSON.stringify({ action_id: 'it', ...element })}`);
    if (!open) throw new Error('no modal');
    const { errors } = await ada.submit(open, value === undefined ? {} : { it: value });
    await ada.close({ all: true });
    return errors?.['it'];
  };
  const number = { type: 'number_input', is_decimal_allowed: false, min_value: '2', max_value: '9' };

  expect(await given({ type: 'plain_text_input' })).toBe('Please complete this required field.');
  expect(await given({ type: 'plain_text_input', max_length: 3 }, 'four')).toBe(
    'Please enter no more than 3 characters.',
  );
  expect(await given({ type: 'email_text_input' }, 'ada')).toBe('Please enter a valid email address.');
  expect(await given({ type: 'url_text_input' }, 'ada')).toBe('Please enter a valid URL.');
  expect(await given(number, '2.5')).toBe('Please enter a valid number.');
  expect(await given(number, '1')).toBe('Please enter a number of at least 2.');
  expect(await given(number, '10')).toBe('Please enter a number of at most 9.');
  expect(sent).toEqual([]);

  const channel = running.slack.channel('platform').id;
  await given({ type: 'conversations_select', default_to_current_conversation: true });
  await given(number, '3');
  expect(sent).toEqual([
    { type: 'conversations_select', selected_conversation: channel },
    { type: 'number_input', value: '3' },
  ]);
  expect(running.slack.problems).toEqual([]);
});

describe('messages', () => {
  test('a message shortcut carries the message, and answers through its response_url', async () => {
    running = await runBolt('socket', (app) => {
      app.shortcut('triage', async ({ ack, shortcut, respond }) => {
        await ack();
        if (shortcut.type === 'message_action') await respond(`You said ${shortcut.message.text}`);
      });
    });
    const { slack } = running;
    const message = await slack.user('grace').say('random', 'it is broken');
    expect(await slack.user('ada').shortcut('triage', message)).toMatchObject({ text: 'You said it is broken' });
    expect(slack.ephemerals('ada')).toHaveLength(1);
    expect(slack.ephemerals('grace')).toEqual([]);
  });

  test('a confirm dialog can be answered with no, and options come from the app', async () => {
    const seen: string[] = [];
    running = await runBolt('socket', (app) => {
      app.action('clear', async ({ ack }) => {
        seen.push('clear');
        await ack();
      });
      app.options('host', ({ ack, payload }) => ack({ options: [option(payload.value)] }));
    });
    const { slack, app } = running;
    const confirm = { title: plain('Sure?'), text: plain('Really'), confirm: plain('Yes'), deny: plain('No') };
    await app.client.chat.postMessage({
      channel: 'platform',
      text: 'tokens',
      blocks: [
        {
          type: 'actions',
          elements: [
            { type: 'button', text: plain('Clear'), action_id: 'clear', style: 'danger', confirm },
            { type: 'external_select', action_id: 'host', min_query_length: 1 },
          ],
        },
      ],
    });
    const message = await slack.message('[Clear]');
    const ada = slack.user('ada');
    await ada.click(message, 'Clear', { confirm: false });
    expect(seen).toEqual([]);
    await ada.click(message, 'Clear');
    expect(seen).toEqual(['clear']);
    expect(await ada.options(message, 'host', 'shop')).toEqual([option('shop')]);
    expect(visibleText(message)).toContain('[Clear]');
    expect(slack.problems).toEqual([]);
  });

  test('an action carries what every input of its message holds', async () => {
    const seen: unknown[] = [];
    running = await runBolt('socket', (app) => {
      app.action('go', async ({ ack, body }) => {
        await ack();
        if (body.type === 'block_actions') seen.push(body.state?.values['row']);
      });
    });
    const { slack, app } = running;
    const elements = [
      { type: 'static_select', action_id: 'pick', options: [option('a'), option('b')] },
      { type: 'datepicker', action_id: 'day', initial_date: '2026-11-23' },
      { type: 'button', action_id: 'go', text: plain('Go') },
    ] as const;
    const blocks = [{ type: 'actions', block_id: 'row', elements: [...elements] }] as const;
    await app.client.chat.postMessage({ channel: 'platform', text: 'x', blocks: [...blocks] });
    const message = await slack.message('[Go]');

    await slack.user('ada').click(message, 'go');
    await slack
      .user('grace')
      .click(message, 'pick', { choose: 'b' })
      .catch(() => {});
    await slack.user('grace').click(message, 'go');
    const day = { type: 'datepicker', selected_date: '2026-11-23' };
    expect(seen).toEqual([
      { pick: { type: 'static_select', selected_option: null }, day },
      { pick: { type: 'static_select', selected_option: option('b') }, day },
    ]);
  });

  test('inviting the app tells it so, once', async () => {
    const seen: unknown[] = [];
    running = await runBolt('socket', (app) => {
      app.event('member_joined_channel', async ({ event }) => {
        seen.push(event.channel);
      });
    });
    const { slack } = running;
    await slack.user('ada').command('/invite @ambassador', { channel: 'random' });
    await slack.user('ada').command('/invite @ambassador', { channel: 'random' });
    // Bolt drops events of its own user but this one.
    expect(seen).toEqual([slack.channel('random').id]);
    expect(await slack.user('ada').command('/nothing')).toMatchObject({ text: '/nothing is not a valid command.' });
  });
});

test('typed text becomes what Slack makes of it', async () => {
  running = await runBolt('socket', () => {});
  const { workspace } = running.slack;
  const ada = workspace.user('ada')?.id;
  const random = workspace.channel('random')?.id;

  expect(typedMessage(workspace, '<b> & @ada in #random, not a@ada.b or @nobody')).toBe(
    `&lt;b&gt; &amp; <@${ada}> in <#${random}|>, not a@ada.b or @nobody`,
  );
  expect(
    typedMessage(workspace, 'see https://shop.example.com/a?b=1&c=2. Or shop.example.com/x `api.example.com`'),
  ).toBe(
    'see <https://shop.example.com/a?b=1&amp;c=2>. Or <http://shop.example.com/x|shop.example.com/x> `api.example.com`',
  );
  expect(typedMessage(workspace, '@channel')).toBe('<!channel>');
  expect(typedCommand(workspace, 'tell @ada #random shop/shop-tls')).toBe(
    `tell <@${ada}|ada> <#${random}|random> shop/shop-tls`,
  );
});
