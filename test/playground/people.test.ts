import { WebClient } from '@slack/web-api';
import { afterEach, expect, test } from 'vitest';
import { type SlackOptions, type SlackSimulator, startSlack } from '../../src/playground/slack.ts';
import { typedMessage } from '../../src/playground/typed.ts';

let slack: SlackSimulator | undefined;
afterEach(() => slack?.close());

async function start(options: SlackOptions = {}): Promise<{ slack: SlackSimulator; client: WebClient }> {
  slack = await startSlack(options);
  return { slack, client: new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } }) };
}

test('a person has a zone with its offset of today, and a language when asked for', async () => {
  const { slack, client } = await start();
  const { user } = await client.users.info({ user: slack.user('grace').id, include_locale: true });
  expect(user).toMatchObject({
    real_name: 'Grace Hopper',
    tz: 'America/New_York',
    tz_label: 'Eastern Standard Time',
    tz_offset: -18_000,
    locale: 'en-US',
    is_bot: false,
    profile: { display_name: 'grace' },
  });
  slack.advance('240d');
  expect((await client.users.info({ user: slack.user('grace').id })).user).toMatchObject({ tz_offset: -14_400 });
  await expect(client.users.info({ user: 'U0' })).rejects.toMatchObject({ data: { error: 'user_not_found' } });
});

test('user groups are listed with the right to read them, and mentioned by their handle', async () => {
  const { slack, client } = await start({ botScopes: ['usergroups:read', 'users:read.email'] });
  const { usergroups } = await client.usergroups.list({ include_users: true });
  const grace = slack.user('grace').id;
  const [group] = usergroups ?? [];
  expect(usergroups).toMatchObject([{ handle: 'gateway-oncall', user_count: 1, users: [grace] }]);
  const usergroup = group?.id ?? '';
  expect(await client.usergroups.users.list({ usergroup })).toMatchObject({ users: [grace] });
  await expect(client.usergroups.users.list({ usergroup: 'S0' })).rejects.toMatchObject({
    data: { error: 'no_such_subteam' },
  });
  expect(typedMessage(slack.workspace, 'ask @gateway-oncall')).toBe(`ask <!subteam^${usergroup}>`);
  expect(await client.users.lookupByEmail({ email: 'grace@playground.example' })).toMatchObject({
    user: { id: grace },
  });
  await slack.close();

  const other = await start({ botScopes: ['users:read'] });
  await expect(other.client.usergroups.list()).rejects.toMatchObject({
    data: { error: 'missing_scope', needed: 'usergroups:read' },
  });
});
