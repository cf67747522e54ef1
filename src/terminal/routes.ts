import type { RoutesAnswer } from '../commands/answer.ts';
import { type RouteRow, type RoutesBlock, routesWords } from '../commands/routes-words.ts';
import { wrap } from './format.ts';
import type { Screen } from './screen.ts';
import { marked, written } from './sentence.ts';

const WIDEST_MATCH = 44;

/** Route tables as text, Host by Host; what is wrong stands last, right above the prompt. */
export function renderRoutes(answer: RoutesAnswer, screen: Screen): string {
  const { colors, width } = screen;
  const { headline, isWell, warnings, blocks, unreachable, notes } = routesWords(answer);
  const paint = isWell ? colors.green : colors.yellow;
  return [
    ...blocks.map((block) => blockText(block, screen)),
    ...(unreachable.length > 0
      ? [[colors.bold('Not reached'), ...unreachable.map((one) => marked('', one, width, '  '))].join('\n')]
      : []),
    ...(notes.length > 0 ? [notes.map((note) => colors.dim(wrap(written(note), width, ''))).join('\n')] : []),
    ...warnings.map((warning) => colors.yellow(wrap(written(warning), width, ''))),
    paint(wrap(written(headline), width, '')),
  ].join('\n\n');
}

function blockText({ title, rows }: RoutesBlock, screen: Screen): string {
  const { colors, width } = screen;
  const cells = rows.flatMap(cellsOf);
  const widths = [0, 1, 2].map((column) =>
    Math.min(WIDEST_MATCH, Math.max(0, ...cells.map((line) => line.texts[column]?.length ?? 0))),
  );
  const lines = cells.map(({ texts, isDown }) => {
    const padded = texts
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .filter((_, column) => widths[column] !== 0);
    const line = `  ${padded.join('  ')}`.trimEnd();
    return isDown ? colors.red(line) : line;
  });
  const nothing = rows.length === 0 ? [colors.dim('  no routes')] : [];
  return [colors.bold(wrap(written(title), width, '  ', '')), ...lines, ...nothing].join('\n');
}

interface Cells {
  readonly texts: readonly string[];
  readonly isDown: boolean;
}

/** One line a target; the route stands on the first. */
function cellsOf({ match, targets }: RouteRow): readonly Cells[] {
  const [first, ...others] = targets.map(({ mapping, share, to, health, isDown }) => ({
    rest: [written(mapping), written(share), `→ ${[written(to), written(health)].filter(Boolean).join(': ')}`],
    isDown,
  }));
  if (!first) return [{ texts: [written(match), 'only copies are sent'], isDown: false }];
  return [
    { texts: [written(match), ...first.rest], isDown: first.isDown },
    ...others.map(({ rest, isDown }) => ({ texts: ['', ...rest], isDown })),
  ];
}
