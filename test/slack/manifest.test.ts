import { expect, test } from 'vitest';
import { slackManifest } from '../../src/slack/manifest.ts';
import { acknowledge } from './acknowledging.ts';
import { missing } from './fixtures.ts';
import { expectNoProblems, onlyMessage, run } from './running.ts';

const scopes = slackManifest().oauth_config?.scopes?.bot ?? [];
const events = slackManifest().settings?.event_subscriptions?.bot_events ?? [];

test('the scopes and events of the manifest are enough for everything the bot does', async () => {
  const running = await run({ slack: { botScopes: scopes, events } });
  const { slack, world } = running;
  const ada = running.user('ada');
  world.findings = [missing()];

  await ada.command('/ambassador check');
  const [finding] = slack.thread(onlyMessage(running));
  if (!finding) throw new Error('there is no finding');
  await ada.click(finding, 'Run again');
  await acknowledge(ada, finding);
  await ada.command('/ambassador status');
  const { modal } = await ada.command('/ambassador simulate');
  if (!modal) throw new Error('no form was opened');
  await ada.submit(modal, { change: 'kind: Mapping' });
  const mention = await ada.say('inc-checkout', '@ambassador help');
  const direct = await ada.say('dm', 'status');

  expect(slack.thread(mention)).toHaveLength(1);
  expect(slack.thread(direct)).toHaveLength(1);
  expect(slack.calls.filter(({ result }) => result?.['error'] !== undefined)).toEqual([]);
  expectNoProblems(running);
});

test('the manifest keeps to the lengths that Slack allows', () => {
  const { display_information: shown, features } = slackManifest();
  const [command] = features?.slash_commands ?? [];
  expect(shown.name.length).toBeLessThanOrEqual(35);
  expect(shown.description?.length).toBeLessThanOrEqual(140);
  expect(command?.usage_hint?.length).toBeLessThanOrEqual(1_000);
});

test('in HTTP mode every request goes to one address', () => {
  const { features, settings } = slackManifest('https://attache.example.com/');
  const url = 'https://attache.example.com/slack/events';
  expect(features?.slash_commands?.[0]?.url).toBe(url);
  expect(settings?.event_subscriptions?.request_url).toBe(url);
  expect(settings?.interactivity?.request_url).toBe(url);
  expect(settings?.socket_mode_enabled).toBe(false);
});
