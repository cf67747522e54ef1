import type { CheckRequest } from '../../commands/answer.ts';
import { refusedAsOff } from '../../commands/check.ts';
import { explain } from '../../commands/explain.ts';
import { parseLine } from '../../commands/line.ts';
import { silenced } from '../../commands/silenced.ts';
import { status } from '../../commands/status.ts';
import { AREAS } from '../../engine/check.ts';
import { selectChecks } from '../../engine/select.ts';
import type { Post } from '../blocks.ts';
import type { Look } from '../look.ts';
import { renderExplanation } from '../render/explain.ts';
import { renderHelp } from '../render/help.ts';
import { renderRefusal } from '../render/notices.ts';
import { renderSilenced } from '../render/silenced.ts';
import { renderStatus } from '../render/status.ts';
import type { Surface } from '../surface.ts';

/** What a typed line asks for. */
export type Asked =
  | { readonly kind: 'check'; readonly request: CheckRequest }
  | { readonly kind: 'status' | 'silenced' }
  | { readonly kind: 'simulate' }
  | Look
  /** Answered already: nothing has to be read for it. */
  | { readonly kind: 'answered'; readonly post: Post /** It is no command. */; readonly isUnknown?: boolean };

/** Understands a line. Pure and quick, so that it can be done before Slack is told that the line arrived. */
export function understand(line: string, { tools, docsUrl, bot }: Surface): Asked {
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

/** How things stand, from memory. */
export async function standingPost(kind: 'status' | 'silenced', { tools, digests }: Surface): Promise<Post> {
  if (kind === 'silenced') return renderSilenced(await silenced(tools));
  return renderStatus(await status(tools, digests()), tools.now());
}

/** A line as it was typed: Slack sends `&` as an entity, and links and mentions in its own form. */
export function typedLine(text: string): string {
  return text
    .replace(/<[@#!][^>|]*\|([^>]*)>/g, '$1')
    .replace(/<(?![@#!])[^>|]*\|([^>]*)>/g, '$1')
    .replace(/<((?![@#!])[^>|]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
