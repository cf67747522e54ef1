import type { Check } from '../../engine/check.ts';
import { routeDetour } from './route-detour.ts';
import { routeGatewayLoop } from './route-gateway-loop.ts';
import { routeRedirectLoop } from './route-redirect-loop.ts';

/** The checks of routing, in the order of their codes. */
export const routingChecks: readonly Check[] = [routeRedirectLoop, routeGatewayLoop, routeDetour];
