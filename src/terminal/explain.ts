import { AREAS, type Check } from '../engine/check.ts';
import { inGeneral } from '../engine/text.ts';
import { terminalFormat, wrap } from './format.ts';
import type { Screen } from './screen.ts';

/** A check, explained: what, why, fix, what it leaves alone, and its example. */
export function renderExplanation(check: Check, { width, colors }: Screen): string {
  const paragraph = (text: string) => wrap(terminalFormat.prose(text), width, '');
  const options = Object.entries(check.options ?? {}).map(([name, value]) => `${name} = ${value}`);
  const reads = [...check.reads, ...(check.alsoReads ?? [])];
  const part = (title: string, text: string) => `${colors.bold(title)}\n${text}`;
  return [
    `${colors.bold(`${check.code} ${check.name}`)}  ${check.severity}, ${check.area}\n${paragraph(`${check.title}.`)}`,
    part('Why it matters', paragraph(inGeneral(check, 'why'))),
    part('How to fix it', paragraph(inGeneral(check, 'fix'))),
    ...(check.silent?.length
      ? [part('Not reported', check.silent.map((text) => wrap(text, width, '  ', '- ')).join('\n'))]
      : []),
    ...(options.length > 0 ? [part('Thresholds', options.join('\n'))] : []),
    part('Reads', reads.join(', ')),
    part('Example: reported', check.example.bad.trim()),
    part('Example: correct', check.example.good.trim()),
  ].join('\n\n');
}

/** Every check, one a line, by area. */
export function renderChecks(checks: readonly Check[], { colors }: Screen): string {
  const widest = Math.max(...checks.map(({ name }) => name.length));
  return AREAS.map((area) => {
    const lines = checks
      .filter((check) => check.area === area)
      .map(({ code, name, severity, title }) => `  ${code}  ${name.padEnd(widest)}  ${severity.padEnd(8)}  ${title}`);
    return lines.length > 0 ? [colors.bold(area), ...lines].join('\n') : undefined;
  })
    .filter((block) => block !== undefined)
    .join('\n\n');
}
