import { unreadable } from '../commands/digest.ts';
import { explainSlackError, isNotInvited, isTokenRefused, reasonOf } from './errors.ts';
import { clip, code, escaped, moment, oneLine } from './format.ts';
import { renderInvite } from './render/notices.ts';
import type { Surface } from './surface.ts';

/**
 * What to tell a person about something that failed: what happened, what it means, what to do. A bug gets a reference
 * that stands in the log too.
 */
export async function describeFailure(error: unknown, what: string, surface: Surface): Promise<string> {
  const { log, tools, bot, newReference } = surface;
  const unread = unreadable(error);
  if (unread) {
    log.warn({ what, reason: unread.reason }, 'cannot read the cluster');
    return `⚠️ I can't reach ${code(tools.clusterName)}: ${sentence(unread.reason)}${unread.advice ? ` ${sentence(unread.advice)}` : ''}${await lastSeen(surface)}`;
  }
  if (error instanceof Error && error.name === 'StateError') {
    log.error({ what, err: error }, 'cannot use memory');
    return `⚠️ I can't use my memory: ${sentence(error.message)}`;
  }
  if (isNotInvited(error)) return renderInvite(bot.name).text;

  const reference = newReference();
  log.error(
    { what, reference, err: error, ...(isTokenRefused(error) && { refused: reasonOf(error) }) },
    'a request failed',
  );
  const known = explainSlackError(error);
  if (known !== undefined) return `⚠️ ${escaped(known)} (reference ${code(reference)})`;
  return `⚠️ I could not do that because of a mistake in me, not in your cluster. Whoever runs me finds the reason in my log under ${code(reference)}.`;
}

async function lastSeen({ tools: { store, clusterName } }: Surface): Promise<string> {
  try {
    const times = (await store.read(clusterName)).map(({ lastSeen }) => lastSeen.getTime());
    return times.length > 0 ? ` What I know is from ${moment(new Date(Math.max(...times)))}.` : '';
  } catch {
    return '';
  }
}

function sentence(text: string): string {
  const clean = clip(oneLine(text).trim(), 600);
  return /[.!?…]$/.test(clean) ? clean : `${clean}.`;
}
