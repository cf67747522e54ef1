import type { Check } from '../../engine/check.ts';

/** The checks of routing, in the order of their codes. */
export const routingChecks: readonly Check[] = [];
