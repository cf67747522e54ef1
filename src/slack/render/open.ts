import type { AcksAnswer, OpenAnswer } from '../../commands/answer.ts';
import { count, fill } from '../../engine/text.ts';
import type { Tracked } from '../../state/tracking.ts';
import { context, type Post, post, section } from '../blocks.ts';
import { clip, code, moment, oneLine, person, slackFormat } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { ownerWords, takenWords } from './acknowledgement.ts';
import { paragraphs } from './lines.ts';
import { renderRest } from './rest.ts';
import { countSeverities, duration, ICONS, typed } from './words.ts';

const MESSAGE = 420;

/** What is open and nobody is on: the worst, or all of it. */
export function renderOpen({ clusterName, findings, taken, isWhole, lastSeen }: OpenAnswer, now: Date): Post {
  const cluster = oneLine(clusterName);
  const shown = findings.slice(0, LIMITS.worst);
  const rest = findings.slice(LIMITS.worst);
  const footer = context(
    [
      ...(taken.length > 0 ? [`✋ ${takenWords(taken)}: ${typed('acks')}`] : []),
      lastSeen ? `Last looked at ${moment(lastSeen)}` : `I have not looked yet: ${typed('check')}`,
    ].join(' · '),
  );
  if (findings.length === 0) {
    const verdict = taken.length > 0 ? 'somebody is on everything that is open' : 'nothing is open';
    return post(`${cluster}: ${verdict}.`, [section(`${lastSeen ? '✅ ' : ''}*${cluster}: ${verdict}*`), footer]);
  }
  const verdict = `${cluster}: ${countSeverities(findings.map(({ finding }) => finding.severity))} open, and nobody is on ${findings.length === 1 ? 'it' : 'them'}`;
  return post(`${verdict}.`, [
    section(`*${verdict}*`),
    ...paragraphs(shown.map((tracked) => openLine(tracked, now))),
    ...(rest.length > 0 && isWhole ? renderRest(rest.map(({ finding }) => finding)).blocks : []),
    rest.length > 0 && !isWhole ? section(`and ${rest.length} more: ${typed('open all')}`) : undefined,
    footer,
  ]);
}

/** Who is on what, until when and why. */
export function renderAcks({ clusterName, by, findings }: AcksAnswer): Post {
  const cluster = oneLine(clusterName);
  if (findings.length === 0) {
    return post(`${cluster}: nobody is on anything.`, [
      section(`*${cluster}: nobody is on anything*`),
      context(`What is open: ${typed('open')}`),
    ]);
  }
  const own = findings.filter(({ acknowledgement }) => acknowledgement?.by === by).length;
  const verdict = `${cluster}: ${count(findings.length, 'finding')} acknowledged${own > 0 ? `, ${own === findings.length ? 'all' : own} of them by you` : ''}`;
  const shown = findings.slice(0, LIMITS.lines);
  const more = findings.length - shown.length;
  const people = new Set(findings.slice(shown.length).map(({ acknowledgement }) => acknowledgement?.by ?? ''));
  return post(`${verdict}.`, [
    section(`*${verdict}*`),
    ...paragraphs(shown.map(takenLine)),
    more > 0
      ? section(`and ${more} more, by ${[...people].slice(0, LIMITS.worst).map(person).join(', ')}: ${typed('status')}`)
      : undefined,
  ]);
}

/** A finding in a list, and its fingerprint, by which it can be asked for. */
export function findingLine({ finding }: Tracked): string {
  const message = clip(fill(finding.message, finding.data, slackFormat), MESSAGE);
  return `${ICONS[finding.severity]} *${finding.severity}* · ${code(finding.code)} ${message}`;
}

function openLine(tracked: Tracked, now: Date): string {
  return `${findingLine(tracked)} · open for ${duration(tracked.returnedAt ?? tracked.firstSeen, now)}`;
}

function takenLine(tracked: Tracked): string {
  const { acknowledgement } = tracked;
  return acknowledgement ? `${ownerWords(acknowledgement)}\n${findingLine(tracked)}` : findingLine(tracked);
}
