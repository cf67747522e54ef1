import { readFile } from 'node:fs/promises';
import type { ModalView } from '@slack/types';
import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { virtualClock } from '../../src/playground/clock.ts';
import { describeWithBrowser } from '../support/chromium.ts';
import { type Running, runBolt } from './bolt.ts';

const plain = (text: string) => ({ type: 'plain_text', text }) as const;
const words = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } }) as const;
const button = (text: string, action_id: string) => ({ type: 'button', text: plain(text), action_id }) as const;
const actions = (text: string, action_id: string) => ({
  type: 'actions' as const,
  elements: [button(text, action_id)],
});
// One pixel.
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const option = (text: string) => ({ text: plain(text), value: text });
const field = (label: string, element: { type: string } & Record<string, unknown>) =>
  ({ type: 'input', block_id: label, label: plain(label), element: { action_id: label, ...element } }) as never;
const FORM: ModalView = {
  type: 'modal',
  callback_id: 'form',
  title: plain('New schedule'),
  submit: plain('Save'),
  blocks: [
    field('When', { type: 'plain_text_input' }),
    field('How often', { type: 'static_select', options: [option('daily'), option('weekly')] }),
    field('From', { type: 'datetimepicker' }),
    field('Where', { type: 'conversations_select', default_to_current_conversation: true }),
  ],
};

