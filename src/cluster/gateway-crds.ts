import type { Cluster } from './cluster.ts';
import { KINDS } from './kinds.ts';
import type { CustomResourceDefinition, Kind, ObjectKind } from './objects.ts';

/** The kinds that every gateway from version 2 on watches. A DevPortal is for Edge Stack alone. */
export const watchedKindNames = [
  'AuthService',
  'ConsulResolver',
  'Host',
  'KubernetesEndpointResolver',
  'KubernetesServiceResolver',
  'Listener',
  'LogService',
  'Mapping',
  'Module',
  'RateLimitService',
  'TCPMapping',
  'TLSContext',
  'TracingService',
] as const satisfies readonly Kind[];

/** A kind of the gateway’s, with its definition if there is one. */
export interface WatchedKind {
  readonly kind: (typeof watchedKindNames)[number];
  readonly crd?: CustomResourceDefinition;
  /** Whether its objects can be read as v3alpha1; undefined when the definition does not say. */
  readonly servesV3?: boolean;
}

/**
 * The definitions of the kinds that gateways watch; empty when that is not known: no definition at all was seen, which is
 * what files leave out most often.
 */
export function watchedKinds(cluster: Cluster<'CustomResourceDefinition'>): readonly WatchedKind[] {
  if (cluster.all('CustomResourceDefinition').length === 0) return [];
  return watchedKindNames.map((kind) => {
    const crd = cluster.find('CustomResourceDefinition', '', definitionOf(kind));
    const versions = crd?.spec.versions ?? [];
    const servesV3 = versions.some(({ name, served }) => name === 'v3alpha1' && served !== false);
    return { kind, ...(crd && { crd }), ...(versions.length > 0 && { servesV3 }) };
  });
}

/** The name of a kind's definition. */
export function definitionOf(kind: ObjectKind): string {
  const { plural, group } = KINDS[kind];
  return `${plural}.${group}`;
}

/** The definitions of getambassador.io whose objects go through the conversion webhook of apiext. */
export function convertedKinds(cluster: Cluster<'CustomResourceDefinition'>): readonly CustomResourceDefinition[] {
  return cluster
    .all('CustomResourceDefinition')
    .filter(({ spec }) => spec.group === 'getambassador.io' && spec.conversion?.strategy === 'Webhook');
}

/** Whether objects are stored in an older version than gateways read, so that each reading needs the webhook. */
export function isStoredOld({ spec }: CustomResourceDefinition): boolean {
  return spec.versions?.some(({ name, storage }) => storage === true && name !== 'v3alpha1') ?? true;
}
