import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SlackSimulator, startSlack } from '../../src/playground/slack.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const words = (text: string) => ({ type: 'mrkdwn', text });
const section = (text: string) => ({ type: 'section', text: words(text) });
const button = (more: object = {}) => ({ type: 'button', text: plain('Run'), action_id: 'run', ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const many = <Item>(count: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, i) => item(i));
const option = (value: string) => ({ text: plain(value), value });
const group = (value: string) => ({ label: plain('Group'), options: [option(value)] });
const input = { type: 'input', label: plain('Why'), element: { type: 'plain_text_input', action_id: 'why' } };
const modal = (more: object = {}) => ({ type: 'modal', title: plain('Snooze'), blocks: [section('x')], ...more });

let slack: SlackSimulator;
let client: WebClient;
const call = async (method: string, args: object = {}, as = client): Promise<Record<string, unknown>> => {
  try {
    return (await as.apiCall(method, args as Record<string, unknown>)) as unknown as Record<string, unknown>;
  } catch (error) {
    return (error as { data: Record<string, unknown> }).data;
  }
};
const as = (token: string | undefined, from = slack): WebClient =>
  new WebClient(token, { slackApiUrl: from.apiUrl, retryConfig: { retries: 0 }, logger: silent });
const silent = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => 'error' as never,
};

beforeAll(async () => {
  slack = await startSlack({ events: [] });
  client = as(slack.botToken);
});
afterAll(() => slack.close());

describe('tokens and scopes', () => {
  test('a call needs the right kind of token', async () => {
    expect(await call('auth.test', {}, as(undefined))).toMatchObject({ error: 'not_authed' });
    expect(await call('auth.test', {}, as('xoxb-wrong'))).toMatchObject({ error: 'invalid_auth' });
    expect(await call('auth.test', {}, as(slack.appToken))).toMatchObject({ error: 'not_allowed_token_type' });
    expect(await call('apps.connections.open')).toMatchObject({ error: 'invalid_auth' });
    expect(await call('auth.test')).toMatchObject({ ok: true, user: 'ambassador' });
    expect(await call('no.such')).toMatchObject({ error: 'unknown_method' });
  });

  test('a call needs its scope, and says which', async () => {
    const small = await startSlack({ botScopes: ['chat:write'] });
    const other = as(small.botToken, small);
    expect(await call('users.info', { user: 'U0' }, other)).toMatchObject({
      error: 'missing_scope',
      needed: 'users:read',
      provided: 'chat:write',
    });
    small.revoke();
    expect(await call('auth.test', {}, other)).toMatchObject({ error: 'token_revoked' });
    await small.close();
  });
});

describe('channels', () => {
  test.each([
    ['nowhere', 'channel_not_found'],
    ['secret', 'channel_not_found'],
    ['random', 'not_in_channel'],
    ['old', 'is_archived'],
  ])('#%s answers %s', async (channel, error) => {
    expect(await call('chat.postMessage', { channel, text: 'x' })).toMatchObject({ ok: false, error });
  });

  test('joining makes a public channel writable', async () => {
    expect(await call('conversations.join', { channel: 'random' })).toMatchObject({ ok: true });
    expect(await call('chat.postMessage', { channel: 'random', text: 'x' })).toMatchObject({ ok: true });
  });

  test('a user id is the direct message with that user', async () => {
    expect(await call('chat.postMessage', { channel: slack.user('ada').id, text: 'x' })).toMatchObject({
      ok: true,
      channel: slack.workspace.directMessage(slack.workspace.users.find((one) => one.name === 'ada') as never).id,
    });
  });

  test('a thread needs an existing parent that is not itself a reply', async () => {
    const parent = await call('chat.postMessage', { channel: 'platform', text: 'x' });
    const reply = await call('chat.postMessage', { channel: 'platform', text: 'y', thread_ts: parent['ts'] });
    expect(reply).toMatchObject({ ok: true });
    for (const thread_ts of ['1.000001', reply['ts']]) {
      expect(await call('chat.postMessage', { channel: 'platform', text: 'z', thread_ts })).toMatchObject({
        error: 'thread_not_found',
      });
    }
    const replies = await call('conversations.replies', { channel: slack.channel('platform').id, ts: parent['ts'] });
    expect(replies).toMatchObject({ messages: [{ text: 'x', reply_count: 1 }, { text: 'y' }] });
  });
});

