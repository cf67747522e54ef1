import type { Check } from '../engine/check.ts';
import { authChecks } from './auth/index.ts';
import { balanceChecks } from './balance/index.ts';
import { gatewayChecks } from './gateway/index.ts';
import { mappingsChecks } from './mappings/index.ts';
import { metricsChecks } from './metrics/index.ts';
import { routingChecks } from './routing/index.ts';
import { tlsChecks } from './tls/index.ts';

/** Every check, by area and code. */
export const checks: readonly Check[] = [
  ...mappingsChecks,
  ...tlsChecks,
  ...routingChecks,
  ...authChecks,
  ...balanceChecks,
  ...metricsChecks,
  ...gatewayChecks,
];
