import type { Check } from '../../engine/check.ts';

/** The checks of mappings, in the order of their codes. */
export const mappingsChecks: readonly Check[] = [];