describe('blocks', () => {
  test.each<[string, object[], string]>([
    ['51 blocks', many(51, () => section('x')), 'no more than 50 items allowed [json-pointer:/blocks]'],
    [
      'a section of 3001',
      [section('x'.repeat(3001))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an empty text', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    ['a section without text', [{ type: 'section' }], 'text or fields [json-pointer:/blocks/0]'],
    [
      '11 fields',
      [{ type: 'section', fields: many(11, () => words('x')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a field of 2001',
      [{ type: 'section', fields: [words('x'.repeat(2001))] }],
      'json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      'a header of 151',
      [{ type: 'header', text: plain('x'.repeat(151)) }],
      'less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a header in mrkdwn',
      [{ type: 'header', text: words('x') }],
      'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
    ],
    ['11 context elements', [{ type: 'context', elements: many(11, () => words('x')) }], 'no more than 10 items'],
    ['26 buttons', [actions(...many(26, (i) => button({ action_id: `a${i}` })))], 'no more than 25 items'],
    [
      'a button text of 76',
      [actions(button({ text: plain('x'.repeat(76)) }))],
      'less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a button value of 2001',
      [actions(button({ value: 'x'.repeat(2001) }))],
      'json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'a button url of 3001',
      [actions(button({ url: `https://x/${'x'.repeat(3000)}` }))],
      'json-pointer:/blocks/0/elements/0/url]',
    ],
    ['a strange style', [actions(button({ style: 'success' }))], 'must be one of: primary, danger'],
    [
      'a long confirm title',
      [
        actions(
          button({
            confirm: { title: plain('x'.repeat(101)), text: plain('x'), confirm: plain('y'), deny: plain('n') },
          }),
        ),
      ],
      'json-pointer:/blocks/0/elements/0/confirm/title/text]',
    ],
    [
      'twice a block_id',
      [
        { ...section('x'), block_id: 'a' },
        { ...section('y'), block_id: 'a' },
      ],
      'block_id already exists: a [json-pointer:/blocks/1/block_id]',
    ],
    ['twice an action_id', [actions(button(), button())], 'action_id already exists in this block: run'],
    ['an unknown block', [{ type: 'sektion' }], 'unsupported type: sektion [json-pointer:/blocks/0/type]'],
    [
      'an unknown field',
      [{ ...section('x'), colour: 'red' }],
      'invalid additional property: colour [json-pointer:/blocks/0]',
    ],
    ['an alert in a message', [{ type: 'alert' }], 'unsupported type on a message: alert'],
    [
      'two tables',
      many(2, () => ({ type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] })),
      'only_one_table_allowed',
    ],
    [
      'markdown of 12001 in all',
      many(2, () => ({ type: 'markdown', text: 'x'.repeat(6001) })),
      'markdown blocks together',
    ],
    [
      'a select without options',
      [actions({ type: 'static_select', action_id: 'a', options: [] })],
      'no fewer than 1 items allowed',
    ],
    [
      'an option of a group that is not there',
      [actions({ type: 'static_select', option_groups: [group('a')], initial_option: option('b') })],
      'initial option must be one of the options',
    ],
    [
      '11 checkboxes',
      [actions({ type: 'checkboxes', options: many(11, (index) => option(`${index}`)) })],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'options beside groups',
      [actions({ type: 'static_select', options: [option('a')], option_groups: [group('b')] })],
      'only one of options and option_groups',
    ],
    [
      'more chosen than allowed',
      [
        actions({
          type: 'multi_static_select',
          options: [option('a'), option('b')],
          initial_options: [option('a'), option('b')],
          max_selected_items: 1,
        }),
      ],
      'no more than 1 items allowed [json-pointer:/blocks/0/elements/0/initial_options]',
    ],
    [
      'a field of another element',
      [actions({ type: 'users_select', initial_channel: 'C1' })],
      'invalid additional property: initial_channel',
    ],
    ['a time of 24:00', [actions({ type: 'timepicker', initial_time: '24:00' })], 'must be HH:mm'],
    ['milliseconds', [actions({ type: 'datetimepicker', initial_date_time: 1_700_000_000_000 })], '10 digits'],
    [
      'an empty filter',
      [actions({ type: 'conversations_select', filter: {} })],
      'must have at least one field [json-pointer:/blocks/0/elements/0/filter]',
    ],
    [
      'a response_url in a message',
      [actions({ type: 'conversations_select', response_url_enabled: true })],
      'only for input blocks of modals',
    ],
    ['a picture without words', [{ type: 'image', image_url: 'https://x/y.png' }], 'required field: alt_text'],
    ['a picture that is no URL', [{ type: 'image', image_url: 'y.png', alt_text: 'y' }], 'must be a URL'],
    [
      'a picture from two places',
      [{ type: 'image', image_url: 'https://x/y.png', slack_file: { id: 'F00000001' }, alt_text: 'y' }],
      'only one of image_url and slack_file',
    ],
    ['a file that is a link', [{ type: 'image', slack_file: { id: 'https://x' }, alt_text: 'y' }], '^[F][A-Z0-9]{8,}$'],
    ['a typed input among buttons', [actions({ type: 'plain_text_input' })], 'unsupported type: plain_text_input'],
  ])('%s', async (_name, blocks, message) => {
    const answer = await call('chat.postMessage', { channel: 'platform', text: 'x', blocks });
    expect(answer).toMatchObject({ error: 'invalid_blocks' });
    expect(JSON.stringify(answer['response_metadata'])).toContain(message);
    expect(await call('blocks.validate', { blocks })).toMatchObject({ error: 'invalid_blocks' });
    expect(slack.problems.at(-1)).toMatchObject({ kind: 'refused', what: 'chat.postMessage' });
  });

  test('what is just within the limits', async () => {
    const blocks = [
      ...many(45, () => ({ type: 'divider' })),
      { type: 'header', text: plain('x'.repeat(150)) },
      section('x'.repeat(3000)),
      actions(...many(25, (i) => button({ action_id: `a${i}`, text: plain('x'.repeat(75)) }))),
      { type: 'context', elements: many(10, () => words('x')) },
      { type: 'section', fields: many(2, () => words('x'.repeat(2000))) },
    ];
    expect(await call('chat.postMessage', { channel: 'platform', text: 'x', blocks })).toMatchObject({ ok: true });
  });

  test('more than 13,000 characters of blocks', async () => {
    const blocks = many(5, () => section('x'.repeat(2700)));
    expect(await call('chat.postMessage', { channel: 'platform', text: 'x', blocks })).toMatchObject({
      error: 'msg_blocks_too_long',
    });
  });

  test('no text at all, or blocks that are no list', async () => {
    expect(await call('chat.postMessage', { channel: 'platform', text: '' })).toMatchObject({ error: 'no_text' });
    expect(await call('chat.postMessage', { channel: 'platform', text: 'x', blocks: 'oops' })).toMatchObject({
      error: 'invalid_blocks_format',
    });
  });
});

describe('changing messages', () => {
  test('text alone takes the blocks away, and metadata stays', async () => {
    const metadata = { event_type: 'run', event_payload: { id: '7F3K' } };
    const { ts } = await call('chat.postMessage', { channel: 'platform', text: 'x', blocks: [section('y')], metadata });
    expect(await call('chat.update', { channel: 'platform', ts, text: 'z' })).toMatchObject({ ok: true });

    const channel = slack.channel('platform').id;
    const history = await call('conversations.history', { channel, include_all_metadata: true, limit: 1 });
    const [message] = history['messages'] as Record<string, unknown>[];
    expect(message).toMatchObject({ text: 'z', metadata });
    expect(message).not.toHaveProperty('blocks');
  });

  test('only what is there, is ours, and is short enough', async () => {
    const hers = await slack.user('ada').say('platform', 'mine');
    const { ts } = await call('chat.postMessage', { channel: 'platform', text: 'x' });
    const update = (args: object) => call('chat.update', { channel: 'platform', text: 'z', ...args });

    expect(await update({ ts: '1.000001' })).toMatchObject({ error: 'message_not_found' });
    expect(await update({ ts: hers.ts })).toMatchObject({ error: 'cant_update_message' });
    expect(await update({ ts, text: 'x'.repeat(4001) })).toMatchObject({ error: 'msg_too_long' });
    expect(await call('chat.delete', { channel: 'platform', ts: hers.ts })).toMatchObject({
      error: 'cant_delete_message',
    });
    expect(await call('chat.delete', { channel: 'platform', ts })).toMatchObject({ ok: true });
    expect(await call('chat.delete', { channel: 'platform', ts })).toMatchObject({ error: 'message_not_found' });
  });

  test('an ephemeral message is for one member of the channel, and cannot be changed', async () => {
    const small = await startSlack({
      channels: [{ name: 'ops', bot: true, members: ['ada'] }],
    });
    const other = as(small.botToken, small);
    const post = (name: string) =>
      call('chat.postEphemeral', { channel: 'ops', user: small.user(name).id, text: 'psst' }, other);

    expect(await post('grace')).toMatchObject({ error: 'user_not_in_channel' });
    const { message_ts: ts } = await post('ada');
    expect(small.ephemerals('ada').map((one) => one.text)).toEqual(['psst']);
    expect(await call('chat.update', { channel: 'ops', ts, text: 'z' }, other)).toMatchObject({
      error: 'message_not_found',
    });
    expect(small.messages('ops')).toEqual([]);
    await small.close();
  });

  test('a reaction is once, and on something', async () => {
    const channel = slack.channel('platform').id;
    const { ts: timestamp } = await call('chat.postMessage', { channel, text: 'x' });
    const react = (method: string, args: object = {}) => call(method, { channel, timestamp, name: 'eyes', ...args });

    expect(await react('reactions.add')).toMatchObject({ ok: true });
    expect(await react('reactions.add')).toMatchObject({ error: 'already_reacted' });
    expect(await react('reactions.add', { name: 'not a name' })).toMatchObject({ error: 'invalid_name' });
    expect(await react('reactions.remove')).toMatchObject({ ok: true });
    expect(await react('reactions.remove')).toMatchObject({ error: 'no_reaction' });
    expect(await react('reactions.add', { timestamp: '1.000001' })).toMatchObject({ error: 'message_not_found' });
  });
});

describe('views', () => {
  const trigger = () => slack.workspace.users[1]?.id ?? '';
  const open = (args: object = {}, method = 'views.open') =>
    call(method, { trigger_id: newTrigger(), view: modal(), ...args });
  const newTrigger = () => slack.newTrigger(trigger());

  test('a trigger works once, for three seconds', async () => {
    const trigger_id = newTrigger();
    expect(await open({ trigger_id: 'made.up.1' })).toMatchObject({ error: 'invalid_trigger_id' });
    expect(await open({ trigger_id })).toMatchObject({ ok: true });
    expect(await open({ trigger_id })).toMatchObject({ error: 'exchanged_trigger_id' });

    const late = newTrigger();
    slack.advance('3001ms');
    expect(await open({ trigger_id: late })).toMatchObject({ error: 'expired_trigger_id' });
  });

  test('an update names a view that is there, in the state it was', async () => {
    const { view } = await open();
    const { id: view_id, hash } = view as Record<string, string>;
    const update = (args: object) => call('views.update', { view: modal(), ...args });

    expect(await update({ view_id: 'V0' })).toMatchObject({ error: 'not_found' });
    expect(await update({ view_id, hash })).toMatchObject({ ok: true });
    expect(await update({ view_id, hash })).toMatchObject({ error: 'hash_conflict' });
    expect(await update({ view_id })).toMatchObject({ ok: true });
  });

  test('three modals lie on each other, not four', async () => {
    await open();
    expect(await open({}, 'views.push')).toMatchObject({ ok: true });
    expect(await open({}, 'views.push')).toMatchObject({ ok: true });
    expect(await open({}, 'views.push')).toMatchObject({ error: 'push_limit_reached' });
  });

  test.each<[string, object, string]>([
    ['a title of 25', modal({ title: plain('x'.repeat(25)) }), 'json-pointer:/view/title/text]'],
    ['an input without submit', modal({ blocks: [input] }), 'missing required field: submit'],
    ['101 blocks', modal({ blocks: many(101, () => section('x')) }), 'no more than 100 items'],
    ['a table', modal({ blocks: [{ type: 'table', rows: [] }] }), 'unsupported type on a modal: table'],
    [
      'a number that may be anything',
      modal({ submit: plain('Save'), blocks: [{ ...input, element: { type: 'number_input' } }] }),
      'required field: is_decimal_allowed',
    ],
    [
      'more at least than at most',
      modal({
        submit: plain('Save'),
        blocks: [{ ...input, element: { ...input.element, min_length: 5, max_length: 4 } }],
      }),
      'min_length must not be more than max_length',
    ],
    ['3001 of metadata', modal({ private_metadata: 'x'.repeat(3001) }), 'json-pointer:/view/private_metadata]'],
  ])('not with %s', async (_name, view, message) => {
    const answer = await open({ view });
    expect(answer).toMatchObject({ error: 'invalid_arguments' });
    expect(JSON.stringify(answer)).toContain(message);
  });

  test('not larger than 250 kB', async () => {
    const blocks = many(100, () => section('x'.repeat(2990)));
    expect(await open({ view: modal({ blocks }) })).toMatchObject({ error: 'view_too_large' });
  });

  test('an input of each kind is accepted', async () => {
    const options = [option('a'), option('b')];
    const elements = [
      { type: 'plain_text_input', multiline: true, min_length: 1, max_length: 3000, initial_value: 'x' },
      { type: 'email_text_input' },
      { type: 'url_text_input' },
      { type: 'number_input', is_decimal_allowed: false, min_value: '1' },
      { type: 'static_select', option_groups: [group('a')], initial_option: option('a') },
      { type: 'multi_static_select', options, initial_options: options, max_selected_items: 2 },
      { type: 'radio_buttons', options, initial_option: option('b') },
      { type: 'checkboxes', options: [{ ...option('a'), text: words('*a*'), description: words('b') }] },
      { type: 'datepicker', initial_date: '2026-11-23', placeholder: plain('Day') },
      { type: 'timepicker', initial_time: '09:00', timezone: 'Europe/Berlin' },
      { type: 'datetimepicker', initial_date_time: 1_700_000_000 },
      { type: 'users_select' },
      { type: 'conversations_select', default_to_current_conversation: true, response_url_enabled: true },
      { type: 'multi_channels_select', filter: undefined },
      { type: 'external_select', min_query_length: 0 },
    ];
    const blocks = elements.map((element) => ({ type: 'input', label: plain('x'), element }));
    expect(await open({ view: modal({ submit: plain('Save'), blocks }) })).toMatchObject({ ok: true });
  });

  test('no Home tab when the manifest has none', async () => {
    const small = await startSlack({ homeTab: false });
    const args = { user_id: small.user('ada').id, view: { type: 'home', blocks: [section('x')] } };
    expect(await call('views.publish', args, as(small.botToken, small))).toMatchObject({ error: 'not_enabled' });
    await small.close();
  });

  test('the Home tab is published in the state it was', async () => {
    const publish = (args: object) =>
      call('views.publish', { user_id: trigger(), view: { type: 'home', blocks: [section('x')] }, ...args });
    const { view } = await publish({});
    expect(await publish({ hash: 'old' })).toMatchObject({ error: 'hash_conflict' });
    expect(await publish({ hash: (view as Record<string, string>)['hash'] })).toMatchObject({ ok: true });
  });
});
