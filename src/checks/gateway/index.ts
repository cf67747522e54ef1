import type { Check } from '../../engine/check.ts';

/** The checks of gateway, in the order of their codes. */
export const gatewayChecks: readonly Check[] = [];
