import type { Check } from '../../engine/check.ts';
import { authAllowedHeaders } from './auth-allowed-headers.ts';
import { authBodyBoth } from './auth-body-both.ts';
import { authBypassReview } from './auth-bypass-review.ts';
import { authFailOpen } from './auth-fail-open.ts';
import { authForeignId } from './auth-foreign-id.ts';
import { authFreezeConflict } from './auth-freeze-conflict.ts';
import { authInvalidSchema } from './auth-invalid-schema.ts';
import { authMultiple } from './auth-multiple.ts';
import { authPortOrEndpoints } from './auth-port-or-endpoints.ts';
import { authProtocolVersion } from './auth-protocol-version.ts';
import { authServiceMissing } from './auth-service-missing.ts';
import { authTimeout } from './auth-timeout.ts';
import { authUaexBurst } from './auth-uaex-burst.ts';
import { authUnqualifiedNamespace } from './auth-unqualified-namespace.ts';
import { filterReferenceMissing } from './filter-reference-missing.ts';
import { filterpolicyShadowed } from './filterpolicy-shadowed.ts';
import { jwksUnreachable } from './jwks-unreachable.ts';
import { logserviceDriverConfig } from './logservice-driver-config.ts';
import { ratelimitDomain } from './ratelimit-domain.ts';
import { ratelimitMultiple } from './ratelimit-multiple.ts';
import { ratelimitProtocolVersion } from './ratelimit-protocol-version.ts';
import { registryCredBroken } from './registry-cred-broken.ts';
import { registryCredExpired } from './registry-cred-expired.ts';
import { tokenFilterExpiry } from './token-filter-expiry.ts';
import { tokenJwtExpired } from './token-jwt-expired.ts';
import { tokenLifetimeWrong } from './token-lifetime-wrong.ts';
import { tokenNoExp } from './token-no-exp.ts';
import { tokenProjectedShort } from './token-projected-short.ts';
import { tokenSaLegacy } from './token-sa-legacy.ts';
import { tracingMultiple } from './tracing-multiple.ts';

/** The checks of auth, in the order of their codes. */
export const authChecks: readonly Check[] = [
  authServiceMissing,
  authUnqualifiedNamespace,
  authPortOrEndpoints,
  authProtocolVersion,
  authMultiple,
  authFreezeConflict,
  authBodyBoth,
  authInvalidSchema,
  authForeignId,
  authFailOpen,
  authTimeout,
  authAllowedHeaders,
  authBypassReview,
  authUaexBurst,
  ratelimitProtocolVersion,
  ratelimitMultiple,
  ratelimitDomain,
  logserviceDriverConfig,
  tracingMultiple,
  tokenJwtExpired,
  tokenNoExp,
  tokenLifetimeWrong,
  tokenFilterExpiry,
  tokenSaLegacy,
  tokenProjectedShort,
  registryCredExpired,
  registryCredBroken,
  filterReferenceMissing,
  filterpolicyShadowed,
  jwksUnreachable,
];
