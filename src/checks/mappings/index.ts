import type { Check } from '../../engine/check.ts';
import { mappingAnnotationBroken } from './mapping-annotation-broken.ts';
import { mappingApiVersion } from './mapping-api-version.ts';
import { mappingBackendCrashing } from './mapping-backend-crashing.ts';
import { mappingBackendNotReady } from './mapping-backend-not-ready.ts';
import { mappingBackendZeroReplicas } from './mapping-backend-zero-replicas.ts';
import { mappingCacheCollision } from './mapping-cache-collision.ts';
import { mappingConflictPrecedence } from './mapping-conflict-precedence.ts';
import { mappingCoreKeyMismatch } from './mapping-core-key-mismatch.ts';
import { mappingDuplicateDefinition } from './mapping-duplicate-definition.ts';
import { mappingForeignId } from './mapping-foreign-id.ts';
import { mappingIneffectiveField } from './mapping-ineffective-field.ts';
import { mappingKilledByField } from './mapping-killed-by-field.ts';
import { mappingNamedPort } from './mapping-named-port.ts';
import { mappingNeverMatches } from './mapping-never-matches.ts';
import { mappingNoEndpoints } from './mapping-no-endpoints.ts';
import { mappingPortIsTargetPort } from './mapping-port-is-targetport.ts';
import { mappingPortMissing } from './mapping-port-missing.ts';
import { mappingPrefixNoSlash } from './mapping-prefix-no-slash.ts';
import { mappingRedundant } from './mapping-redundant.ts';
import { mappingRegexInvalid } from './mapping-regex-invalid.ts';
import { mappingResolverUnknown } from './mapping-resolver-unknown.ts';
import { mappingSelectorMismatch } from './mapping-selector-mismatch.ts';
import { mappingServiceMalformed } from './mapping-service-malformed.ts';
import { mappingServiceMissing } from './mapping-service-missing.ts';
import { mappingServicePathDropped } from './mapping-service-path-dropped.ts';
import { mappingServiceWrongNamespace } from './mapping-service-wrong-namespace.ts';
import { mappingStatusInactive } from './mapping-status-inactive.ts';
import { mappingTargetPortMismatch } from './mapping-targetport-mismatch.ts';
import { mappingUnintendedGroup } from './mapping-unintended-group.ts';

/** The checks of mappings, in the order of their codes. */
export const mappingsChecks: readonly Check[] = [
  mappingServiceMissing,
  mappingServiceWrongNamespace,
  mappingPortMissing,
  mappingPortIsTargetPort,
  mappingNamedPort,
  mappingServiceMalformed,
  mappingServicePathDropped,
  mappingNoEndpoints,
  mappingBackendCrashing,
  mappingBackendNotReady,
  mappingBackendZeroReplicas,
  mappingSelectorMismatch,
  mappingTargetPortMismatch,
  mappingResolverUnknown,
  mappingKilledByField,
  mappingDuplicateDefinition,
  mappingUnintendedGroup,
  mappingRedundant,
  mappingConflictPrecedence,
  mappingCoreKeyMismatch,
  mappingCacheCollision,
  mappingForeignId,
  mappingPrefixNoSlash,
  mappingRegexInvalid,
  mappingIneffectiveField,
  mappingApiVersion,
  mappingAnnotationBroken,
  mappingStatusInactive,
  mappingNeverMatches,
];
