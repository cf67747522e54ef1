import { isUntried } from '../../cluster/observed.ts';
import type { DigestAnswer } from '../../commands/answer.ts';
import { silencedRoots } from '../../engine/silence.ts';
import { count, fill } from '../../engine/text.ts';
import type { Tracked } from '../../state/tracking.ts';
import { context, type Post, post, say, section } from '../blocks.ts';
import { clip, code, escapeUpTo, moment, oneLine, printable, slackFormat, spokenMoment } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { ownerWords, takenWords } from './acknowledgement.ts';
import { lookedAt, spokenMessage } from './report.ts';
import { duration, gapNames, ICONS, list, typed } from './words.ts';

/** A digest in one message; its thread holds what is new, worse or returned, and the rest of what is open. */
export interface RenderedDigest {
  readonly parent: Post;
  /** Findings for a message of their own. */
  readonly thread: readonly Tracked[];
  /** Open findings that the message does not name, and that nobody is on. */
  readonly rest: readonly Tracked[];
}

/** What changed since the digest before. */
export function renderDigest(answer: DigestAnswer, now: Date): RenderedDigest {
  const { report, open, resolved } = answer;
  const cluster = oneLine(answer.clusterName);
  if (!report) return { parent: failure(answer, cluster), thread: [], rest: [] };

  const changed = [...answer.new, ...answer.worse, ...answer.returned];
  const isChanged = new Set(changed.map(({ finding }) => finding.fingerprint));
  const still = open.filter(({ finding }) => !isChanged.has(finding.fingerprint));
  const free = still.filter(({ acknowledgement }) => !acknowledgement);
  if (changed.length === 0 && resolved.length === 0 && answer.since) {
    return { parent: unchanged(answer, cluster), thread: [], rest: [] };
  }
  const verdict = headline(answer, still.length);
  const spoken = changed[0] ? ` ${spokenMessage(changed[0])}` : '';
  const date = answer.since ? ` since ${spokenMoment(answer.since)}` : '';
  const parent = post(`☀️ ${cluster}${date}: ${verdict}.${spoken}`, [
    section(`☀️ *${cluster}${answer.since ? ` since ${moment(answer.since)}` : ', first digest'}: ${verdict}*`),
    part('New', answer.new, now),
    part('Worse', answer.worse, now),
    part('Came back', answer.returned, now),
    part('Resolved', resolved, now),
    part(answer.since ? 'Still open' : 'Open', free, now, takenWords(still)),
    context(unchecked(answer)),
    context(footer(answer)),
  ]);
  // Nobody has seen any of them yet.
  const fresh = answer.since ? changed : open;
  const shown = fresh.slice(0, LIMITS.inDigest);
  const rest = [...fresh.slice(LIMITS.inDigest), ...(answer.since ? free.slice(LIMITS.worst) : [])];
  return { parent, thread: shown, rest };
}

