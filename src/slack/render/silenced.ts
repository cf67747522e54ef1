import type { SilencedAnswer } from '../../commands/answer.ts';
import { fill } from '../../engine/text.ts';
import { context, type Post, post, section } from '../blocks.ts';
import { clip, code, oneLine, slackFormat } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { silenceLine } from './finding.ts';
import { paragraphs } from './lines.ts';
import { countSeverities, ICONS } from './words.ts';

const MESSAGE = 420;

/** What somebody silenced, why, and until when. */
export function renderSilenced({ clusterName, findings }: SilencedAnswer): Post {
  const cluster = oneLine(clusterName);
  if (findings.length === 0) {
    return post(`${cluster}: nothing is silenced.`, [section(`*${cluster}: nothing is silenced*`), context(HOW)]);
  }
  const verdict = `${cluster}: ${countSeverities(findings.map(({ finding }) => finding.severity))} silenced`;
  const lines = findings.slice(0, LIMITS.lines).flatMap(({ finding, silenced }) => {
    const message = clip(fill(finding.message, finding.data, slackFormat), MESSAGE);
    const head = `${ICONS[finding.severity]} *${finding.severity}* · ${code(finding.code)} ${message}`;
    return silenced ? [`${head}\n${silenceLine(silenced)}`] : [];
  });
  const more = findings.length - lines.length;
  return post(`${verdict}.`, [
    section(`*${verdict}*`),
    ...paragraphs(lines),
    more > 0
      ? section(`and ${more} more: ${code('attache check --silenced')} in a terminal lists them all`)
      : undefined,
    context(HOW),
  ]);
}

const HOW = `An annotation on the object silences a finding: ${code('attache.dev/silence.MAP001: "moves next week, until 2026-12-01"')}`;
