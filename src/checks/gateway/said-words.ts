import type { Said } from '../../cluster/emissary-said.ts';
import { type Draft, words } from '../../engine/check.ts';
import { allLogs, edit } from '../../engine/kubectl.ts';
import { line, quoted } from './log-words.ts';

/** What findings about messages of Emissary hold. */
export type SaidDraft = Draft<'object' | 'text' | 'more' | 'meaning' | 'advice'>;

/** One finding for each object that Emissary complains of, and for each kind of message about the whole gateway. */
export function draftsOf(said: readonly Said[]): readonly SaidDraft[] {
  const groups = Map.groupBy(said, ({ about, gateway, message }) =>
    about ? keyOf(about) : `${keyOf(gateway)} ${message?.id}`,
  );
  return [...groups.values()].flatMap((same): readonly SaidDraft[] => {
    const [first, ...others] = same.toSorted((a, b) => Number(a.isHarmless) - Number(b.isHarmless));
    if (!first) return [];
    const { about, gateway, text, message, at } = first;
    const codes = message?.codes.filter((code) => !OWN.has(code)) ?? [];
    const explain = codes.length > 0 ? `; attache explain ${codes[0]} has more` : '';
    const object = about ?? gateway;
    return [
      {
        on: object,
        ...(!about && { key: message?.id ?? 'other' }),
        severity: first.isHarmless ? 'info' : 'warning',
        data: {
          object,
          text: quoted(text),
          more: words(others.length > 0 ? ` and ${others.length} more` : ''),
          meaning: words(message?.meaning ?? 'Emissary does not do what this object says, or not all of it.'),
          advice: words(`Correct what it names${explain}.`),
        },
        evidence: [{ at: at.pod, path: at.path, value: line(at.value) }],
        related: [...(about ? [gateway] : []), at.pod],
        command: about ? edit(about) : allLogs(at.pod),
      },
    ];
  });
}

const OWN: ReadonlySet<string> = new Set(['GWY005', 'GWY010']);

function keyOf(object: Said['gateway']): string {
  const { namespace, name } = 'metadata' in object ? object.metadata : object;
  return `${object.kind} ${namespace}/${name}`;
}
