import type { Check } from '../../engine/check.ts';

/** The checks of tls, in the order of their codes. */
export const tlsChecks: readonly Check[] = [];
