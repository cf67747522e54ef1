import type { TraceAnswer } from '../../commands/answer.ts';
import { writeSentence } from '../../commands/sentence.ts';
import { type Step, traceWords } from '../../commands/trace-words.ts';
import type { Verdict } from '../../commands/verdict.ts';
import type { Finding } from '../../engine/finding.ts';
import { fill } from '../../engine/text.ts';
import { ACTION_IDS } from '../actions.ts';
import { actions, button, context, type Post, post, section } from '../blocks.ts';
import { clip, code, slackFormat, spokenFormat } from '../format.ts';
import { LIMITS } from '../limits.ts';
import { lookFooter, paragraphs, written } from './lines.ts';
import { ICONS, typed } from './words.ts';

/** What stands beside a look-up. */
export interface LookExtras {
  /** A Slack user id. */
  readonly by: string;
  /** The id of what [Share to channel] does; absent: there is no such button. */
  readonly share?: string;
}

const MARKS: Readonly<Record<Verdict['kind'], string>> = {
  ...{ served: '✅', elsewhere: '✅', partly: '🟡', failing: '🔴', unserved: '🔴', loop: '🔴' },
};

/** What a gateway makes of a request: the verdict, the nearest route if it is none, the way, what is wrong on it. */
export function renderTrace(answer: TraceAnswer, { by, share }: LookExtras): Post {
  const { seen } = answer;
  const { verdict, headline, warnings, nearest, hops, notes } = traceWords(answer);
  const mark = MARKS[verdict.kind];
  return post(`${mark} ${writeSentence(headline, spokenFormat)}`, [
    section(`${mark} *${written(headline)}*`),
    ...paragraphs(warnings.map((warning) => `⚠️ ${written(warning)}`)),
    ...paragraphs(nearest.flatMap((step) => stepLines('', step))),
    ...hops.flatMap(({ title, steps }) =>
      paragraphs([
        ...(title ? [`*${written(title)}*`] : []),
        ...steps.flatMap((step, index) => stepLines(`${index + 1} `, step)),
      ]),
    ),
    ...paragraphs(findingLines(seen.findings)),
    context(lookFooter(notes, by, seen.takenAt)),
    share === undefined ? undefined : actions(button('Share to channel', ACTION_IDS.share, share)),
  ]);
}

function stepLines(mark: string, { line, more }: Step): readonly string[] {
  return [`${mark}${written(line)}`, ...more.map((one) => `    • ${written(one)}`)];
}

function findingLines(findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return [];
  const shown = findings
    .slice(0, LIMITS.worst)
    .map(({ severity, code: checkCode, message, data }) =>
      clip(`${ICONS[severity]} *${severity}* · ${code(checkCode)} ${fill(message, data, slackFormat)}`, 560),
    );
  const more = findings.length - shown.length;
  return ['*Found on its way*', ...shown, ...(more > 0 ? [`and ${more} more: ${typed('check')}`] : [])];
}
