import { WebClient } from '@slack/web-api';
import { expect, test } from 'vitest';
import { nextMonday, virtualClock } from '../../src/playground/clock.ts';
import { Faults } from '../../src/playground/faults.ts';
import { startSlack } from '../../src/playground/slack.ts';
import { SLOW, Trouble } from '../../src/playground/trouble.ts';

test('trouble stays until it is switched off, and what a test asked for comes first', () => {
  const faults = new Faults();
  const seen: unknown[] = [];
  const trouble = new Trouble(faults, (state) => seen.push(state));
  trouble.set({ slow: true });
  faults.add('chat.update', { status: 503 });
  expect(faults.take('chat.update')).toMatchObject({ status: 503 });
  expect(faults.take('chat.update')).toEqual({ delay: SLOW });

  trouble.set({ limited: true });
  expect(faults.take('views.open')).toEqual({ delay: SLOW, status: 429, retryAfter: 5 });
  expect(faults.take('response_url')).toEqual({ delay: SLOW });
  trouble.set({ slow: false, limited: false });
  expect(faults.take('views.open')).toEqual({});
  expect(seen).toEqual([
    { slow: true, limited: false },
    { slow: true, limited: true },
    { slow: false, limited: false },
  ]);
});

test('while calls are limited, the app is told how long to wait', async () => {
  const slack = await startSlack();
  const client = new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  slack.trouble({ limited: true });
  await expect(client.auth.test()).rejects.toMatchObject({ retryAfter: 5 });
  slack.trouble({ limited: false });
  expect(await client.auth.test()).toMatchObject({ ok: true });
  await slack.close();
});

test.each([
  ['2026-11-25T10:00:00Z', 'Europe/Berlin', '2026-11-30T08:00:00.000Z'],
  ['2026-11-30T07:59:00Z', 'Europe/Berlin', '2026-11-30T08:00:00.000Z'],
  ['2026-11-30T08:00:00Z', 'Europe/Berlin', '2026-12-07T08:00:00.000Z'],
  ['2026-03-26T10:00:00Z', 'Europe/Berlin', '2026-03-30T07:00:00.000Z'],
  ['2026-11-25T10:00:00Z', 'Asia/Kathmandu', '2026-11-30T03:15:00.000Z'],
])('after %s in %s, Monday at nine is %s', (after, zone, monday) => {
  expect(nextMonday(new Date(after), zone).toISOString()).toBe(monday);
});

test('the clock of the page moves to Monday, and whoever waits for a time is told', async () => {
  const moved: string[] = [];
  const clock = virtualClock('2026-11-25T10:00:00Z');
  const slack = await startSlack({ clock, onClockMoved: () => moved.push(clock.now().toISOString()) });
  const act = (body: object) =>
    fetch(`${slack.pageUrl}act`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: slack.user('grace').id, ...body }),
    });
  expect((await act({ act: 'monday' })).status).toBe(200);
  expect(moved).toEqual(['2026-11-30T14:00:00.000Z']);
  await slack.close();
});
