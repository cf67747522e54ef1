import type { SimulateSeen } from '../commands/simulate.ts';
import { simulateWords } from '../commands/simulate-words.ts';
import type { Finding } from '../engine/finding.ts';
import { objectName, sentences } from '../engine/text.ts';
import { printable, terminalFormat, wrap } from './format.ts';
import type { Screen } from './screen.ts';
import { marked, written } from './sentence.ts';

const INDENT = ' '.repeat(10);
const SHOWN_LEFT = 5;

/** What a change would do, as text: the verdict last, so that it stands above the prompt. */
export function renderSimulation(seen: SimulateSeen, screen: Screen): string {
  const { colors, width } = screen;
  const { headline, laid, moves, notes } = simulateWords(seen);
  const block = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? [[colors.bold(title), ...lines].join('\n')] : [];
  const left = seen.left.slice(0, SHOWN_LEFT).map((finding) => brief(finding, screen));
  const more = seen.left.length - left.length;
  const paint = seen.introduced.length > 0 ? colors.red : colors.green;
  return [
    ...block(
      'The change',
      laid.map((one) => marked('  ', one, width)),
    ),
    ...block('It leaves', [...left, ...(more > 0 ? [`  and ${more} more: attache check`] : [])]),
    ...block(
      'It does away with',
      seen.fixed.map((finding) => brief(finding, screen)),
    ),
    ...block(
      'It brings',
      seen.introduced.map((finding) => full(finding, screen)),
    ),
    ...block(
      'Requests that go elsewhere',
      moves.map((one) => marked('  ', one, width)),
    ),
    ...notes.map((note) => colors.yellow(wrap(written(note), width, '  ', ''))),
    paint(wrap(written(headline), width, '')),
  ].join('\n\n');
}

function brief({ severity, code, name, on }: Finding, { colors }: Screen): string {
  return `  ${severity.padEnd(8)}${colors.bold(`${code} ${name}`)}  ${printable(objectName(on))}`;
}

function full(finding: Finding, screen: Screen): string {
  const { message, fix } = sentences(finding, terminalFormat);
  const paragraph = (text: string) => wrap(text, screen.width, INDENT);
  return [brief(finding, screen), paragraph(message), paragraph(`Fix: ${fix}`)].join('\n');
}
