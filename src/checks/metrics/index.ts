import type { Check } from '../../engine/check.ts';

/** The checks of metrics, in the order of their codes. */
export const metricsChecks: readonly Check[] = [];
