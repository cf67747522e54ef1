import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { describeWithBrowser } from '../support/chromium.ts';
import { type Running, runBolt } from './bolt.ts';

const words = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } }) as const;
const plain = (text: string) => ({ type: 'plain_text', text }) as const;
const button = (text: string, action_id: string) => ({ type: 'button', text: plain(text), action_id }) as const;

describeWithBrowser('the playground page', (browser) => {
  let running: Running | undefined;
  const pages: Page[] = [];
  const failures: string[] = [];

  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
    await running?.stop();
    running = undefined;
    expect(failures.splice(0)).toEqual([]);
  });

  const open = async (hash = '#/ada/platform', viewport = { width: 1280, height: 800 }): Promise<Page> => {
    const context = await browser().newContext({ viewport });
    const page = await context.newPage();
    pages.push(page);
    page.on('pageerror', (error) => failures.push(error.message));
    page.on('console', (line) => line.type() === 'error' && failures.push(line.text()));
    page.on('request', (request) => {
      if (!request.url().startsWith(`${running?.slack.pageUrl}`)) failures.push(`asked for ${request.url()}`);
    });
    await page.goto(`${running?.slack.pageUrl}${hash}`);
    await page.locator('#sidebar a').first().waitFor({ state: 'attached' });
    return page;
  };

  const start = async (): Promise<Running> => {
    running = await runBolt('socket', (app) => {
      app.command('/ambassador', async ({ ack, client, command }) => {
        if (command.text === 'help') return ack('Only you can read this');
        await ack();
        const { ts } = await client.chat.postMessage({
          channel: command.channel_id,
          text: 'TLS in prod-eu: 1 error',
          blocks: [words('*TLS in prod-eu: 1 error*'), { type: 'actions', elements: [button('Run again', 'again')] }],
        });
        await client.chat.postMessage({
          channel: command.channel_id,
          ...(ts ? { thread_ts: ts } : {}),
          text: 'Staging certificate',
          blocks: [
            words('Staging certificate'),
            { type: 'actions', elements: [button('Acknowledge…', 'acknowledge')] },
          ],
        });
      });
      app.action('again', async ({ ack, respond }) => {
        await ack();
        await respond({ replace_original: true, text: 'Ran again' });
      });
      app.action('acknowledge', async ({ ack, body, client }) => {
        await ack();
        if (body.type !== 'block_actions') return;
        await client.views.open({
          trigger_id: body.trigger_id,
          view: {
            type: 'modal',
            callback_id: 'acknowledge',
            private_metadata: body.container['message_ts'],
            title: plain('Acknowledge'),
            submit: plain('Save'),
            blocks: [
              {
                type: 'input',
                block_id: 'why',
                label: plain('Why'),
                element: { type: 'plain_text_input', action_id: 'why' },
              },
            ],
          },
        });
      });
      app.view('acknowledge', async ({ ack, view, client, body }) => {
        const why = view.state.values['why']?.['why']?.value ?? '';
        if (why.length < 4) return ack({ response_action: 'errors', errors: { why: 'Say a little more' } });
        await ack();
        const channel = running?.slack.channel('platform').id ?? '';
        const text = `Acknowledged by <@${body.user.id}>: ${why}`;
        await client.chat.update({ channel, ts: view.private_metadata, text });
      });
    });
    return running;
  };

  test('a command, its thread, a button, and a dialog', async () => {
    const { slack } = await start();
    const page = await open();
    await page.getByText('Nothing has been said here yet').waitFor();

    const composer = page.getByRole('textbox', { name: /Message #platform/ });
    await composer.fill('/ambassador check tls');
    await composer.press('Enter');
    await page.getByRole('button', { name: '1 reply' }).click();

    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByRole('button', { name: 'Acknowledge…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Acknowledge' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Please complete this required field.').waitFor();
    await dialog.getByRole('textbox', { name: 'Why' }).fill('no');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Say a little more').waitFor();
    await dialog.getByRole('textbox', { name: 'Why' }).fill('in review');
    await dialog.getByRole('button', { name: 'Save' }).click();

    await thread.getByText('Acknowledged by @ada: in review').waitFor();
    expect(await dialog.count()).toBe(0);

    await page.locator('#list').getByRole('button', { name: 'Run again' }).click();
    await page.locator('#list').getByText('Ran again').waitFor();

    const reply = thread.getByRole('textbox', { name: 'Reply…' });
    await reply.fill('thank you');
    await reply.press('Enter');
    await thread.getByText('2 replies').waitFor();
    expect(slack.problems).toEqual([]);
  });

  test('the other person sees the message, and not what was only for the first', async () => {
    await start();
    const page = await open();
    const composer = page.getByRole('textbox', { name: /Message #platform/ });
    for (const text of ['/ambassador help', '/ambassador check', 'hello all']) {
      await composer.fill(text);
      await composer.press('Enter');
    }
    await page.getByText('Only you can read this').waitFor();
    await page.getByText('Only visible to you').waitFor();
    await page.getByText('hello all').waitFor();

    await page.getByRole('radio', { name: /Grace/ }).click();
    await page.getByText('hello all').waitFor();
    await page.getByText('TLS in prod-eu: 1 error').waitFor();
    expect(await page.getByText('Only you can read this').count()).toBe(0);

    await page.getByRole('radio', { name: /Ada/ }).click();
    await page.getByText('Only you can read this').waitFor();
  });

  test('hostile text is shown as text', async () => {
    const { app } = await start();
    const page = await open();
    const evil =
      '<script>window.hacked = 1</script> &lt;img src=x onerror="window.hacked = 1"&gt; <javascript:alert(1)|go>';
    const long = 'x'.repeat(600);
    await app.client.chat.postMessage({
      channel: 'platform',
      text: 'x',
      blocks: [
        words(`${evil} <!channel> ${long}`),
        { type: 'header', text: plain('<b>bold?</b>') },
        { type: 'actions', elements: [button('<i>press</i>', 'again')] },
      ],
    });
    await page.getByText('<img src=x onerror="window.hacked = 1">').waitFor();
    await page.getByText('<b>bold?</b>').waitFor();
    await page.getByRole('button', { name: '<i>press</i>' }).waitFor();
    await page.getByText('@channel').waitFor();

    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(await page.locator('#list a, #list script, #list i').count()).toBe(0);
    const [inner, outer] = await page.evaluate<[number, number]>('[document.documentElement.scrollWidth, innerWidth]');
    expect(inner).toBeLessThanOrEqual(outer);
  });

  test('notation is shown in the zone and words of who reads it', async () => {
    const { app, slack } = await start();
    const page = await open();
    const seconds = Date.parse('2026-11-23T06:44:00Z') / 1000;
    await app.client.chat.postMessage({
      channel: 'platform',
      text: [
        `*bold* _it_ ~gone~ \`a < b\` :eyes: 5 * 3 * 2 snake_case_name`,
        `by <@${slack.user('ada').id}> in <#${slack.channel('random').id}>`,
        `at <!date^${seconds}^{date_short_pretty} {time}|then> <https://example.com/|docs>`,
        '&gt; quoted',
        '```\nkubectl *get* pods\n```',
      ].join('\n'),
    });
    const said = page.locator('#list .said');
    await said.getByText('bold').waitFor();
    expect(await said.textContent()).toContain('bold it gone a < b 👀 5 * 3 * 2 snake_case_name');
    expect(await said.textContent()).toContain('by @ada in #random');
    expect(await said.textContent()).toContain('at today 07:44 docs');
    expect(await said.locator('blockquote').textContent()).toBe('quoted');
    expect(await said.locator('pre').textContent()).toBe('kubectl *get* pods');
    expect(await said.locator('a').getAttribute('href')).toBe('https://example.com/');

    await page.getByRole('radio', { name: /Grace/ }).click();
    await said.getByText('1:44 AM').waitFor();
  });

  test('suggestions are chosen with the keyboard, and unread channels are marked', async () => {
    const { slack } = await start();
    const page = await open();
    const composer = page.getByRole('textbox', { name: /Message #platform/ });
    await composer.pressSequentially('/amb');
    await page.getByRole('option', { name: '/ambassador' }).waitFor();
    await composer.press('ArrowDown');
    await composer.press('Enter');
    expect(await composer.inputValue()).toBe('/ambassador ');

    await slack.user('grace').say('random', 'psst');
    await page
      .getByRole('link', { name: /random/ })
      .getByText('1')
      .waitFor();
    await page.getByRole('link', { name: /random/ }).click();
    await page.getByText('psst').waitFor();
    await page.getByRole('button', { name: '/invite @ambassador' }).click();
    await page.getByText('is not in this channel').waitFor({ state: 'detached' });
  });

  test('a click that the app does not answer in time is marked, and a message shows its JSON', async () => {
    const { app, slack } = await start();
    const page = await open();
    const broken = { ...button('Break', 'nobody-listens'), value: 'finding-7' };
    await app.client.chat.postMessage({
      channel: 'platform',
      text: 'x',
      blocks: [{ type: 'actions', elements: [broken] }],
    });
    await page.getByRole('button', { name: 'Break' }).click();
    await page.getByRole('img', { name: 'did not work' }).waitFor();
    await page.getByText('the app did not answer in time').first().waitFor();
    expect(slack.problems).toMatchObject([{ kind: 'late_ack', what: 'click on nobody-listens' }]);

    await page.locator('#list .message').hover();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Show JSON' }).click();
    await page.getByRole('dialog').getByText('"value": "finding-7"').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('files, what the app is doing, and the Home tab', async () => {
    const { app, slack } = await start();
    const parent = await slack.user('ada').say('platform', 'export please');
    const channel = slack.channel('platform').id;
    const page = await open(`#/ada/platform/${parent.ts}`);
    await app.client.assistant.threads.setStatus({ channel_id: channel, thread_ts: parent.ts, status: 'is writing…' });
    await page.getByText('Ambassador is writing…').waitFor();

    const file = Buffer.from('<svg/>');
    await app.client.filesUploadV2({
      channel_id: channel,
      thread_ts: parent.ts,
      filename: 'report.json',
      title: 'Report',
      file,
    });
    await page.getByRole('link', { name: /Report 6 bytes/ }).waitFor();
    expect(await page.getByText('is writing…').count()).toBe(0);

    await page.getByRole('link', { name: 'Ambassador: Home' }).click();
    await page.getByText('has not published a Home tab').waitFor();
    const blocks = [{ type: 'header', text: plain('Good morning') }] as const;
    await app.client.views.publish({ user_id: slack.user('ada').id, view: { type: 'home', blocks: [...blocks] } });
    await page.getByRole('heading', { name: 'Good morning' }).waitFor();
  });

  test('on a phone the channels are a drawer', async () => {
    await start();
    const page = await open('#/ada/platform', { width: 390, height: 844 });
    const link = page.getByRole('link', { name: /inc-checkout/ });
    expect(await link.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Channels' }).click();
    await link.click();
    await page.getByText('This is #inc-checkout').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  test('only who knows the token of this run gets in', async () => {
    const { slack } = await start();
    const wrong = slack.pageUrl.replace(/[0-9a-f]{24}/, '0'.repeat(24));
    expect((await fetch(wrong)).status).toBe(404);
    expect((await fetch(`${slack.pageUrl}act`, { method: 'POST', body: '{}' })).status).toBe(415);
    expect((await fetch(`${slack.pageUrl}../../package.json`)).status).toBe(404);
    expect((await fetch(slack.pageUrl)).headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
