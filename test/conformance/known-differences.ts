import type { Part } from './compared.ts';

/** Where our answer is not yet Emissary's, and why. A case that gets right has to leave this list. */
export const knownDifferences: Readonly<Record<string, { readonly parts: readonly Part[]; readonly why: string }>> = {
  '88-annotation-on-services': {
    parts: ['groups', 'errors'],
    why: 'sources leave out an annotated object that is written with metadata and spec, and objects of unknown groups',
  },
};
