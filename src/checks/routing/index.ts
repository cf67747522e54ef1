import type { Check } from '../../engine/check.ts';
import { routeCaseTwin } from './route-case-twin.ts';
import { routeDetour } from './route-detour.ts';
import { routeDoubleWildcard } from './route-double-wildcard.ts';
import { routeDuplicateHost } from './route-duplicate-host.ts';
import { routeGatewayApiIgnored } from './route-gateway-api-ignored.ts';
import { routeGatewayLoop } from './route-gateway-loop.ts';
import { routeHostUnlistened } from './route-host-unlistened.ts';
import { routeHostnameCase } from './route-hostname-case.ts';
import { routeHostnameMissing } from './route-hostname-missing.ts';
import { routeHostnamePort } from './route-hostname-port.ts';
import { routeHttpsRedirectLoop } from './route-https-redirect-loop.ts';
import { routeIngressIgnored } from './route-ingress-ignored.ts';
import { routeLeadsNowhere } from './route-leads-nowhere.ts';
import { routeListenerDuplicate } from './route-listener-duplicate.ts';
import { routeListenerNoHosts } from './route-listener-no-hosts.ts';
import { routeListenerNotExposed } from './route-listener-not-exposed.ts';
import { routeListenerProxyMismatch } from './route-listener-proxy-mismatch.ts';
import { routeNoHostMatch } from './route-no-host-match.ts';
import { routeNoListener } from './route-no-listener.ts';
import { routeNrInLogs } from './route-nr-in-logs.ts';
import { routePrefixBleed } from './route-prefix-bleed.ts';
import { routeRedirectFlagMissing } from './route-redirect-flag-missing.ts';
import { routeRedirectLoop } from './route-redirect-loop.ts';
import { routeRedirectToNowhere } from './route-redirect-to-nowhere.ts';
import { routeRedirectUnattached } from './route-redirect-unattached.ts';
import { routeRegexDefaultRewrite } from './route-regex-default-rewrite.ts';
import { routeRegexOrder } from './route-regex-order.ts';
import { routeRewriteDoubleSlash } from './route-rewrite-double-slash.ts';
import { routeRootSwallow } from './route-root-swallow.ts';
import { routeSelectorMismatch } from './route-selector-mismatch.ts';
import { routeSelectorNotMatchlabels } from './route-selector-not-matchlabels.ts';
import { routeServicePortNoListener } from './route-service-port-no-listener.ts';
import { routeShadowed } from './route-shadowed.ts';
import { routeTcpmappingConflict } from './route-tcpmapping-conflict.ts';
import { routeTrailingSlash } from './route-trailing-slash.ts';

/** The checks of routing, in the order of their codes. */
export const routingChecks: readonly Check[] = [
  routeNoHostMatch,
  routeHostnameMissing,
  routeSelectorMismatch,
  routeSelectorNotMatchlabels,
  routeHostnameCase,
  routeHostnamePort,
  routeDoubleWildcard,
  routeNoListener,
  routeHostUnlistened,
  routeListenerNoHosts,
  routeListenerNotExposed,
  routeServicePortNoListener,
  routeListenerDuplicate,
  routeListenerProxyMismatch,
  routeShadowed,
  routeRootSwallow,
  routeRegexOrder,
  routePrefixBleed,
  routeTrailingSlash,
  routeCaseTwin,
  routeRewriteDoubleSlash,
  routeRegexDefaultRewrite,
  routeRedirectFlagMissing,
  routeRedirectUnattached,
  routeRedirectLoop,
  routeGatewayLoop,
  routeDetour,
  routeHttpsRedirectLoop,
  routeRedirectToNowhere,
  routeDuplicateHost,
  routeTcpmappingConflict,
  routeIngressIgnored,
  routeGatewayApiIgnored,
  routeLeadsNowhere,
  routeNrInLogs,
];
