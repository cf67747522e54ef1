import { routes } from '../../commands/routes.ts';
import { trace } from '../../commands/trace.ts';
import { holdsSecrets } from '../../commands/typed-request.ts';
import { shareButton } from '../actions.ts';
import { type Post, say } from '../blocks.ts';
import type { At } from '../deliver.ts';
import { isNotInvited } from '../errors.ts';
import { oneLine } from '../format.ts';
import type { Look } from '../look.ts';
import { renderInvite, renderRefusal } from '../render/notices.ts';
import { renderRoutes } from '../render/routes.ts';
import { renderTrace } from '../render/trace.ts';
import type { Asker, Surface } from '../surface.ts';

/** What a person sees while something is looked up. */
export function lookOpening(look: Look, { tools }: Surface): Post {
  const cluster = oneLine(tools.clusterName);
  return say(look.kind === 'trace' ? `Tracing through ${cluster}…` : `Reading the routes of ${cluster}…`);
}

/** Looks something up for one person, who can share it. */
export async function lookUp(look: Look, { by, tell }: Asker, surface: Surface): Promise<void> {
  // A header with a secret in it is neither kept nor shown to others.
  const isPrivate = look.kind === 'trace' && holdsSecrets(look.request);
  const share = isPrivate ? undefined : await shareButton(look, surface.tools);
  await tell(await lookPost(look, by, surface, share));
}

/** Looks something up where everyone sees it. */
export async function lookUpHere(look: Look, { by, tell }: Asker, surface: Surface): Promise<void> {
  await tell(await lookPost(look, by, surface));
}

/** Looks the same up again, for everyone in the channel; a second click while that runs does nothing. */
export async function shareLook(look: Look, at: At, { by, tell }: Asker, surface: Surface): Promise<void> {
  const { talk, bot, busy, tools } = surface;
  const { channel, threadTs, ts } = at;
  const key = `share/${channel}/${ts}`;
  if (busy.has(key)) return;
  busy.set(key, { by, since: tools.now() });
  try {
    const message = await lookPost(look, by, surface);
    await talk.post({ channel, ...(threadTs !== undefined && { threadTs }) }, message);
  } catch (error) {
    if (!isNotInvited(error)) throw error;
    await tell(renderInvite(bot.name));
  } finally {
    busy.delete(key);
  }
}

async function lookPost(look: Look, by: string, { tools, queue }: Surface, share?: string): Promise<Post> {
  const extras = { by, ...(share !== undefined && { share }) };
  if (look.kind === 'trace') {
    const answer = await queue(() => trace(look.request, {}, tools));
    return answer.kind === 'trace' ? renderTrace(answer, extras) : renderRefusal(answer, 'trace', []);
  }
  const answer = await queue(() => routes(look.request, {}, tools));
  return answer.kind === 'routes' ? renderRoutes(answer, extras) : renderRefusal(answer, 'routes', []);
}
