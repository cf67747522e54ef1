import type { Gap } from '../cluster/cluster.ts';
import { isObserved } from '../cluster/kinds.ts';
import { isUntried, OBSERVED } from '../cluster/observed.ts';
import type { ReportAnswer } from '../commands/answer.ts';
import { SEVERITIES, type Severity } from '../engine/check.ts';
import type { Finding } from '../engine/finding.ts';
import { rootsOf } from '../engine/fold.ts';
import type { Report } from '../engine/run.ts';
import { type SilencedFinding, silencedRoots } from '../engine/silence.ts';
import { count, objectName, sentences, write } from '../engine/text.ts';
import { printable, terminalFormat, wrap } from './format.ts';
import type { Screen } from './screen.ts';

const INDENT = ' '.repeat(10);
const SHOWN_RELATED = 5;
const SHOWN_EXPLAINED = 5;
const SHOWN_PROBLEMS = 10;
const MOST_INFOS = 3;

/** A report as text: one finding a block, the worst last, so that they stand right above the prompt. */
export function renderReport(
  { report, took }: ReportAnswer,
  screen: Screen,
  { silenced = false }: { /** List what is silenced too. */ readonly silenced?: boolean } = {},
): string {
  const { roots, symptoms } = rootsOf(report.findings);
  const { shown, hidden } = withoutCrowds(roots);
  const explainedBy = ({ fingerprint }: Finding) => symptoms.get(fingerprint) ?? [];
  const findings = shown.toReversed().map((finding) => renderFinding(finding, explainedBy(finding), screen));
  const quiet = silenced ? silencedRoots(report.silenced).map((one) => renderSilenced(one, screen)) : [];
  return [...quiet, ...findings, ...hidden, ...notes(report, screen), summary(report, took, screen)].join('\n\n');
}

/** What is only good to know is shown a few times for each check; who wants all of it asks for that check. */
function withoutCrowds(findings: readonly Finding[]): { shown: readonly Finding[]; hidden: readonly string[] } {
  const infos = findings.filter(({ severity }) => severity === 'info');
  const crowds = [...Map.groupBy(infos, ({ name }) => name)].filter(([, some]) => some.length > MOST_INFOS);
  const left = new Set(crowds.flatMap(([, some]) => some.slice(MOST_INFOS)));
  return {
    shown: findings.filter((finding) => !left.has(finding)),
    hidden: crowds.map(([name, some]) => `${some.length - MOST_INFOS} more of ${name}: attache check ${name} -o json`),
  };
}

