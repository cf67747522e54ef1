import type { ContainerLog } from '../../cluster/observed.ts';
import { withoutSecrets } from '../redact.ts';
import type { Place } from './answer.ts';

/** Lines that are kept of each container's log. */
export const LOG_LINES = 2000;
const LONGEST_LINE = 4000;
/**
 * The query of a request: access logs hold tokens there. A question mark behind a bracket or a star is one of a regular
 * expression, which Emissary quotes.
 */
const QUERY = /(?<=[^\s"'?()[\]*+\\])\?(?:\\.|[^\s"\\])+/g;

/** The last lines of a log, without secrets. Never throws. `readAt` is when a running container was asked. */
export function containerLogOf(
  text: string,
  container: string,
  { namespace, name }: Place,
  readAt?: Date,
): ContainerLog {
  // As a whole: a key stands in many lines.
  const lines = withoutKeyEnds(withoutSecrets(text).split('\n'))
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-LOG_LINES)
    .map((line) => line.slice(0, LONGEST_LINE).replace(QUERY, '?'));
  const time = readAt && { readAt: readAt.toISOString() };
  return { kind: 'ContainerLog', metadata: { namespace, name }, container, lines, ...time };
}

/** Takes out what is left of a PEM block whose beginning was cut off. */
function withoutKeyEnds(lines: string[]): string[] {
  lines.forEach((line, end) => {
    if (!line.startsWith('-----END ')) return;
    for (let i = end; i >= 0 && (i === end || /^[\w+/=]+\s*$/.test(lines[i] ?? '')); i--) lines[i] = '';
  });
  return lines;
}
