import type { TraceAnswer } from '../commands/answer.ts';
import type { Sentence } from '../commands/sentence.ts';
import { type Step, traceWords } from '../commands/trace-words.ts';
import type { Verdict } from '../commands/verdict.ts';
import { fill, objectName } from '../engine/text.ts';
import { printable, terminalFormat, wrap } from './format.ts';
import type { Screen } from './screen.ts';
import { marked, written } from './sentence.ts';

const SHOWN_FINDINGS = 5;

/** A trace as text: the verdict first, then the way, then what is wrong on it. */
export function renderTrace(answer: TraceAnswer, screen: Screen): string {
  const { colors, width } = screen;
  const { verdict, headline, warnings, nearest, hops, notes } = traceWords(answer);
  const blocks = [
    paintOf(verdict.kind, screen)(wrap(written(headline), width, '')),
    ...(warnings.length > 0 ? [lines(warnings.map((one) => colors.yellow(wrap(written(one), width, ''))))] : []),
    ...(nearest.length > 0 ? [lines(nearest.map((step) => stepText('', step, width)))] : []),
    ...hops.map(({ title, steps }) =>
      lines([
        ...(title ? [colors.bold(written(title))] : []),
        ...steps.map((step, index) => stepText(`${index + 1} `, step, width)),
      ]),
    ),
    ...findings(answer, screen),
    ...(notes.length > 0 ? [lines(notes.map((note) => quiet(note, screen)))] : []),
  ];
  return blocks.filter(Boolean).join('\n\n');
}

function lines(all: readonly string[]): string {
  return all.join('\n');
}

function stepText(mark: string, { line, more }: Step, width: number): string {
  const below = more.map((one) => marked('', one, width, ' '.repeat(mark.length + 2)));
  return lines([marked(mark, line, width), ...below]);
}

function findings({ seen }: TraceAnswer, { colors, width }: Screen): readonly string[] {
  const all = seen.findings;
  if (all.length === 0) return [];
  const shown = all
    .slice(0, SHOWN_FINDINGS)
    .map(({ severity, code, on, message, data }) =>
      lines([
        `${severity.padEnd(8)}  ${code}  ${printable(objectName(on))}`,
        wrap(fill(message, data, terminalFormat), width, '          '),
      ]),
    );
  const more = all.length - shown.length;
  return [lines([colors.bold('Found on its way'), ...shown, ...(more > 0 ? [`and ${more} more: attache check`] : [])])];
}

function paintOf(kind: Verdict['kind'], { colors }: Screen): (text: string) => string {
  if (kind === 'served' || kind === 'elsewhere') return colors.green;
  return kind === 'partly' ? colors.yellow : colors.red;
}

function quiet(note: Sentence, { colors, width }: Screen): string {
  return colors.dim(wrap(written(note), width, ''));
}