function headline({ new: fresh, worse, returned, resolved, since }: DigestAnswer, still: number): string {
  const parts = [
    [fresh.length, 'new'],
    [worse.length, 'worse'],
    [returned.length, 'came back'],
    [resolved.length, 'resolved'],
    [still, since ? 'still open' : 'open'],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return said.length > 0 ? said.join(', ') : 'nothing to report';
}

function part(title: string, some: readonly Tracked[], now: Date, taken = ''): ReturnType<typeof section> | undefined {
  if (some.length === 0 && taken === '') return undefined;
  const lines = some.slice(0, LIMITS.worst).map((tracked) => clip(line(tracked, title, now), 480));
  const more = some.length - lines.length;
  return section(
    [
      `*${title}*`,
      ...lines,
      ...(more > 0 ? [`and ${more} more${title === 'Resolved' ? '' : ' in the thread'}`] : []),
      ...(taken === '' ? [] : [`✋ ${taken}: ${typed('acks')}`]),
    ].join('\n'),
  );
}

function line(
  { finding, acknowledgement, firstSeen, returnedAt, resolvedAt }: Tracked,
  title: string,
  now: Date,
): string {
  const message = clip(fill(finding.message, finding.data, slackFormat), 360);
  if (resolvedAt)
    return `✅ *resolved* · ${code(finding.code)} ${escapeUpTo(printable(finding.title), LIMITS.fact)}: ${slackFormat.object(finding.on)}`;
  const owner = acknowledgement ? ` · ${ownerWords(acknowledgement)}` : '';
  const age = title === 'Still open' && !owner ? ` · open for ${duration(returnedAt ?? firstSeen, now)}` : owner;
  return `${ICONS[finding.severity]} *${finding.severity}* · ${message}${age}`;
}

function unchanged({ since, open, ...answer }: DigestAnswer, cluster: string): Post {
  const taken = open.filter(({ acknowledgement }) => acknowledgement).length;
  const owners =
    taken === 0
      ? `nobody is on ${open.length === 1 ? 'it' : 'them'}`
      : taken === open.length
        ? 'all acknowledged'
        : `${taken} acknowledged`;
  const state = open.length > 0 ? `${open.length} open, ${owners}.` : 'Nothing open.';
  const silenced = silencedIn(answer);
  const hidden = unchecked({ ...answer, open });
  const text = (date: string) => `☀️ ${cluster}: no change since ${date}. ${state}${silenced && ` ${silenced}.`}`;
  return post(text(since ? spokenMoment(since) : 'the digest before'), [
    section(text(since ? moment(since) : 'the digest before')),
    context(taken > 0 ? `✋ ${takenWords(open)}: ${typed('acks')}` : ''),
    context(hidden),
  ]);
}

function failure({ failed = 'the cluster did not answer', since, next }: DigestAnswer, cluster: string): Post {
  const last = since ? ` Last one: ${moment(since)}.` : '';
  const then = next ? ` Next try: ${moment(next)}.` : '';
  const why = clip(oneLine(failed), 600).replace(/\.$/, '');
  return say(`⚠️ *No digest for ${cluster}:* ${why}.${last}${then}`, `⚠️ No digest for ${cluster}: ${why}.`);
}

/** `3 silenced`; empty for none. */
function silencedIn({ report }: Pick<DigestAnswer, 'report'>): string {
  const number = silencedRoots(report?.silenced ?? []).length;
  return number > 0 ? `${number} silenced` : '';
}

/** What this digest does not know, so that silence is not taken for health; empty: it looked at everything. */
function unchecked({ report, open }: Pick<DigestAnswer, 'report' | 'open'>): string {
  if (!report || report.skipped.length === 0) return '';
  const ran = new Set(report.ran);
  const blind = open.filter(({ finding }) => !ran.has(finding.code)).length;
  const kinds = gapNames(report.gaps.filter(({ reason }) => !isUntried(reason)));
  const why =
    kinds.length > 0 ? `: ${list(kinds.slice(0, LIMITS.worst).map((kind) => oneLine(kind)))} could not be read` : '';
  const old = blind > 0 ? `; ${blind} of the open ones could not be looked at again` : '';
  return `${report.skipped.length} of ${report.ran.length + report.skipped.length} checks could not run on everything${why}${old}`;
}

function footer({ report, next, timezone, since }: DigestAnswer): string {
  const silenced = silencedIn({ ...(report && { report }) });
  const seen = report ? lookedAt({ looked: { ...report.looked } }, []) : '';
  return [
    ...(report ? [`As of ${moment(report.takenAt)}`] : []),
    ...(seen ? [`looked at ${seen}`] : []),
    ...(silenced ? [silenced] : []),
    ...(report && report.off.length > 0 ? [`${count(report.off.length, 'check')} turned off`] : []),
    ...(since ? [] : ['from the next one on, only what changed']),
    ...(next ? [`next ${moment(next)} (${oneLine(timezone)})`] : []),
  ].join(' · ');
}