describeWithBrowser('the whole playground page', (browser) => {
  let running: Running | undefined;
  const pages: Page[] = [];
  const failures: string[] = [];
  const sent: unknown[] = [];

  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
    await running?.stop();
    running = undefined;
    sent.length = 0;
    expect(failures.splice(0)).toEqual([]);
  });

  const start = async (): Promise<Running> => {
    const listeners: Parameters<typeof runBolt>[1] = (app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        if (event.tab !== 'home') return;
        const blocks = [words('Nothing was checked yet'), actions('Run a check', 'run')];
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
      });
      app.action('run', async ({ ack, body, client }) => {
        await ack();
        const blocks = [words('Checked just now'), actions('Run a check', 'run')];
        await client.views.publish({ user_id: body.user.id, view: { type: 'home', blocks } });
      });
      app.command('/ambassador', async ({ ack, body, client }) => {
        await ack();
        await client.views.open({ trigger_id: body.trigger_id, view: FORM });
      });
      app.shortcut('form', async ({ ack, body, client }) => {
        await ack();
        await client.views.open({ trigger_id: body.trigger_id, view: FORM });
      });
      app.shortcut('triage', async ({ ack, shortcut, respond }) => {
        await ack();
        if (shortcut.type === 'message_action') await respond(`I read: ${shortcut.message.text}`);
      });
      app.event('app_mention', async ({ event, say }) => void (await say({ text: 'Here I am', thread_ts: event.ts })));
      app.message(async ({ message, say }) => {
        if (message.channel_type === 'im') await say('Hello in private');
      });
      app.view('form', async ({ ack, view }) => {
        sent.push(view.state.values);
        await ack();
      });
    };
    running = await runBolt('socket', listeners, {
      clock: virtualClock(),
      shortcuts: [
        { callbackId: 'form', name: 'Add a schedule', on: 'composer' },
        { callbackId: 'triage', name: 'Triage', on: 'message' },
      ],
    });
    return running;
  };

  const open = async (hash = '#/ada/platform', more: Parameters<ReturnType<typeof browser>['newContext']>[0] = {}) => {
    const context = await browser().newContext({ viewport: { width: 1280, height: 800 }, ...more });
    const page = await context.newPage();
    pages.push(page);
    page.on('pageerror', (error) => failures.push(error.message));
    await page.goto(`${running?.slack.pageUrl}${hash}`);
    await page.locator('#sidebar a').first().waitFor({ state: 'attached' });
    return page;
  };
  const write = async (page: Page, text: string) => {
    const box = page.getByRole('textbox', { name: /^Message / });
    await box.fill(text);
    await box.press('Enter');
  };
  const focused = (page: Page) =>
    page.evaluate<string>('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent');
  /** Presses Tab until something has the focus. */
  const tabTo = async (page: Page, name: string) => {
    const passed: string[] = [];
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press('Tab');
      passed.push(await focused(page));
      if (passed.at(-1) === name) return;
    }
    throw new Error(`Tab never came to "${name}", only to: ${passed.join(' | ')}`);
  };
  const unreachable = async (page: Page) => {
    await page.evaluate(await readFile(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8'));
    const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
      'axe.run({ preload: false })',
    );
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`);
  };
  const still = (page: Page) => page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished))');

  test('the Home tab is drawn anew when it is published, and who pressed its button keeps the place', async () => {
    const { slack } = await start();
    const page = await open('#/ada/app/home');
    await page.getByText('Nothing was checked yet').waitFor();
    await tabTo(page, 'Run a check');
    await page.keyboard.press('Enter');
    await page.getByText('Checked just now').waitFor();
    expect(await focused(page)).toBe('Run a check');

    await page.getByRole('radio', { name: /Grace/ }).click();
    await page.getByText('Nothing was checked yet').waitFor();
    expect(slack.problems).toEqual([]);
  });

  test('a modal is opened, filled and sent with the keyboard alone, and the focus comes back', async () => {
    const { slack } = await start();
    const page = await open();
    await tabTo(page, 'Shortcuts');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Add a schedule' }).waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'New schedule' });
    await dialog.getByRole('textbox', { name: 'When' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Shortcuts');

    await write(page, '/ambassador schedule');
    await dialog.getByRole('textbox', { name: 'When' }).waitFor();
    await page.keyboard.type('weekdays 09:00');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await dialog.getByLabel('From').fill('2026-11-27T18:00');
    await dialog.getByLabel('From').press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await focused(page)).toMatch(/^Message #platform/);
    expect(sent).toMatchObject([
      {
        When: { When: { value: 'weekdays 09:00' } },
        'How often': { 'How often': { selected_option: { value: 'daily' } } },
        // Six in the evening in Berlin.
        From: { From: { selected_date_time: Date.parse('2026-11-27T17:00:00Z') / 1000 } },
        Where: { Where: { selected_conversation: slack.channel('platform').id } },
      },
    ]);
    expect(slack.problems).toEqual([]);
  });

  test('a message shortcut, a mention, a direct message, and an answer that goes when it is dismissed', async () => {
    const { slack } = await start();
    const page = await open();
    await slack.user('grace').say('platform', 'checkout is down');
    await page.locator('#list').getByText('checkout is down').hover();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Triage' }).click();
    const answer = page.locator('.only-mine');
    await answer.getByText('I read: checkout is down').waitFor();
    await answer.hover();
    await answer.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Dismiss' }).click();
    await answer.waitFor({ state: 'detached' });

    await write(page, '@ambassador are you there');
    await page.getByRole('button', { name: '1 reply' }).click();
    await page.getByRole('complementary', { name: 'Thread' }).getByText('Here I am').waitFor();
    await page.getByRole('link', { name: 'Ambassador: Messages' }).click();
    await write(page, 'hello');
    await page.locator('#list').getByText('Hello in private').waitFor();
    expect(slack.problems).toEqual([]);
  });

  test('a channel is made, renamed, archived and opened again', async () => {
    const { slack } = await start();
    const page = await open();
    await page.getByRole('button', { name: 'New channel' }).click();
    const dialog = page.getByRole('dialog', { name: 'New channel' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Inc Cart');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.getByRole('alert').getByText('small letters').waitFor();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('inc-cart');
    await dialog.getByRole('checkbox', { name: /the app/ }).check();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'inc-cart', level: 1 }).waitFor();
    expect(slack.channel('inc-cart').members.size).toBe(3);

    const choose = async (name: string) => {
      await page.getByRole('button', { name: 'Channel', exact: true }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await choose('Rename…');
    await page.getByRole('textbox', { name: 'Name' }).fill('inc-cart-done');
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('heading', { name: 'inc-cart-done', level: 1 }).waitFor();
    expect(page.url()).toMatch(/inc-cart-done$/);
    await choose('Archive…');
    await page.getByRole('button', { name: 'Archive' }).click();
    await page.getByText('This channel is archived').waitFor();
    await choose('Open again');
    await page.getByText('This channel is archived').waitFor({ state: 'detached' });
  });

  test('pictures are shown with their words, in both colours, and nothing keeps people out', async () => {
    const { app } = await start();
    const alt = 'Open findings fall from 9 to 4';
    const { upload_url: url = '', file_id: id = '' } = await app.client.files.getUploadURLExternal({
      filename: 'trend.png',
      length: PICTURE.length,
      alt_text: alt,
    });
    await fetch(url, { method: 'POST', body: new Uint8Array(PICTURE) });
    await app.client.files.completeUploadExternal({ files: [{ id, title: 'Trend' }] });
    const image = { type: 'image', slack_file: { id }, alt_text: alt } as const;
    const header = { type: 'header', text: plain('This morning') } as const;
    const message = { channel: 'platform', text: 'Trend', blocks: [header, image, actions('Run again', 'run')] };
    const { ts } = await app.client.chat.postMessage(message);
    await app.client.chat.postMessage({ channel: 'platform', text: 'More', ...(ts && { thread_ts: ts }) });

    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open(`#/ada/platform/${ts}`, { colorScheme });
      await page.locator('#list').getByRole('img', { name: alt }).waitFor();
      await expect.poll(() => page.evaluate(`document.querySelector('#list .picture img')?.naturalWidth`)).toBe(1);
      expect(await unreachable(page)).toEqual([]);
      await page.goto(`${running?.slack.pageUrl}#/ada/app/home`);
      await page.getByText('Nothing was checked yet').waitFor();
      expect(await unreachable(page)).toEqual([]);
      await page.goto(`${running?.slack.pageUrl}#/ada/random`);
      await write(page, '/ambassador schedule');
      await page.getByRole('dialog', { name: 'New schedule' }).waitFor();
      await still(page);
      expect(await unreachable(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: /^Use / }).click();
      expect(await page.evaluate('document.documentElement.dataset.theme')).not.toBe(colorScheme);
    }
  });

  test('trouble is switched on and off, the socket comes back, and the clock goes to Monday', async () => {
    const { slack, app } = await start();
    const page = await open();
    const opener = page.getByRole('button', { name: 'What if' });
    await opener.click();
    const panel = page.getByRole('region', { name: 'What if' });
    const state = (name: RegExp) => panel.getByRole('switch', { name }).getAttribute('aria-checked');

    await panel.getByRole('switch', { name: /429/ }).click();
    await expect.poll(() => state(/429/)).toBe('true');
    expect(await opener.textContent()).toContain('429');
    await expect(app.client.auth.test()).rejects.toThrow();
    await panel.getByRole('switch', { name: /429/ }).click();
    await expect.poll(() => state(/429/)).toBe('false');
    await panel.getByRole('switch', { name: /slow/ }).click();
    await expect.poll(() => state(/slow/)).toBe('true');
    await panel.getByRole('switch', { name: /slow/ }).click();
    await expect.poll(() => state(/slow/)).toBe('false');

    await panel.getByRole('button', { name: /Monday/ }).click();
    await panel.getByText('Monday, 30 November 2026').or(panel.getByText('Monday 30 November 2026')).waitFor();
    // It was a quarter past nine on a Monday in Berlin.
    expect(slack.clock.now().toISOString()).toBe('2026-11-30T08:00:00.000Z');

    await panel.getByRole('button', { name: /Drop it/ }).click();
    await slack.connected();
    await panel.getByText('The app is connected.').waitFor();
    await page.keyboard.press('Escape');
    expect(await focused(page)).toContain('What if');
  });
});
