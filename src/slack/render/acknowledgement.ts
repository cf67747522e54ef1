import type { SectionBlock } from '@slack/types';
import type { AcknowledgeAnswer } from '../../commands/answer.ts';
import { fill } from '../../engine/text.ts';
import type { Acknowledgement } from '../../state/acknowledgement.ts';
import type { Ending } from '../../state/store.ts';
import type { Tracked } from '../../state/tracking.ts';
import { ACTION_IDS } from '../actions.ts';
import { actions, button, type Post, post, say, section } from '../blocks.ts';
import { clip, code, moment, person, quoted, slackFormat, spokenFormat, spokenMoment } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { duration, ICONS } from './words.ts';

/** Who is on a finding, until when and why, with the way to take it back. */
export function acknowledgementBlock(acknowledgement: Acknowledgement, undo: string | undefined): SectionBlock {
  const { by, at } = acknowledgement;
  const said = `✋ Acknowledged by ${person(by)} ${untilWords(acknowledgement)}${reasonWords(acknowledgement)}`;
  const block = section(`${said} · since ${moment(at)}`);
  return undo === undefined ? block : { ...block, accessory: button('Undo', ACTION_IDS.undo, undo) };
}

/** Who is on a finding, for one line of many: `✋ @ada until Friday 18:00: "new issuer is in review"`. */
export function ownerWords(acknowledgement: Acknowledgement): string {
  return `✋ ${person(acknowledgement.by)} ${untilWords(acknowledgement)}${reasonWords(acknowledgement)}`;
}

/** Who is on a finding, without markup; empty: nobody. */
export function spokenOwner({ acknowledgement }: Tracked): string {
  if (!acknowledgement) return '';
  const { until, untilChange } = acknowledgement;
  if (until) return `Acknowledged until ${spokenMoment(until)}.`;
  return untilChange === undefined ? 'Acknowledged until it is resolved.' : 'Acknowledged until it changes.';
}

/** `3 acknowledged (next ends today 18:00, @ada)`; empty: none is. */
export function takenWords(findings: readonly Tracked[]): string {
  const taken = findings.flatMap(({ acknowledgement }) => acknowledgement ?? []);
  if (taken.length === 0) return '';
  const ends = taken.flatMap(({ until, by }) => (until ? [{ until, by }] : []));
  const next = ends.toSorted((a, b) => a.until.getTime() - b.until.getTime())[0];
  return `${taken.length} acknowledged${next ? ` (next ends ${moment(next.until)}, ${person(next.by)})` : ''}`;
}

/** Who was first, only for a person who wanted to be on it too. */
export function renderAlreadyAcknowledged(
  { tracked }: AcknowledgeAnswer,
  to: string,
  now: Date,
  takeOver: string,
): Post {
  const { acknowledgement } = tracked;
  if (!acknowledgement) return renderNobody();
  const { by, at } = acknowledgement;
  const who = by === to ? 'You' : person(by);
  const text = `${who} acknowledged this ${duration(at, now)} ago, ${untilWords(acknowledgement)}${reasonWords(acknowledgement)}.`;
  return post(text, [
    section(text),
    actions(button(by === to ? 'Change…' : 'Take over', ACTION_IDS.acknowledge, takeOver)),
  ]);
}

/** There is nothing to take back, or nobody to take over from. */
export function renderNobody(): Post {
  return say('Nobody is on this now: it counts as open.');
}

/** It is resolved, so nobody has to be on it. */
export function renderResolvedAlready(): Post {
  return say('This is resolved already, so there is nothing to be on.');
}

/** The message of a finding is gone, and what was said of it is noted all the same. */
export function renderNoted({ finding, acknowledgement }: Tracked): Post {
  if (!acknowledgement) return renderNobody();
  const message = clip(fill(finding.message, finding.data, slackFormat), 1_200);
  return say(
    `${ownerWords(acknowledgement)} · ${message} The message you clicked in is gone, so it does not show this.`,
  );
}

/** The end of an acknowledgement, for the thread of its finding. */
export function renderEnding({ cause, acknowledgement, by = '' }: Ending, { finding }: Tracked): Post {
  const { by: owner, at, until } = acknowledgement;
  const [name, who] = [code(finding.code), person(owner)];
  const message = clip(fill(finding.message, finding.data, slackFormat), 1_600);
  const spoken = clip(fill(finding.message, finding.data, spokenFormat), 1_000);
  const icon = ICONS[finding.severity];
  const open = (what: string, since: string) =>
    say(
      `${icon} ${since} ${message} It counts as open again.`,
      `${icon} ${spokenFormat.text(finding.code)} ${what}: ${spoken}`,
    );
  const since = `since ${who} acknowledged it (${moment(at)}):`;
  switch (cause) {
    case 'worse':
      return open('got worse and counts as open again', `${name} got worse ${since}`);
    case 'changed':
      return open('changed and counts as open again', `${name} changed ${since}`);
    case 'returned':
      return open('came back and counts as open again', `${name} came back after it was resolved, ${since}`);
    case 'time':
      return open(
        'counts as open again',
        `The acknowledgement of ${name} by ${who} ended${until ? ` ${moment(until)}` : ''}:`,
      );
    case 'undone':
      return say(
        by === owner
          ? `${who} took back the acknowledgement of ${name}. It counts as open again.`
          : `${person(by)} took back the acknowledgement of ${name} by ${who}. It counts as open again.`,
      );
    case 'taken':
      return say(
        by === owner
          ? `${who} changed the acknowledgement of ${name}.`
          : `${person(by)} took over ${name} from ${who}.`,
      );
  }
}

/** `until Friday 18:00`, `until it changes`, `until it is resolved`. */
export function untilWords({ until, untilChange }: Acknowledgement): string {
  if (until) return `until ${moment(until)}`;
  return untilChange === undefined ? 'until it is resolved' : 'until it changes';
}

/** What a person wrote, as it is: nothing in it is markup. */
export function reasonWords({ reason }: Acknowledgement): string {
  return reason === undefined ? '' : `: ${quoted(reason, 2 * LIMITS.reason)}`;
}
