import type { DigestPlan, StatusAnswer } from '../../commands/answer.ts';
import { count, fill } from '../../engine/text.ts';
import type { Tracked } from '../../state/tracking.ts';
import { context, type Post, post, section } from '../blocks.ts';
import { channelName, clip, code, moment, oneLine, slackFormat } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { ownerWords, takenWords } from './acknowledgement.ts';
import { countSeverities, duration, ICONS, typed } from './words.ts';

/** What is open, who is on it, and when the next digests come. */
export function renderStatus({ clusterName, lastSeen, open, silenced, off, digests }: StatusAnswer, now: Date): Post {
  const cluster = oneLine(clusterName);
  const taken = open.filter(({ acknowledgement }) => acknowledgement).length;
  const counts = countSeverities(open.map(({ finding }) => finding.severity));
  const owners = taken > 0 ? `, ${taken === open.length ? 'all' : taken} acknowledged` : '';
  const verdict = open.length > 0 ? `${cluster}: ${counts} open${owners}` : nothingOpen(cluster, lastSeen);
  const shown = open.slice(0, LIMITS.lines);
  const more = open.length - shown.length;
  return post(`${verdict}.`, [
    section(`${open.length > 0 ? '' : lastSeen ? '✅ ' : ''}*${verdict}*`),
    ...(shown.length > 0
      ? [
          section(
            shown
              .slice(0, 5)
              .map((one) => line(one, now))
              .join('\n'),
          ),
        ]
      : []),
    ...(shown.length > 5
      ? [
          section(
            shown
              .slice(5)
              .map((one) => line(one, now))
              .join('\n'),
          ),
        ]
      : []),
    more > 0 ? section(`and ${more} more: ${typed('check')} shows all of them`) : undefined,
    context(taken > 0 ? `✋ ${takenWords(open)}: ${typed('acks')}` : ''),
    context(
      [
        lastSeen ? `Last looked at ${moment(lastSeen)}` : `Look now: ${typed('check')}`,
        ...(silenced > 0 ? [`🔇 ${silenced} silenced: ${typed('silenced')}`] : []),
        ...(off > 0 ? [`${count(off, 'check')} turned off`] : []),
      ].join(' · '),
    ),
    context(digests.slice(0, 5).map(nextDigest).join(' · ') || 'No digest is scheduled'),
  ]);
}

function nothingOpen(cluster: string, lastSeen: Date | undefined): string {
  return lastSeen ? `${cluster}: nothing open` : `I have not looked at ${cluster} yet`;
}

function line(tracked: Tracked, now: Date): string {
  const { finding, acknowledgement, firstSeen, returnedAt } = tracked;
  const state = acknowledgement ? ownerWords(acknowledgement) : `open for ${duration(returnedAt ?? firstSeen, now)}`;
  const message = clip(fill(finding.message, finding.data, slackFormat), 420);
  return `${ICONS[finding.severity]} *${finding.severity}* · ${code(finding.code)} ${message} · ${state}`;
}

function nextDigest({ name, channel, timezone, next }: DigestPlan): string {
  const when = next ? `${moment(next)} (${oneLine(timezone)})` : 'not planned';
  return `Next digest ${code(name)}: ${when} in ${channelName(channel)}`;
}
