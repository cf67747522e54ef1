import { digest } from '../../src/commands/digest.ts';
import type { Message } from '../../src/playground/shapes.ts';
import type { Running } from './running.ts';

const NEXT = new Date('2026-11-24T08:00:00Z');

/** Makes a digest as the schedule does, and posts it. */
export async function morning({ app, tools, slack }: Running, channel = 'platform'): Promise<void> {
  const { id } = slack.channel(channel);
  const plan = { name: 'morning', channel: id, timezone: 'Europe/Berlin', next: NEXT, areas: [] };
  await digest(plan, tools, { slot: tools.now(), deliver: (answer, changes) => app.postDigest(answer, id, changes) });
  await slack.idle();
}

/** The newest digest of #platform. */
export function newest({ slack }: Running): Message {
  const message = slack.messages('platform').at(-1);
  if (!message) throw new Error('there is no digest');
  return message;
}
