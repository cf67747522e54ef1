import { type Format, objectName } from '../engine/text.ts';
import { LIMITS } from './limits.ts';

// Control characters, and those that turn or hide the text around them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
// Looks like a backtick and ends no code.
const TICK = '\u{2cb}';

/** Facts as Slack's mrkdwn: names as code, dates in each reader's zone. Nothing in them can be a mention, link or block. */
export const slackFormat: Format = {
  text: (text) => code(text),
  number: (number) => String(number),
  date: (date) => day(date),
  object: (ref) => code(objectName(ref)),
  // Parts of a sentence can quote the cluster too.
  prose: oneLine,
};

/** Facts for a message's `text`, which screen readers and lock screens show instead of blocks: no markup. */
export const spokenFormat: Format = {
  text: (text) => escapeUpTo(printable(text), LIMITS.fact),
  number: (number) => String(number),
  date: (date) => isoDay(date),
  object: (ref) => escapeUpTo(printable(objectName(ref)), LIMITS.fact),
  prose: oneLine,
};

/** Text that Slack shows as it is. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** One line in which every character can be seen. */
export function printable(text: string): string {
  return text.toWellFormed().replace(/\s+/g, ' ').replace(INVISIBLE, '\u{fffd}');
}

/** Any text as one line that Slack shows as it is. */
export function oneLine(text: string): string {
  return escaped(printable(text));
}

/** Text as code that nothing inside can end. */
export function code(text: string, max: number = LIMITS.fact): string {
  const shown = printable(text).trim().replaceAll('`', TICK);
  return shown === '' ? '_(empty)_' : `\`${escapeUpTo(shown, max)}\``;
}

/** What a person wrote, between quotation marks: one line, and no backtick that could begin or end code. */
export function quoted(text: string, max: number = LIMITS.fact): string {
  return `"${escapeUpTo(printable(text).trim().replaceAll('`', TICK), max)}"`;
}

/** Escapes as much of a text as fits, and never half a character. */
export function escapeUpTo(text: string, max: number): string {
  let result = '';
  for (const character of text) {
    const shown = escaped(character);
    if (result.length + shown.length > max) {
      while (result.length > max - 1) result = result.replace(/(&\w+;|.)$/su, '');
      return `${result}…`;
    }
    result += shown;
  }
  return result;
}

/** Cuts mrkdwn without leaving half a link, date, entity or code behind. */
export function clip(mrkdwn: string, max: number): string {
  if (mrkdwn.length <= max) return mrkdwn;
  const cut = mrkdwn
    .slice(0, max - 2)
    .toWellFormed()
    .replace(/\u{fffd}$/u, '')
    .replace(/<[^>]*$/, '')
    .replace(/&\w*$/, '');
  const isOpen = (cut.split('`').length - 1) % 2 === 1;
  return `${cut}…${isOpen ? '`' : ''}`;
}

/** A day in each reader's own words: `today`, `2 Dec`. */
export function day(date: Date): string {
  return dateToken(date, '{date_short_pretty}', isoDay(date));
}

/** A day and a time in each reader's own zone. */
export function moment(date: Date): string {
  return dateToken(date, '{date_short_pretty} at {time}', spokenMoment(date));
}

/** A day and a time for a message's `text`. */
export function spokenMoment(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'an unknown time' : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A person, mentioned; empty: nobody, so the schedule. */
export function person(id: string): string {
  return /^[UW][A-Z0-9]+$/.test(id) ? `<@${id}>` : code(id || 'the schedule');
}

/** A channel, linked by its id. */
export function channelName(channel: string): string {
  return /^[CGD][A-Z0-9]+$/.test(channel) ? `<#${channel}>` : code(channel);
}

function dateToken(date: Date, tokens: string, fallback: string): string {
  const time = date.getTime();
  // Slack refuses seconds that are no year 1 to 9999.
  return Number.isNaN(time) || time < 0 ? fallback : `<!date^${Math.floor(time / 1000)}^${tokens}|${fallback}>`;
}

function isoDay(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'an unknown day' : date.toISOString().slice(0, 10);
}
