import type { Finding } from '../../engine/finding.ts';
import type { SilencedBy } from '../../engine/silence.ts';
import { count, sentences, write } from '../../engine/text.ts';
import type { Change, Tracked } from '../../state/tracking.ts';
import { ACTION_IDS, type FindingButtons } from '../actions.ts';
import { actions, button, codeBlock, context, type Post, post, section } from '../blocks.ts';
import { clip, code, escapeUpTo, moment, printable, slackFormat } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { acknowledgementBlock, spokenOwner } from './acknowledgement.ts';
import { spokenMessage } from './report.ts';
import { AREA_NAMES, ICONS, list, pageLink, typed } from './words.ts';

/** What a finding's message says beside the finding. */
export interface FindingExtras {
  readonly buttons: FindingButtons;
  /** What the run that shows it changed about it. */
  readonly change?: Change;
  /** A line about what somebody just did with it. */
  readonly note?: string;
  /** Where checks' pages are. */
  readonly docsUrl?: string;
}

/** One finding: what is wrong, what people notice, what shows it, what to do, and who is on it. */
export function renderFinding(tracked: Tracked, { buttons, change, note, docsUrl }: FindingExtras): Post {
  const { finding, acknowledgement, resolvedAt, silenced } = tracked;
  const { message, why, fix } = sentences(finding, slackFormat);
  const title = escapeUpTo(printable(finding.title), LIMITS.fact);
  const name = code(`${finding.code} ${finding.name}`);
  const state = stateOf(tracked, change);
  if (resolvedAt) {
    return post(`✅ Resolved: ${spokenMessage(tracked)}`, [
      section(`✅ *Resolved: ${title}* · ${name}\n${clip(message, 1_600)}`),
      context(`${AREA_NAMES[finding.area]} · ${state}`),
      note === undefined ? undefined : context(note),
    ]);
  }
  if (silenced) {
    return post(`🔇 Silenced: ${spokenMessage(tracked)}`, [
      section(`🔇 *Silenced: ${title}* · ${name}\n${clip(message, 1_600)}`),
      section(silenceLine(silenced)),
      context(`${AREA_NAMES[finding.area]} · ${state}`),
      note === undefined ? undefined : context(note),
      actions(buttons.rerun === undefined ? undefined : button('Run again', ACTION_IDS.rerun, buttons.rerun)),
    ]);
  }
  const icon = ICONS[finding.severity];
  const command = commandOf(finding);
  return post(`${icon} ${finding.severity}: ${spokenMessage(tracked)} ${spokenOwner(tracked)}`.trim(), [
    section(`${icon} *${finding.severity}* · *${title}*\n${clip(message, 1_600)}`),
    context(`${AREA_NAMES[finding.area]} · ${name} · ${state}`),
    section(`*What users notice:* ${clip(why, 1_200)}`),
    finding.evidence.length > 0 ? section(`*Evidence*\n${evidence(finding)}`) : undefined,
    section(`*Fix:* ${clip(fix, 1_200)}${command.note}`),
    command.text === '' ? undefined : codeBlock(command.text),
    context([related(finding), page(finding, docsUrl)].filter(Boolean).join(' · ')),
    acknowledgement && acknowledgementBlock(acknowledgement, buttons.undo),
    note === undefined ? undefined : context(note),
    actions(
      buttons.rerun === undefined ? undefined : button('Run again', ACTION_IDS.rerun, buttons.rerun),
      buttons.acknowledge === undefined
        ? undefined
        : button('Acknowledge…', ACTION_IDS.acknowledge, buttons.acknowledge),
      buttons.explained === undefined
        ? undefined
        : button(`Show what it explains (${finding.explains})`, ACTION_IDS.explained, buttons.explained),
      buttons.clear === undefined ? undefined : button('Delete the token…', ACTION_IDS.clear, buttons.clear, 'danger'),
    ),
  ]);
}

/** Since when it is like this: `new`, `open since …`, `resolved between … and …`. */
export function stateOf(tracked: Tracked, change?: Change): string {
  const { firstSeen, lastSeen, returnedAt, resolvedAt } = tracked;
  if (resolvedAt) return `resolved between ${moment(lastSeen)} and ${moment(resolvedAt)}`;
  if (change?.kind === 'new') return '*new*';
  if (change?.kind === 'worse') return change.from ? `*got worse*, it was ${change.from}` : '*got worse*';
  if (change?.kind === 'returned') return `*came back*, first seen ${moment(firstSeen)}`;
  if (change?.kind === 'unsilenced') return `*no longer silenced*, first seen ${moment(firstSeen)}`;
  return returnedAt ? `back since ${moment(returnedAt)}` : `open since ${moment(firstSeen)}`;
}

/** Why something is silenced, until when, and where that is written. The reason is a text of the cluster. */
export function silenceLine({ reason, until, on, annotation }: SilencedBy): string {
  const end = until === undefined ? 'without an end' : `until ${code(until)}`;
  return `*Reason:* ${code(reason)} · ${end} · ${code(annotation)} of ${slackFormat.object(on)}`;
}

function evidence({ evidence }: Finding): string {
  const lines = evidence.slice(0, LIMITS.evidence).map(({ at, path, value }) => {
    const shown = value === undefined ? 'is not set' : `= ${write(value, slackFormat)}`;
    return clip(`${slackFormat.object(at)} · ${code(path)} ${shown}`, 700);
  });
  const kept: string[] = [];
  for (const line of lines) {
    if (kept.join('\n').length + line.length > 2_600) break;
    kept.push(line);
  }
  const more = evidence.length - kept.length;
  return [...kept, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

// A command cut in the middle could do something else: whole lines, or none.
function commandOf({ command = '' }: Finding): { readonly text: string; readonly note: string } {
  const lines = command.toWellFormed().split('\n').filter(Boolean);
  const kept: string[] = [];
  for (const line of lines) {
    if (kept.join('\n').length + line.length > LIMITS.command) break;
    kept.push(line);
  }
  const missing = lines.length - kept.length;
  const note = missing > 0 ? ` (${count(missing, 'command')} too long for a message left out)` : '';
  return { text: kept.join('\n'), note };
}

function related({ related }: Finding): string {
  if (related.length === 0) return '';
  const named = related.slice(0, LIMITS.related).map((ref) => slackFormat.object(ref));
  const more = related.length - named.length;
  return `Also affected: ${list([...named, ...(more > 0 ? [`${more} more`] : [])])}`;
}

function page({ code: checkCode, name }: Finding, docsUrl: string | undefined): string {
  if (docsUrl === undefined) return `More about it: ${typed(`explain ${checkCode}`)}`;
  return pageLink(docsUrl, name, 'What is this?');
}
