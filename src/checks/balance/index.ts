import type { Check } from '../../engine/check.ts';
import { lbCircuitBreakerLow } from './lb-circuit-breaker-low.ts';
import { lbCookieNoTtl } from './lb-cookie-no-ttl.ts';
import { lbEndpointAmbiguousPort } from './lb-endpoint-ambiguous-port.ts';
import { lbEndpointFqdn } from './lb-endpoint-fqdn.ts';
import { lbEndpointsMissingObject } from './lb-endpoints-missing-object.ts';
import { lbEndpointsTruncated } from './lb-endpoints-truncated.ts';
import { lbGrpcPinned } from './lb-grpc-pinned.ts';
import { lbHealthChecksIneffective } from './lb-health-checks-ineffective.ts';
import { lbMixedVersions } from './lb-mixed-versions.ts';
import { lbModuleIneffective } from './lb-module-ineffective.ts';
import { lbNeedsEndpointResolver } from './lb-needs-endpoint-resolver.ts';
import { lbPolicyInvalid } from './lb-policy-invalid.ts';
import { lbRetryTimeout } from './lb-retry-timeout.ts';
import { lbServiceBroken } from './lb-service-broken.ts';
import { lbSourceIpNat } from './lb-source-ip-nat.ts';
import { weightAllZero } from './weight-all-zero.ts';
import { weightOver100 } from './weight-over-100.ts';
import { weightSingleIgnored } from './weight-single-ignored.ts';
import { weightStarved } from './weight-starved.ts';
import { weightTcpSkew } from './weight-tcp-skew.ts';
import { weightUnder100 } from './weight-under-100.ts';
import { weightVsReplicas } from './weight-vs-replicas.ts';

/** The checks of balance, in the order of their codes. */
export const balanceChecks: readonly Check[] = [
  lbServiceBroken,
  weightOver100,
  weightUnder100,
  weightAllZero,
  weightStarved,
  weightSingleIgnored,
  weightTcpSkew,
  weightVsReplicas,
  lbPolicyInvalid,
  lbNeedsEndpointResolver,
  lbModuleIneffective,
  lbCookieNoTtl,
  lbSourceIpNat,
  lbGrpcPinned,
  lbEndpointFqdn,
  lbEndpointAmbiguousPort,
  lbEndpointsMissingObject,
  lbEndpointsTruncated,
  lbCircuitBreakerLow,
  lbRetryTimeout,
  lbHealthChecksIneffective,
  lbMixedVersions,
];
