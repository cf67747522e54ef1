import type { Part } from './compared.ts';

/** Where our answer is not yet Emissary's, and why. A case that gets right has to leave this list. */
export const knownDifferences: Readonly<Record<string, { readonly parts: readonly Part[]; readonly why: string }>> = {};

/** Requests whose answer we do not give, and why. */
export const knownRequests: Readonly<Record<string, string>> = {};
