import type { Finding } from '../../engine/finding.ts';
import { count } from '../../engine/text.ts';
import { type Post, post, say, section } from '../blocks.ts';
import { code, escapeUpTo, printable } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { ICONS, typed, worstOf } from './words.ts';

const NAMED = 3;
const LINES_IN_SECTION = 8;
const LINES = 40;

/** Findings without a message of their own, compact: one line a check, with how often and where. */
export function renderRest(findings: readonly Finding[], opening = 'and'): Post {
  if (findings.length === 0) return say('No other findings now.');
  const text = `${opening} ${findings.length} more`;
  const lines = [...Map.groupBy(findings, ({ code: checkCode }) => checkCode).values()].map(line);
  const shown = lines.slice(0, LINES);
  const hidden = lines.length - shown.length;
  const sections = Array.from({ length: Math.ceil(shown.length / LINES_IN_SECTION) }, (_, index) =>
    section(shown.slice(index * LINES_IN_SECTION, (index + 1) * LINES_IN_SECTION).join('\n')),
  );
  return post(`${text} findings`, [
    section(`*${text}:*`),
    ...sections,
    hidden > 0
      ? section(`and ${count(hidden, 'more check')}. ${typed('check')} with an area or a code shows fewer at once.`)
      : undefined,
  ]);
}

function line(findings: readonly Finding[]): string {
  const [first] = findings;
  const severity = worstOf(findings.map((finding) => finding.severity)) ?? 'info';
  const named = findings
    .slice(0, NAMED)
    .map(({ on }) => code(`${on.namespace ? `${on.namespace}/` : ''}${on.name}`, 60));
  const more = findings.length - named.length;
  const where = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const title = escapeUpTo(printable(first?.title ?? ''), LIMITS.fact);
  return `${ICONS[severity]} *${severity}* · ${code(first?.code ?? '', 40)} ${title}: ${where}`;
}
