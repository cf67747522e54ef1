import type { Where } from '../deliver.ts';
import { isNotInvited, slackErrorOf } from '../errors.ts';
import { renderElsewhere } from '../render/simulate.ts';
import type { Asker, Workspace } from '../surface.ts';

/**
 * Answers one person alone: where they asked, and where that cannot be, in a direct message, with the reason in the first
 * one.
 */
export function tellAlone(where: Where, to: string, { talk, bot }: Pick<Workspace, 'talk' | 'bot'>): Asker['tell'] {
  let isElsewhere = false;
  return async (message) => {
    if (isElsewhere) {
      await talk.post({ channel: to }, message);
      return;
    }
    try {
      await talk.whisper(where, to, message);
    } catch (error) {
      const isInvited = !isNotInvited(error);
      if (isInvited && !['is_archived', 'user_not_in_channel'].includes(slackErrorOf(error) ?? '')) throw error;
      isElsewhere = true;
      await talk.post({ channel: to }, renderElsewhere(message, where.channel, isInvited ? undefined : bot.name));
    }
  };
}
