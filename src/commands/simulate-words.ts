import type { Move, MoveReason, Share } from '../cluster/moves.ts';
import { words } from '../engine/check.ts';
import { count } from '../engine/text.ts';
import { join, percent, type Sentence, say } from './sentence.ts';
import type { SimulateSeen } from './simulate.ts';

/** What a simulated change would do, in sentences; findings are for the surface to write. */
export interface SimulateWords {
  readonly headline: Sentence;
  /** What is laid over what is there. */
  readonly laid: readonly Sentence[];
  readonly moves: readonly Sentence[];
  /** What could not be understood, and what could not be read. */
  readonly notes: readonly Sentence[];
}

const MOST_OBJECTS = 10;

/** Puts what a change would do into sentences. */
export function simulateWords(seen: SimulateSeen): SimulateWords {
  const { laid, moves, moved, problems, gaps } = seen;
  const shown = laid
    .slice(0, MOST_OBJECTS)
    .map(({ object, kind }) => say`${words(kind === 'added' ? 'new' : 'changed')}: ${object}`);
  const unread = [...new Set(gaps.map(({ kind }) => kind))];
  return {
    headline: headlineOf(seen),
    laid: laid.length > shown.length ? [...shown, say`${words(`and ${laid.length - shown.length} more`)}`] : shown,
    moves: [
      ...moves.map(moveSentence),
      ...(moved > moves.length ? [say`${words(`and ${moved - moves.length} more`)}`] : []),
    ],
    notes: [
      ...problems.map(({ where, message }) => say`${where}: ${words(message)}.`),
      ...(unread.length > 0 ? [say`Could not be read, so nothing is said of it: ${unread}.`] : []),
    ],
  };
}

function headlineOf({ clusterName, introduced, fixed, moved, laid }: SimulateSeen): Sentence {
  if (laid.length === 0) return say`The change holds no object that concerns the gateway of ${clusterName}.`;
  const parts = [
    introduced.length > 0 ? `brings ${count(introduced.length, 'finding')}` : 'brings no new finding',
    ...(fixed.length > 0 ? [`does away with ${fixed.length}`] : []),
    moved > 0 ? `moves requests of ${count(moved, 'route')}` : 'moves no request',
  ];
  return say`In ${clusterName} this change ${words(parts.join(', '))}.`;
}

/** `https://shop.test/api/: Mapping shop/new takes it from Mapping shop/old: precedence 10 > 0` */
function moveSentence({ request, before, after, reason }: Move): Sentence {
  const { tls, host, path, method } = request;
  const address = `${method === 'GET' ? '' : `${method} `}${tls ? 'https' : 'http'}://${host}${path}`;
  return say`${address}: ${sharesSentence(before)} → ${sharesSentence(after)} ${words(`(${reasonText(reason)})`)}`;
}

function sharesSentence(shares: readonly Share[]): Sentence {
  const isWhole = shares.length === 1;
  return join(
    shares.map(({ mapping, share }) => {
      const who = mapping ? say`${mapping}` : say`nobody`;
      return isWhole ? who : say`${percent(share)} ${who}`;
    }),
    ', ',
  );
}

function reasonText(reason: MoveReason): string {
  switch (reason.kind) {
    case 'new':
      return 'nothing served it before';
    case 'gone':
      return 'answered with 404 from then on';
    case 'shares':
      return 'other shares, or another place';
    case 'host':
      return 'another Host or order';
    case 'precedence':
      return `precedence ${reason.now} ${reason.now > reason.before ? '>' : '<'} ${reason.before}`;
    case 'longer-prefix':
      return `${reason.now} is longer than ${reason.before}`;
    case 'more-conditions':
      return 'it asks for more conditions';
  }
}
