import { afterEach, expect, test } from 'vitest';
import { type Running, runBolt } from './bolt.ts';

const READING = ['chat:write', 'files:write', 'files:read'];
let running: Running | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

test('a file goes through its three steps into a thread', async () => {
  running = await runBolt('socket', () => {});
  const { slack, app } = running;
  const parent = await slack.user('ada').say('platform', 'export please');
  const upload = (channel: string) =>
    app.client.filesUploadV2({
      channel_id: slack.channel(channel).id,
      thread_ts: parent.ts,
      filename: 'report.json',
      title: 'Report',
      file: Buffer.from('{"findings":[]}'),
      initial_comment: 'Here it is',
    });

  await upload('platform');
  const [reply] = slack.thread(parent);
  expect(reply).toMatchObject({
    text: 'Here it is',
    files: [{ title: 'Report', mimetype: 'application/json', size: 15 }],
  });
  const id = String(reply?.files?.[0]?.['id']);
  expect(slack.workspace.files.get(id)?.content?.toString()).toBe('{"findings":[]}');
  expect(await (await fetch(`${slack.pageUrl}files/${id}`)).text()).toBe('{"findings":[]}');
  await expect(upload('random')).rejects.toMatchObject({ data: { error: 'not_in_channel' } });
});

test('a picture without a channel is shown by blocks, once Slack has looked at it', async () => {
  running = await runBolt('socket', () => {}, {
    filesReadyAfter: 2_000,
    botScopes: READING,
  });
  const { slack, app } = running;
  const file = Buffer.from('not really a picture');
  const { upload_url: url = '', file_id: id = '' } = await app.client.files.getUploadURLExternal({
    filename: 'trend.png',
    length: file.length,
    alt_text: 'Open findings: from 9 to 4 in thirty days',
  });
  const image = { type: 'image', slack_file: { id }, alt_text: 'Open findings fall' } as const;
  const show = () => app.client.chat.postMessage({ channel: 'platform', text: 'x', blocks: [image] });
  const complete = () => app.client.files.completeUploadExternal({ files: [{ id, title: 'Trend' }] });

  await expect(complete()).rejects.toMatchObject({ data: { error: 'file_not_found' } });
  expect((await fetch(url, { method: 'PUT', body: file })).status).toBe(200);
  await complete();
  await expect(show()).rejects.toMatchObject({ data: { error: 'invalid_blocks' } });
  expect(await app.client.files.info({ file: id })).toMatchObject({ file: { mimetype: '' } });

  slack.advance('2s');
  expect(await app.client.files.info({ file: id })).toMatchObject({ file: { mimetype: 'image/png' } });
  const { ts } = await show();
  expect(slack.messages('platform').map((message) => message.ts)).toEqual([ts]);
  await expect(complete()).rejects.toMatchObject({ data: { error: 'file_not_found' } });
  await app.client.views.publish({ user_id: slack.user('ada').id, view: { type: 'home', blocks: [image] } });
  const strange = { ...image, slack_file: { id: 'F000000000' } };
  await expect(
    app.client.views.publish({ user_id: slack.user('ada').id, view: { type: 'home', blocks: [strange] } }),
  ).rejects.toMatchObject({ data: { error: 'invalid_arguments' } });
});

test('a shared file says in which messages it is', async () => {
  running = await runBolt('socket', () => {}, { botScopes: READING });
  const { slack, app } = running;
  const parent = await slack.user('ada').say('platform', 'chart please');
  const channel = slack.channel('platform').id;
  const common = { filename: 'chart.png', file: Buffer.from('picture'), alt_text: 'A chart' };
  await app.client.filesUploadV2({ channel_id: channel, thread_ts: parent.ts, ...common });
  const [reply] = slack.thread(parent);
  const id = String(reply?.files?.[0]?.['id']);
  expect(reply?.files).toMatchObject([{ alt_txt: 'A chart', mimetype: 'image/png' }]);
  expect(await app.client.files.info({ file: id })).toMatchObject({
    file: { shares: { public: { [channel]: [{ ts: reply?.ts, thread_ts: parent.ts }] } } },
  });
});
