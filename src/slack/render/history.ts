import type { HistoryAnswer, WhichAnswer } from '../../commands/answer.ts';
import { fill } from '../../engine/text.ts';
import type { Ended, FindingEvent } from '../../state/events.ts';
import type { Tracked } from '../../state/tracking.ts';
import { context, type Post, post, section } from '../blocks.ts';
import { clip, code, moment, oneLine, person, slackFormat, spokenFormat } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { ownerWords } from './acknowledgement.ts';
import { silenceLine } from './finding.ts';
import { paragraphs } from './lines.ts';
import { findingLine } from './open.ts';
import { ICONS, typed } from './words.ts';

/** What happened to a finding, oldest first. */
export function renderHistory({ clusterName, tracked, events }: HistoryAnswer): Post {
  const { finding, firstSeen } = tracked;
  const shown = events.slice(-LIMITS.events);
  const earlier = events.length - shown.length;
  const object = fill('{on}', { on: finding.on }, spokenFormat);
  return post(`History of ${spokenFormat.text(finding.code)} on ${object}: ${standWords(tracked)}.`, [
    section(
      `*History of ${code(finding.code)} on ${slackFormat.object(finding.on)}* · ${standWords(tracked)}\n${clip(fill(finding.message, finding.data, slackFormat), 1_200)}`,
    ),
    ...paragraphs([
      `${moment(firstSeen)} · first seen`,
      ...(earlier > 0 ? [`… ${earlier} earlier`] : []),
      ...shown.map((event) => `${moment(event.at)} · ${eventWords(event)}`),
    ]),
    context(
      `${oneLine(clusterName)} · fingerprint ${code(finding.fingerprint)} · what is older than 90 days is forgotten`,
    ),
  ]);
}

/** Findings that what somebody typed fits, with the fingerprint of each. */
export function renderWhich({ words, findings }: WhichAnswer): Post {
  const shown = findings.slice(0, LIMITS.worst);
  const more = findings.length - shown.length;
  const text = `${findings.length} findings fit`;
  return post(`${text} ${oneLine(words)}.`, [
    section(`${text} ${code(words)}. Which one?`),
    ...paragraphs(
      shown.map((tracked) => `${findingLine(tracked)}\n${typed(`history ${tracked.finding.fingerprint}`)}`),
    ),
    more > 0 ? section(`and ${more} more: name the object too, such as ${typed(example(findings))}`) : undefined,
  ]);
}

function example(findings: readonly Tracked[]): string {
  const { code: check, on } = findings.at(-1)?.finding ?? {
    code: 'TLS003',
    on: { namespace: 'shop', name: 'api-tls' },
  };
  return `history ${check} ${on.namespace ? `${on.namespace}/` : ''}${on.name}`;
}

function standWords({ finding, resolvedAt, silenced, acknowledgement }: Tracked): string {
  if (resolvedAt) return '✅ resolved';
  const severity = `${ICONS[finding.severity]} ${finding.severity}`;
  return `${severity}, ${silenced ? 'silenced' : acknowledgement ? 'acknowledged' : 'open'}`;
}

function eventWords(event: FindingEvent): string {
  switch (event.kind) {
    case 'worse':
      return `🔺 got worse: ${event.from ? `${event.from}, now ` : ''}${event.to}`;
    case 'returned':
      return '🔁 came back';
    case 'resolved':
      return `✅ resolved, last seen ${moment(event.lastSeen)}`;
    case 'silenced':
      return clip(`🔇 silenced · ${silenceLine(event.by)}`, 600);
    case 'unsilenced':
      return 'no longer silenced';
    case 'acknowledged':
      return ownerWords(event.acknowledgement);
    case 'ended':
      return endWords(event);
  }
}

function endWords({ cause, acknowledgement, by = '' }: Ended): string {
  const owner = person(acknowledgement.by);
  switch (cause) {
    case 'time':
      return `the acknowledgement of ${owner} ended, as it said`;
    case 'changed':
      return `it changed, which ended the acknowledgement of ${owner}`;
    case 'worse':
    case 'returned':
      return `that ended the acknowledgement of ${owner}`;
    case 'undone':
      return `${person(by)} took back the acknowledgement of ${owner}`;
    case 'taken':
      return by === acknowledgement.by ? `${owner} changed it` : `${person(by)} took over from ${owner}`;
  }
}
