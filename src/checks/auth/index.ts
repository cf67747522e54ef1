import type { Check } from '../../engine/check.ts';

/** The checks of auth, in the order of their codes. */
export const authChecks: readonly Check[] = [];
