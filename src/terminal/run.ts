import { stringify } from 'yaml';
import type { Refusal } from '../commands/answer.ts';
import { check } from '../commands/check.ts';
import { explain } from '../commands/explain.ts';
import { routes } from '../commands/routes.ts';
import type { Progress, Reader, Tools } from '../commands/tools.ts';
import { trace } from '../commands/trace.ts';
import { verdictOf } from '../commands/verdict.ts';
import type { Check } from '../engine/check.ts';
import { isAtLeast } from '../engine/compare.ts';
import { type DocsOf, toJson } from '../engine/json.ts';
import { type CheckSettings, isOff, optionsOf } from '../engine/settings.ts';
import { count } from '../engine/text.ts';
import type { Asked, Output } from './arguments.ts';
import { renderChecks, renderExplanation } from './explain.ts';
import { routesJson, simulateJson, traceJson } from './json.ts';
import { renderReport } from './report.ts';
import { renderRoutes } from './routes.ts';
import { type Screen, screenOf } from './screen.ts';
import { renderSimulation } from './simulate.ts';
import { renderTrace } from './trace.ts';

/** 0: all is well; 1: findings at or above the threshold, or nothing serves a traced request; 2: it could not run. */
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
export interface TerminalTools extends Reader {
  readonly checks: readonly Check[];
  readonly settings: CheckSettings;
  readonly clusterName: string;
  readonly now: () => Date;
  /** A check's page; undefined: it has none. */
  readonly docsOf: DocsOf;
  /** The text of a file, or of standard input (`-`). Throws a SourceError. */
  readonly readText: (path: string) => Promise<string>;
}

/** Answers one command in a terminal. */
export async function runInTerminal(asked: Asked, tools: TerminalTools, { out, err }: Streams): Promise<ExitCode> {
  const screen = screenOf(out);
  switch (asked.kind) {
    case 'checks':
      print(
        out,
        asked.output,
        tools.checks.map((check) => checkFacts(check, tools.settings)),
        () => renderChecks(tools.checks, tools.settings, screen),
      );
      return 0;
    case 'explain': {
      const answer = explain(asked.word, tools);
      if (answer.kind !== 'explanation') return refuse(answer, err);
      print(out, asked.output, checkFacts(answer.check, tools.settings), () => renderExplanation(answer, screen));
      return 0;
    }
    case 'check':
      return runCheck(asked, tools, { out, err }, screen);
    case 'routes':
      return runRoutes(asked, tools, { out, err }, screen);
    case 'trace':
      return runTrace(asked, tools, { out, err }, screen);
    case 'simulate':
      return runSimulate(asked, tools, { out, err }, screen);
  }
}

async function runRoutes(
  { host, namespace, output }: Extract<Asked, { kind: 'routes' }>,
  tools: TerminalTools,
  { out, err }: Streams,
  screen: Screen,
): Promise<ExitCode> {
  const progress = progressLine(err);
  const request = { ...(host !== undefined && { host }), ...(namespace !== undefined && { namespace }) };
  const answer = await routes(request, { onProgress: progress.show }, tools).finally(progress.clear);
  if (answer.kind !== 'routes') return refuse(answer, err);
  print(out, output, routesJson(answer), () => renderRoutes(answer, screen));
  return 0;
}

async function runTrace(
  { request, output }: Extract<Asked, { kind: 'trace' }>,
  tools: TerminalTools,
  { out, err }: Streams,
  screen: Screen,
): Promise<ExitCode> {
  const progress = progressLine(err);
  const answer = await trace(request, { onProgress: progress.show }, tools).finally(progress.clear);
  if (answer.kind !== 'trace') return refuse(answer, err);
  print(out, output, traceJson(answer, tools.docsOf), () => renderTrace(answer, screen));
  const { kind } = verdictOf(answer.seen.trace);
  return kind === 'served' || kind === 'partly' || kind === 'elsewhere' ? 0 : 1;
}

async function runSimulate(
  { apply, output, failOn }: Extract<Asked, { kind: 'simulate' }>,
  tools: TerminalTools,
  { out, err }: Streams,
  screen: Screen,
): Promise<ExitCode> {
  const change = { text: await tools.readText(apply), where: apply === '-' ? 'standard input' : apply };
  const progress = progressLine(err);
  const seen = await tools
    .simulate(change, tools.checks, { now: tools.now(), onProgress: progress.show })
    .finally(progress.clear);
  print(out, output, simulateJson(seen, tools.docsOf), () => renderSimulation(seen, screen));
  return seen.introduced.some(({ severity }) => isAtLeast(severity, failOn)) ? 1 : 0;
}

async function runCheck(
  asked: Extract<Asked, { kind: 'check' }>,
  tools: TerminalTools,
  { out, err }: Streams,
  screen: Screen,
): Promise<ExitCode> {
  const { words, namespace, at, output, failOn, silenced } = asked;
  const progress = progressLine(err);
  const commandTools: Tools = tools;
  const answer = await check(
    { words, ...(namespace !== undefined && { namespace }) },
    { by: '', ...(at && { at }), onProgress: progress.show },
    commandTools,
  ).finally(progress.clear);
  if (answer.kind !== 'report') return refuse(answer, err);

  const { report } = answer;
  print(out, output, toJson(report, tools.docsOf), () => renderReport(answer, screen, { silenced }));
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

/** A check as plain data: `options` are the defaults, `inForce` what it runs with. */
function checkFacts(check: Check, settings: CheckSettings) {
  const { code, name, area, severity, title, why, fix, reads, alsoReads, options, silent } = check;
  const inForce = options && optionsOf(check, settings);
  return {
    ...{ code, name, area, severity, title, why, fix, reads, alsoReads },
    ...{ isOff: isOff(check, settings), options, inForce, silent },
  };
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
