import type { ExplainAnswer } from '../commands/answer.ts';
import { AREAS, type Check } from '../engine/check.ts';
import { type CheckSettings, describeOption, isOff, optionsInForce } from '../engine/settings.ts';
import { inGeneral } from '../engine/text.ts';
import { terminalFormat, wrap } from './format.ts';
import type { Screen } from './screen.ts';

/** A check, explained: what, why, fix, what it leaves alone, and its example. */
export function renderExplanation({ check, options, isOff: off }: ExplainAnswer, { width, colors }: Screen): string {
  const paragraph = (text: string) => wrap(terminalFormat.prose(text), width, '');
  const reads = [...check.reads, ...(check.alsoReads ?? [])];
  const part = (title: string, text: string) => `${colors.bold(title)}\n${text}`;
  return [
    `${colors.bold(`${check.code} ${check.name}`)}  ${check.severity}, ${check.area}\n${paragraph(`${check.title}.`)}`,
    ...(off ? [paragraph('It is turned off in the settings, so nothing is looked at.')] : []),
    part('Why it matters', paragraph(inGeneral(check, 'why'))),
    part('How to fix it', paragraph(inGeneral(check, 'fix'))),
    ...(check.silent?.length
      ? [part('Not reported', check.silent.map((text) => wrap(text, width, '  ', '- ')).join('\n'))]
      : []),
    ...(options.length > 0 ? [part('Thresholds', options.map(describeOption).join('\n'))] : []),
    part('Reads', reads.join(', ')),
    part('Example: reported', check.example.bad.trim()),
    part('Example: correct', check.example.good.trim()),
  ].join('\n\n');
}

/** Every check, one a line, by area, with the options it runs with. */
export function renderChecks(checks: readonly Check[], settings: CheckSettings, { width, colors }: Screen): string {
  const widest = Math.max(...checks.map(({ name }) => name.length));
  return AREAS.map((area) => {
    const lines = checks
      .filter((check) => check.area === area)
      .flatMap((check) => {
        const { code, name, severity, title } = check;
        const off = isOff(check, settings) ? colors.yellow(' (off)') : '';
        const options = optionsInForce(check, settings).map(describeOption).join(', ');
        return [
          `  ${code}  ${name.padEnd(widest)}  ${severity.padEnd(8)}  ${title}${off}`,
          ...(options ? [colors.dim(wrap(options, width, '          '))] : []),
        ];
      });
    return lines.length > 0 ? [colors.bold(area), ...lines].join('\n') : undefined;
  })
    .filter((block) => block !== undefined)
    .join('\n\n');
}
