import type { Check } from '../../engine/check.ts';

/** The checks of balance, in the order of their codes. */
export const balanceChecks: readonly Check[] = [];
