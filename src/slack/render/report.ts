import { AREAS, type Area } from '../../engine/check.ts';
import { count, type Format, fill } from '../../engine/text.ts';
import type { Tracked } from '../../state/tracking.ts';
import { ACTION_IDS } from '../actions.ts';
import { actions, button, context, type Post, post, section } from '../blocks.ts';
import type { ReportFacts, ReportView } from '../facts.ts';
import { clip, code, moment, oneLine, person, slackFormat, spokenFormat } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { ownerWords } from './acknowledgement.ts';
import { countKind, countSeverities, ICONS, list, subjectOf, typed } from './words.ts';

/** What is beside the report itself. */
export interface ReportExtras {
  /** The id of what [Run again] does; absent: there is no such button now. */
  readonly again?: string;
  /** A line about what is going on, such as a run that was asked for. */
  readonly note?: string;
}

/** A finished run in one message: verdict, the worst findings, what could not be checked, by whom and when. */
export function renderReport(view: ReportView, { again, note }: ReportExtras): Post {
  const { facts } = view;
  const found = facts.findings.map((fingerprint) => view.find(fingerprint)).filter((one) => one !== undefined);
  const open = found.filter(({ resolvedAt, silenced }) => !resolvedAt && !silenced);
  const past = found.filter(({ resolvedAt }) => resolvedAt);
  const quiet = found.filter(({ resolvedAt, silenced }) => !resolvedAt && silenced);
  const shown = [...open, ...quiet, ...past].slice(0, LIMITS.worst);
  const more = facts.findings.length - shown.length;
  const lines = [
    ...shown.map((tracked) => clip(line(tracked), 560)),
    ...(more > 0 ? [`and ${more} more in the thread`] : []),
    ...(facts.explained > 0 && open.length > 0
      ? [
          `${facts.findings.length === 1 ? 'It explains' : 'They explain'} ${facts.explained} more, which stand behind a button in the thread`,
        ]
      : []),
  ];
  const { icon, verdict, rest, isClean } = headline(view, open, past.length);
  const next = (format: Format) => (isClean ? nextEnd(view, format) : '');
  const worst = open[0] ? ` Worst: ${spokenMessage(open[0])}` : '';
  return post(`${icon}${verdict}${rest}${next(spokenFormat)}.${worst}`, [
    section(`${icon}*${verdict}*${rest}${next(slackFormat)}${lines.length > 0 ? '' : '.'}`),
    lines.length > 0 ? section(lines.join('\n')) : undefined,
    context(resolvedLine(view)),
    context(facts.silenced > 0 ? `🔇 ${facts.silenced} silenced: ${typed('silenced')}` : ''),
    context(unreadLine(facts)),
    context(footer(view)),
    note === undefined ? undefined : context(note),
    again === undefined ? undefined : actions(button('Run again', ACTION_IDS.check, again)),
  ]);
}

interface Headline {
  readonly icon: string;
  readonly verdict: string;
  readonly rest: string;
  /** Nothing was found, and nothing is unknown. */
  readonly isClean?: true;
}

function headline({ cluster, request, facts }: ReportView, open: readonly Tracked[], resolved: number): Headline {
  const subject = subjectOf(request, cluster);
  const seen = lookedAt(facts, request.words);
  if (open.length > 0) {
    const counts = countSeverities(open.map(({ finding }) => finding.severity));
    const since = resolved > 0 ? ` · ${resolved} resolved since` : '';
    return { icon: '', verdict: `${subject}: ${counts}`, rest: `${seen && ` in ${seen}`}${since}` };
  }
  if (facts.findings.length > 0) {
    return {
      icon: '✅ ',
      verdict: `${subject}: everything found here is ${resolved < facts.findings.length ? 'resolved or silenced' : 'resolved'}`,
      rest: ` (${facts.findings.length})`,
    };
  }
  const looked = ` Looked at ${seen || 'nothing: I see no such objects'}`;
  if (facts.skipped > 0) {
    const all = facts.ran + facts.skipped;
    return {
      icon: '⚠️ ',
      verdict: `${subject}: nothing found, but ${facts.skipped} of ${count(all, 'check')} could not run on everything`,
      rest: `.${looked}`,
    };
  }
  return { icon: seen ? '✅ ' : '⚠️ ', verdict: `${subject}: nothing to report.`, rest: looked, isClean: true };
}