function renderFinding(finding: Finding, explained: readonly Finding[], screen: Screen): string {
  const { colors, width } = screen;
  const { message, why, fix } = sentences(finding, terminalFormat);
  const paragraph = (text: string) => wrap(text, width, INDENT);
  const head = `${paint(finding.severity, screen)(finding.severity.padEnd(INDENT.length))}${colors.bold(
    `${finding.code} ${finding.name}`,
  )}  ${printable(objectName(finding.on))}`;
  const evidence = finding.evidence.map(({ at, path, value }) => {
    const shown = value === undefined ? 'is not set' : `= ${write(value, terminalFormat)}`;
    return colors.dim(paragraph(`${printable(objectName(at))}  ${printable(path)} ${shown}`));
  });
  const related = finding.related.slice(0, SHOWN_RELATED).map((ref) => printable(objectName(ref)));
  const more = finding.related.length - related.length;
  const also = [...related, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return [
    head,
    paragraph(message),
    ...evidence,
    paragraph(`Why: ${why}`),
    paragraph(`Fix: ${fix}`),
    ...(finding.command ?? '')
      .split('\n')
      .filter(Boolean)
      .map((line) => `${INDENT}  ${colors.cyan(printable(line))}`),
    ...(also ? [colors.dim(paragraph(`Also affected: ${also}`))] : []),
    ...(explained.length > 0 ? [colors.dim(paragraph(`Explains: ${named(explained)}`))] : []),
    colors.dim(`${INDENT}attache explain ${finding.code}`),
  ].join('\n');
}

/** The findings that another one explains, in one line: `RTE034 on Mapping shop/cart, and 3 more: attache check RTE034`. */
function named(explained: readonly Finding[]): string {
  const shown = explained.slice(0, SHOWN_EXPLAINED).map(({ code, on }) => `${code} on ${printable(objectName(on))}`);
  const more = explained.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more: attache check -o json`] : [])].join(', ');
}

/** A silenced finding: what it says, why it is silenced, and where that is written. */
function renderSilenced({ finding, by }: SilencedFinding, screen: Screen): string {
  const { colors, width } = screen;
  const paragraph = (text: string) => wrap(text, width, INDENT);
  const head = `${'silenced'.padEnd(INDENT.length)}${finding.code} ${finding.name}  ${printable(objectName(finding.on))}`;
  return colors.dim(
    [
      head,
      paragraph(sentences(finding, terminalFormat).message),
      paragraph(`Reason: ${printable(by.reason)}${by.until === undefined ? '' : `, until ${by.until}`}`),
      paragraph(`${printable(objectName(by.on))}  ${printable(by.annotation)}`),
    ].join('\n'),
  );
}

function notes(report: Report, screen: Screen): string[] {
  const { colors, width } = screen;
  const unread = describeGaps(report.gaps.filter(({ reason }) => !isUntried(reason)));
  const untried = describeGaps(report.gaps.filter(({ reason }) => isUntried(reason)));
  const failed = report.skipped.filter(({ reason }) => reason.startsWith('the check failed'));
  const problems = report.problems.slice(0, SHOWN_PROBLEMS);
  const more = report.problems.length - problems.length;
  return [
    ...(unread ? [colors.yellow(wrap(`Could not be read: ${unread}.`, width, '  ', ''))] : []),
    ...(untried ? [colors.dim(wrap(`Not asked for: ${untried}.`, width, '  ', ''))] : []),
    ...failed.map(({ code, reason }) => colors.yellow(`${code}: ${printable(reason)}`)),
    ...(problems.length > 0
      ? [
          [
            colors.yellow(`${count(report.problems.length, 'part')} of the input could not be used:`),
            ...problems.map(({ where, message }) =>
              wrap(`${printable(where)}: ${printable(message)}`, width, '    ', '  '),
            ),
            ...(more > 0 ? [`  and ${more} more`] : []),
          ].join('\n'),
        ]
      : []),
  ];
}

/** Kinds that could not be read, the reason once for all that share it: `Pod, Endpoints: not in the input`. */
function describeGaps(gaps: readonly Gap[]): string {
  const byReason = Map.groupBy(gaps, ({ reason }) => reason);
  return [...byReason]
    .map(([reason, some]) => {
      const kinds = some.map(({ kind, namespace }) => {
        const name = isObserved(kind) ? OBSERVED[kind].title : kind;
        return namespace ? `${name} in ${printable(namespace)}` : name;
      });
      return `${[...new Set(kinds)].join(', ')} (${printable(reason)})`;
    })
    .join('; ');
}

function summary(report: Report, took: number, screen: Screen): string {
  const { colors } = screen;
  const name = printable(report.clusterName);
  const tail = colors.dim(`${count(report.ran.length, 'check')}, ${(took / 1000).toFixed(1)} s`);
  const { roots } = rootsOf(report.findings);
  const explained = report.findings.length - roots.length;
  const parts = SEVERITIES.flatMap((severity) => {
    const number = roots.filter((finding) => finding.severity === severity).length;
    if (number === 0) return [];
    const word = severity === 'critical' || severity === 'info' ? `${number} ${severity}` : count(number, severity);
    return [paint(severity, screen)(word)];
  });
  const skipped = report.skipped.length > 0 ? `, ${count(report.skipped.length, 'check')} could not run` : '';
  const off = report.off.length > 0 ? `, ${count(report.off.length, 'check')} turned off` : '';
  const hushed = silencedRoots(report.silenced).length;
  const silenced = hushed > 0 ? `, ${hushed} silenced` : '';
  const behind = explained > 0 ? `, which ${roots.length === 1 ? 'explains' : 'explain'} ${explained} more` : '';
  const verdict = parts.length > 0 ? `${parts.join(', ')}${behind}` : `nothing to report in ${looked(report)}`;
  return `${colors.bold(`${name}:`)} ${verdict}${silenced}${skipped}${off}   ${tail}`;
}

function looked({ looked }: Report): string {
  const seen = [
    count(looked.Mapping ?? 0, 'Mapping'),
    count(looked.Host ?? 0, 'Host'),
    count(looked.Service ?? 0, 'Service'),
    count(looked.Secret ?? 0, 'Secret'),
  ];
  return seen.join(', ');
}

function paint(severity: Severity, { colors }: Screen): (text: string) => string {
  const paints = {
    critical: (text: string) => colors.bold(colors.red(text)),
    error: colors.red,
    warning: colors.yellow,
    info: colors.blue,
  };
  return paints[severity];
}
