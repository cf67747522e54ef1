import type { RoutesAnswer } from '../../commands/answer.ts';
import { type RouteRow, type RoutesBlock, routesWords, type TargetRow } from '../../commands/routes-words.ts';
import { writeSentence } from '../../commands/sentence.ts';
import { ACTION_IDS } from '../actions.ts';
import { actions, button, context, type Post, post, section } from '../blocks.ts';
import { spokenFormat } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { lookFooter, paragraphs, written } from './lines.ts';
import type { LookExtras } from './trace.ts';
import { countKind, typed } from './words.ts';

/** Routes of one message, and of each Host when there are several. */
const ROUTES = 24;
const ROUTES_OF_EACH = 8;
const HOSTS = 12;

/** Routes, Host by Host, as far as a message holds them; then what no request reaches. */
export function renderRoutes(answer: RoutesAnswer, { by, share }: LookExtras): Post {
  const { seen } = answer;
  const { headline, isWell, warnings, blocks, unreachable, notes } = routesWords(answer);
  const mark = isWell ? '✅' : '🟡';
  const lost = unreachable.slice(0, LIMITS.lines).map((one) => `• ${written(one)}`);
  const more = unreachable.length - lost.length;
  return post(`${mark} ${writeSentence(headline, spokenFormat)}`, [
    section(`${mark} *${written(headline)}*`),
    ...paragraphs(warnings.map((warning) => `⚠️ ${written(warning)}`)),
    ...paragraphs(lost.length > 0 ? ['*Not reached*', ...lost, ...(more > 0 ? [`and ${more} more`] : [])] : []),
    ...paragraphs(blockLines(blocks)),
    context(lookFooter(notes, by, seen.takenAt)),
    share === undefined ? undefined : actions(button('Share to channel', ACTION_IDS.share, share)),
  ]);
}

function blockLines(blocks: readonly RoutesBlock[]): readonly string[] {
  const each = blocks.length > 1 ? ROUTES_OF_EACH : ROUTES;
  let left = ROUTES;
  const lines = blocks.slice(0, HOSTS).flatMap(({ title, rows }) => {
    const shown = rows.slice(0, Math.min(each, left));
    left -= shown.length;
    const more = rows.length - shown.length;
    return [
      `*${written(title)}*`,
      ...shown.flatMap(rowLines),
      ...(rows.length === 0 ? ['no routes'] : []),
      ...(more > 0 ? [`and ${more} more`] : []),
    ];
  });
  const hidden = blocks.length - HOSTS;
  const hint = blocks.length > 1 ? [`All of one Host: ${typed('routes <host>')}`] : [];
  return [...lines, ...(hidden > 0 ? [`and ${countKind(hidden, 'Host')} more.`] : []), ...hint];
}

function rowLines({ match, targets }: RouteRow): readonly string[] {
  const [first, ...others] = targets;
  if (!first) return [`${written(match)} → only copies are sent`];
  if (others.length === 0) return [`${written(match)} → ${target(first)}`];
  return [written(match), ...targets.map((one) => `    • ${target(one)}`)];
}

function target({ mapping, share, to, health, isDown }: TargetRow): string {
  const part = written(share);
  const state = written(health);
  return [
    ...(isDown ? ['🔴'] : []),
    written(mapping),
    ...(part ? [part] : []),
    `→ ${written(to)}${state ? `: ${state}` : ''}`,
  ].join(' ');
}