/** What comes next where nothing is wrong, of a run that was about certificates too. */
function nextEnd({ facts: { nextEnd: next }, request: { words } }: ReportView, format: Format): string {
  const isAsked = words.length === 0 || words.some((word) => word.toLowerCase() === 'tls');
  if (!next || !isAsked) return '';
  return `; the next certificate ends on ${format.date(new Date(next.ends))} (${format.text(next.secret)})`;
}

function line(tracked: Tracked): string {
  const { finding, acknowledgement, resolvedAt, silenced } = tracked;
  const message = fill(finding.message, finding.data, slackFormat);
  if (resolvedAt) return `✅ *resolved* · ${message}`;
  if (silenced) return `🔇 *silenced* · ${message}`;
  const owner = acknowledgement ? `${ownerWords(acknowledgement)} · ` : '';
  return `${ICONS[finding.severity]} *${finding.severity}* · ${owner}${message}`;
}

/** A finding in one sentence without markup. */
export function spokenMessage({ finding }: Tracked): string {
  return clip(fill(finding.message, finding.data, spokenFormat), 600);
}

function resolvedLine({ facts, find }: ReportView): string {
  const resolved = facts.resolved.map((fingerprint) => find(fingerprint)).filter((one) => one !== undefined);
  if (resolved.length === 0) return '';
  const named = resolved
    .slice(0, LIMITS.worst)
    .map(({ finding }) => `${code(finding.code)} ${slackFormat.object(finding.on)}`);
  const more = facts.resolved.length - named.length;
  return `✅ Resolved since the run before: ${list([...named, ...(more > 0 ? [`${more} more`] : [])])}`;
}

/** What could not be checked, in one line; empty when everything was. */
function unreadLine({ unread, failed, problems }: ReportFacts): string {
  const places = unread.slice(0, LIMITS.worst).map(({ kinds, reason }) => {
    const named = kinds.slice(0, 8).map((kind) => clip(oneLine(kind), 80));
    const more = kinds.length - named.length;
    const what = more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
    return `${what} (${clip(oneLine(reason), 160)})`;
  });
  const others = unread.length - places.length;
  return [
    places.length > 0
      ? `Could not be checked: ${[...places, ...(others > 0 ? [`${others} more`] : [])].join('; ')}`
      : '',
    failed.length > 0
      ? `Failed by a mistake of their own: ${failed
          .slice(0, 8)
          .map((one) => code(one))
          .join(', ')}`
      : '',
    problems > 0 ? `${count(problems, 'part')} of the input could not be understood` : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

function footer({ facts, by, id }: ReportView): string {
  const parts = [
    count(facts.ran, 'check'),
    ...(facts.skipped > 0 ? [`${facts.skipped} could not run on everything`] : []),
    ...(facts.off > 0 ? [`${facts.off} turned off`] : []),
    `${(facts.took / 1000).toFixed(1)} s`,
    `asked for by ${person(by)}`,
    `as of ${moment(new Date(facts.takenAt))}`,
    `run ${code(id)}`,
  ];
  return parts.join(' · ');
}

// What people look at first in each area, and in a run about everything.
const KINDS: Readonly<Record<Area, readonly string[]>> = {
  mappings: ['Mapping', 'TCPMapping', 'Service', 'Pod'],
  tls: ['Host', 'TLSContext', 'Secret', 'Certificate'],
  routing: ['Mapping', 'Host', 'Listener'],
  auth: ['AuthService', 'Filter', 'FilterPolicy', 'Secret'],
  balance: ['Mapping', 'Service', 'Pod'],
  metrics: ['Pod', 'ServiceMonitor', 'PodMonitor', 'Prometheus'],
  gateway: ['Deployment', 'Pod', 'Listener', 'Module'],
};

/** `12 Hosts and 41 Secrets`: what a run looked at, in the kinds that its areas are about. */
export function lookedAt({ looked }: Pick<ReportFacts, 'looked'>, words: readonly string[]): string {
  const areas = AREAS.filter((area) => words.some((word) => word.toLowerCase() === area));
  const wanted = areas.length > 0 ? areas.flatMap((area) => KINDS[area]) : ['Mapping', 'Host', 'Service', 'Secret'];
  const seen = (kinds: readonly string[]) => [...new Set(kinds)].filter((kind) => (looked[kind] ?? 0) > 0);
  const kinds = seen(wanted).length > 0 ? seen(wanted) : seen(Object.keys(looked));
  return list(kinds.slice(0, 4).map((kind) => countKind(looked[kind] ?? 0, kind)));
}
