import type { CheckRequest } from '../../commands/answer.ts';
import { refusedAsOff } from '../../commands/check.ts';
import { takeCluster } from '../../commands/cluster-option.ts';
import { explain } from '../../commands/explain.ts';
import { type Line, parseLine } from '../../commands/line.ts';
import { AREAS } from '../../engine/check.ts';
import { selectChecks } from '../../engine/select.ts';
import type { Post } from '../blocks.ts';
import { type Clusters, unknownCluster } from '../clusters.ts';
import type { Look } from '../look.ts';
import { renderUnknownCluster } from '../render/clusters.ts';
import { renderExplanation } from '../render/explain.ts';
import { renderHelp } from '../render/help.ts';
import { renderRefusal } from '../render/notices.ts';
import type { Surface } from '../surface.ts';

/** What a typed line asks for. */
export type Asked =
  | { readonly kind: 'check'; readonly request: CheckRequest }
  | Remembered
  | { readonly kind: 'simulate' }
  | Look
  /** Answered already: nothing has to be read for it. */
  | { readonly kind: 'answered'; readonly post: Post /** It is no command. */; readonly isUnknown?: boolean };

/** What memory answers, without reading the cluster. */
export type Remembered = Extract<
  Line,
  { kind: 'status' | 'silenced' | 'open' | 'acks' | 'history' | 'cluster' | 'audit' }
>;

/** What a line asks for, and of which cluster. */
export interface Understood {
  readonly asked: Asked;
  readonly surface: Surface;
}

/**
 * Understands a line of a channel. Pure and quick, so that it can be done before Slack is told that the line arrived.
 */
export function understand(typed: string, channel: string, clusters: Clusters): Understood {
  const { line, cluster } = takeCluster(typed);
  const surface = cluster === undefined ? clusters.in(channel) : clusters.named(cluster);
  if (surface) return { surface, asked: askedOf(line, surface) };
  const post = renderUnknownCluster(unknownCluster(cluster ?? '', clusters));
  return { surface: clusters.in(channel), asked: { kind: 'answered', post } };
}

function askedOf(line: string, { tools, docsUrl, bot }: Surface): Asked {
  const { checks, clusterName } = tools;
  const known = [...AREAS, ...checks.flatMap(({ code, name }) => [code.toLowerCase(), name])];
  const answered = (post: Post): Asked => ({ kind: 'answered', post });
  const parsed = parseLine(line);
  switch (parsed.kind) {
    case 'check': {
      const selection = selectChecks(checks, parsed.request.words);
      if (selection.kind === 'unknown') {
        return answered(renderRefusal({ ...selection, kind: 'unknown-word' }, line, known));
      }
      const off = refusedAsOff(selection.checks, parsed.request, tools);
      return off ? answered(renderRefusal(off, line, known)) : parsed;
    }
    case 'status':
    case 'silenced':
    case 'open':
    case 'acks':
    case 'history':
    case 'cluster':
    case 'audit':
    case 'simulate':
    case 'routes':
    case 'trace':
      return parsed;
    case 'explain': {
      const answer = explain(parsed.word, tools);
      return answered(
        answer.kind === 'explanation' ? renderExplanation(answer, docsUrl) : renderRefusal(answer, line, known),
      );
    }
    case 'help':
      return answered(renderHelp(clusterName, bot.name));
    default:
      return { kind: 'answered', post: renderRefusal(parsed, line, known), isUnknown: true };
  }
}

/** A line as it was typed: Slack sends `&` as an entity, and links and mentions in its own form. */
export function typedLine(text: string): string {
  return text
    .replace(/<@([UW][A-Z0-9]+)\|[^>]*>/g, '<@$1>')
    .replace(/<[@#!][^>|]*\|([^>]*)>/g, '$1')
    .replace(/<(?![@#!])[^>|]*\|([^>]*)>/g, '$1')
    .replace(/<((?![@#!])[^>|]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
