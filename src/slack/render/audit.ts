import { isRecord } from '../../cluster/records.ts';
import type { Denial } from '../../commands/access.ts';
import type { AuditAnswer, AuditRequest } from '../../commands/answer.ts';
import { count } from '../../engine/text.ts';
import type { AuditEntry } from '../../state/audit.ts';
import { ACTION_IDS } from '../actions.ts';
import { actions, button, context, type Post, post, section } from '../blocks.ts';
import { channelName, clip, code, moment, oneLine, person } from '../format.ts';
import { paragraphs } from './lines.ts';
import { typed } from './words.ts';

const LINE = 400;
/** Why something was denied, in few words. */
const REASONS: Readonly<Record<string, string>> = {
  closed: 'nobody may',
  elsewhere: 'only in the channel it is about',
  others: 'only others may',
  namespaces: 'only in other namespaces',
  unknown: 'a user group could not be looked up',
} satisfies Record<Denial['reason'], string>;
const ICONS: Readonly<Record<AuditEntry['outcome'], string>> = { allowed: '·', denied: '⛔', failed: '⚠️' };

/** What people did, newest first. `older`: what the button for the next page does. */
export function renderAudit({ clusterName, request, entries }: AuditAnswer, older?: string): Post {
  const cluster = oneLine(clusterName);
  const wanted = wantedOf(request);
  if (entries.length === 0) {
    return post(`${cluster}: nothing${wanted} in the audit.`, [
      section(`*${cluster}: nothing${wanted} in the audit*`),
      context(HOW),
    ]);
  }
  const verdict = `${cluster}: the ${request.before === undefined ? 'last' : 'next older'} ${count(entries.length, 'entry', 'entries')}${wanted}`;
  return post(`${verdict}.`, [
    section(`*${verdict}*`),
    ...paragraphs(entries.map((entry) => clip(lineOf(entry), LINE))),
    context(HOW),
    older === undefined ? undefined : actions(button('Older', ACTION_IDS.audit, older)),
  ]);
}

const HOW = `Of one person, command or outcome: ${typed('audit @name')}, ${typed('audit check')}, ${typed('audit denied -n 20')}`;

function wantedOf({ by, word, outcome }: AuditRequest): string {
  const parts = [
    ...(word === undefined ? [] : [` of ${code(word)}`]),
    ...(by === undefined ? [] : [` by ${person(by)}`]),
    ...(outcome === undefined ? [] : [`, ${outcome}`]),
  ];
  return parts.join('');
}

function lineOf({ at, by, channel, what, kind, namespace, outcome, detail }: AuditEntry): string {
  const where = channel === '' ? '' : ` in ${channelName(channel)}`;
  const about = namespace === undefined ? '' : ` · ${code(namespace)}`;
  const how = kind === 'command' ? '' : ` (${kind})`;
  const ending = outcome === 'allowed' ? '' : ` · *${outcome}*${reasonIn(detail)}`;
  return `${ICONS[outcome]} ${moment(at)} ${person(by)}${where} ${code(what)}${how}${about}${ending}${deletedIn(detail)}`;
}

function reasonIn(detail: unknown): string {
  if (!isRecord(detail) || typeof detail['reason'] !== 'string') return '';
  const { reason } = detail;
  const because = typeof detail['because'] === 'string' ? ` (${detail['because']})` : '';
  return `: ${oneLine(`${Object.hasOwn(REASONS, reason) ? REASONS[reason] : reason}${because}`)}`;
}

function deletedIn(detail: unknown): string {
  const deleted = isRecord(detail) ? detail['deleted'] : undefined;
  const metadata = isRecord(deleted) ? deleted['metadata'] : undefined;
  return isRecord(metadata) ? ` · deleted Secret ${code(`${metadata['namespace']}/${metadata['name']}`)}` : '';
}
