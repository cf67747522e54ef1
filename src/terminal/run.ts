import { stringify } from 'yaml';
import type { Refusal } from '../commands/answer.ts';
import { check } from '../commands/check.ts';
import { explain } from '../commands/explain.ts';
import type { Inspect, Progress, Tools } from '../commands/tools.ts';
import type { Check } from '../engine/check.ts';
import { isAtLeast } from '../engine/compare.ts';
import { toJson } from '../engine/json.ts';
import { count } from '../engine/text.ts';
import type { Asked, Output } from './arguments.ts';
import { renderChecks, renderExplanation } from './explain.ts';
import { renderReport } from './report.ts';
import { type Screen, screenOf } from './screen.ts';

/** 0: nothing at or above the threshold; 1: findings; 2: it could not run. */
export type ExitCode = 0 | 1 | 2;

/** Where a terminal command writes to. */
export interface Streams {
  readonly out: Stream;
  readonly err: Stream;
}

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** What a terminal command works with. */
export interface TerminalTools {
  readonly checks: readonly Check[];
  readonly clusterName: string;
  readonly inspect: Inspect;
  readonly now: () => Date;
  readonly docsOf: (name: string) => string;
}

/** Answers one command in a terminal. */
export async function runInTerminal(asked: Asked, tools: TerminalTools, { out, err }: Streams): Promise<ExitCode> {
  const screen = screenOf(out);
  switch (asked.kind) {
    case 'checks':
      print(out, asked.output, tools.checks.map(checkFacts), () => renderChecks(tools.checks, screen));
      return 0;
    case 'explain': {
      const answer = explain(asked.word, tools.checks);
      if (answer.kind !== 'explanation') return refuse(answer, err);
      print(out, asked.output, checkFacts(answer.check), () => renderExplanation(answer.check, screen));
      return 0;
    }
    case 'check':
      return runCheck(asked, tools, { out, err }, screen);
  }
}

async function runCheck(
  asked: Extract<Asked, { kind: 'check' }>,
  tools: TerminalTools,
  { out, err }: Streams,
  screen: Screen,
): Promise<ExitCode> {
  const { words, namespace, at, output, failOn } = asked;
  const progress = progressLine(err);
  const commandTools: Tools = tools;
  const answer = await check(
    { words, ...(namespace !== undefined && { namespace }) },
    { by: '', ...(at && { at }), onProgress: progress.show },
    commandTools,
  ).finally(progress.clear);
  if (answer.kind !== 'report') return refuse(answer, err);

  const { report } = answer;
  print(out, output, toJson(report, tools.docsOf), () => renderReport(answer, screen));
  return report.findings.some(({ severity }) => isAtLeast(severity, failOn)) ? 1 : 0;
}

/** Says why something cannot be done, on standard error. */
export function refuse(refusal: Refusal, err: Stream): ExitCode {
  err.write(`${refusal.kind === 'refused' ? refusal.reason : unknownWord(refusal.word, refusal.nearest)}\n`);
  return 2;
}

function unknownWord(word: string, nearest: string | undefined): string {
  const hint = nearest ? ` Did you mean ${nearest}?` : '';
  return `There is no area or check called ${JSON.stringify(word)}.${hint} attache checks lists them all.`;
}

function print(out: Stream, output: Output, data: unknown, render: () => string): void {
  const texts = { json: () => JSON.stringify(data, null, 2), yaml: () => stringify(data).trimEnd(), table: render };
  out.write(`${texts[output]()}\n`);
}

function checkFacts({ code, name, area, severity, title, why, fix, reads, alsoReads, options, silent }: Check) {
  return { code, name, area, severity, title, why, fix, reads, alsoReads, options, silent };
}

// One line that is written over, and only for a person who watches.
function progressLine(err: Stream): { show: (progress: Progress) => void; clear: () => void } {
  if (!err.isTTY) return { show: () => {}, clear: () => {} };
  return {
    show: ({ done, of, objects }) => {
      err.write(`\r\u001b[KReading the cluster: ${done} of ${of} kinds, ${count(objects, 'object')}`);
    },
    clear: () => {
      err.write('\r\u001b[K');
    },
  };
}
