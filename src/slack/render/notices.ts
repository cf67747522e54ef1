import type { Refusal, RerunAnswer } from '../../commands/answer.ts';
import { ACTION_IDS } from '../actions.ts';
import { actions, button, type Post, post, say, section, spoken } from '../blocks.ts';
import { clip, code, escaped, moment, oneLine, person } from '../format.ts';
import { nearestCommand } from '../nearest.ts';
import { duration, typed } from './words.ts';

/** Why nothing was done, and what would be understood. `typedLine` is what the person wrote behind the command. */
export function renderRefusal(refusal: Refusal, typedLine: string, areasAndChecks: readonly string[]): Post {
  if (refusal.kind === 'refused') return say(escaped(refusal.reason));
  const suggestion = nearestCommand(typedLine, refusal, areasAndChecks);
  const meant = suggestion === undefined ? '' : ` Did you mean ${typed(suggestion)}?`;
  return say(`I don't know ${code(refusal.word)}.${meant} Everything I can do: ${typed('help')}`);
}

/** Why nothing was done, in a sentence. */
export function reasonIn(refusal: Refusal): string {
  return refusal.kind === 'refused' ? refusal.reason : `I don't know ${refusal.word}.`;
}

/** Stands at a field of a form that comes while the bot ends. */
export const RESTARTING = 'I am being restarted. Try it again in a minute.';

/** The bot is not where it should post. */
export function renderInvite(botName: string): Post {
  return say(
    `I can't post in this channel, because I am not in it. Invite me with ${code(`/invite @${botName}`)}, then ask again.`,
  );
}

/** Somebody else asked for the same a moment ago. */
export function renderAlreadyRunning(by: string, since: Date, now: Date, link?: string): Post {
  const where = link === undefined ? 'The result comes here' : `The result comes <${link}|here>`;
  return say(`${person(by)} asked for this ${duration(since, now)} ago, and it is still running. ${where}.`);
}

/** A run that could not be made, in the message where its report would be. */
export function renderFailed(text: string, again: string | undefined): Post {
  return post(spoken(text), [
    section(text),
    again === undefined ? undefined : actions(button('Run again', ACTION_IDS.check, again)),
  ]);
}

/** What came of running a finding's check again, in one line. */
export function rerunNote({ tracked, change, skipped, at, by }: RerunAnswer): string {
  const asked = `checked again ${moment(at)}, asked for by ${person(by)}`;
  if (skipped !== undefined && !tracked.resolvedAt) {
    return `⚠️ Could not be checked again (${clip(oneLine(skipped), 300)}) · ${asked}`;
  }
  if (tracked.resolvedAt) return `✅ Resolved · ${asked}`;
  if (tracked.silenced) return `🔇 Silenced · ${asked}`;
  if (change?.kind === 'worse') return `🔺 Got worse · ${asked}`;
  if (change?.kind === 'changed') return `🔁 Changed · ${asked}`;
  if (change?.kind === 'returned') return `🔁 Came back · ${asked}`;
  return `🔁 Still there · ${asked}`;
}
