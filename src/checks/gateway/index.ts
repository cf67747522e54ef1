import type { Check } from '../../engine/check.ts';
import { apiextCaExpired } from './apiext-ca-expired.ts';
import { apiextCaExpiring } from './apiext-ca-expiring.ts';
import { apiextCaBundleMismatch } from './apiext-cabundle-mismatch.ts';
import { apiextDown } from './apiext-down.ts';
import { crdMissing } from './crd-missing.ts';
import { crdSchemaOld } from './crd-schema-old.ts';
import { crdStoredVersions } from './crd-stored-versions.ts';
import { crdVersionNotServed } from './crd-version-not-served.ts';
import { gatewayAccessLogFlags } from './gateway-access-log-flags.ts';
import { gatewayConfigFrozen } from './gateway-config-frozen.ts';
import { gatewayConfigStale } from './gateway-config-stale.ts';
import { gatewayDiagDisabled } from './gateway-diag-disabled.ts';
import { gatewayDiagEnv } from './gateway-diag-env.ts';
import { gatewayDiagErrors } from './gateway-diag-errors.ts';
import { gatewayDiagPublic } from './gateway-diag-public.ts';
import { gatewayFreezeRisk } from './gateway-freeze-risk.ts';
import { gatewayIdCollision } from './gateway-id-collision.ts';
import { gatewayImageMixed } from './gateway-image-mixed.ts';
import { gatewayLogErrors } from './gateway-log-errors.ts';
import { gatewayMemoryPressure } from './gateway-memory-pressure.ts';
import { gatewayModuleDeadKey } from './gateway-module-dead-key.ts';
import { gatewayModuleInvalid } from './gateway-module-invalid.ts';
import { gatewayModuleName } from './gateway-module-name.ts';
import { gatewayModuleUnknownKey } from './gateway-module-unknown-key.ts';
import { gatewayMultipleModules } from './gateway-multiple-modules.ts';
import { gatewayNotFound } from './gateway-not-found.ts';
import { gatewayPodLabelsVolume } from './gateway-pod-labels-volume.ts';
import { gatewayPodsUnhealthy } from './gateway-pods-unhealthy.ts';
import { gatewayProbeMismatch } from './gateway-probe-mismatch.ts';
import { gatewayRbacGap } from './gateway-rbac-gap.ts';
import { gatewayReplicasDisagree } from './gateway-replicas-disagree.ts';
import { gatewayScopeExcludes } from './gateway-scope-excludes.ts';
import { gatewayServiceNoAddress } from './gateway-service-no-address.ts';
import { gatewayServiceSelector } from './gateway-service-selector.ts';
import { gatewaySingleNamespaceTruthy } from './gateway-single-namespace-truthy.ts';
import { gatewaySingleReplica } from './gateway-single-replica.ts';
import { gatewayVersionEol } from './gateway-version-eol.ts';
import { silenceUnused } from './silence-unused.ts';

/** The checks of gateway, in the order of their codes. */
export const gatewayChecks: readonly Check[] = [
  gatewayNotFound,
  gatewayPodsUnhealthy,
  gatewayConfigFrozen,
  gatewayFreezeRisk,
  gatewayDiagErrors,
  gatewayDiagEnv,
  gatewayDiagDisabled,
  gatewayDiagPublic,
  gatewayAccessLogFlags,
  gatewayLogErrors,
  gatewayImageMixed,
  gatewayVersionEol,
  crdMissing,
  crdVersionNotServed,
  crdStoredVersions,
  crdSchemaOld,
  apiextCaExpired,
  apiextCaExpiring,
  apiextCaBundleMismatch,
  apiextDown,
  gatewayRbacGap,
  gatewaySingleNamespaceTruthy,
  gatewayScopeExcludes,
  gatewayMultipleModules,
  gatewayModuleName,
  gatewayModuleUnknownKey,
  gatewayModuleDeadKey,
  gatewayModuleInvalid,
  gatewayServiceNoAddress,
  gatewayServiceSelector,
  gatewayPodLabelsVolume,
  gatewayProbeMismatch,
  gatewaySingleReplica,
  gatewayMemoryPressure,
  gatewayIdCollision,
  gatewayConfigStale,
  gatewayReplicasDisagree,
  silenceUnused,
];
