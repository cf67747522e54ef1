import type { Check } from '../../engine/check.ts';
import { mappingBackendCrashing } from './mapping-backend-crashing.ts';
import { mappingBackendNotReady } from './mapping-backend-not-ready.ts';
import { mappingBackendZeroReplicas } from './mapping-backend-zero-replicas.ts';
import { mappingNamedPort } from './mapping-named-port.ts';
import { mappingNoEndpoints } from './mapping-no-endpoints.ts';
import { mappingPortIsTargetPort } from './mapping-port-is-targetport.ts';
import { mappingPortMissing } from './mapping-port-missing.ts';
import { mappingSelectorMismatch } from './mapping-selector-mismatch.ts';
import { mappingServiceMalformed } from './mapping-service-malformed.ts';
import { mappingServiceMissing } from './mapping-service-missing.ts';
import { mappingServicePathDropped } from './mapping-service-path-dropped.ts';
import { mappingServiceWrongNamespace } from './mapping-service-wrong-namespace.ts';
import { mappingTargetPortMismatch } from './mapping-targetport-mismatch.ts';

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
];
