import type { Resource } from './access.ts';
import type { Cluster } from './cluster.ts';
import { watchedKindNames } from './gateway-crds.ts';
import { gatewayObjectsOf } from './gateway-objects.ts';
import type { Installation } from './installations.ts';
import { KINDS } from './kinds.ts';
import { moduleOf } from './module.ts';
import type { AnyObject, ObjectKind } from './objects.ts';
import { resolversOf } from './resolvers.ts';
import type { RoutingKind } from './routing.ts';
import { secretReferencesOf } from './served-certificates.ts';

/** Something that a gateway has to list and watch. */
export interface NeededRight extends Resource {
  readonly kind: ObjectKind;
  /** What suffers without: all traffic, what some objects describe, or nothing for now. */
  readonly need: 'all' | 'some' | 'none';
}

/**
 * What an installation has to be allowed, and how much hangs on it now (cmd/entrypoint/interesting_types.go). Of kinds
 * without objects, of Secrets that nothing names, and so on, nothing does.
 */
export function neededRights(cluster: Cluster<RoutingKind>, installation: Installation): readonly NeededRight[] {
  const seen = <K extends (typeof watchedKindNames)[number]>(kind: K) =>
    (cluster.all(kind) as readonly AnyObject[]).filter((object) => installation.sees(object));
  const own = watchedKindNames.flatMap((kind): readonly NeededRight[] => {
    // What stands in an annotation comes with its Service.
    const isThere = seen(kind).some((object) => !('annotationOf' in object && object.annotationOf));
    return isThere ? [rightTo(kind, CORE.has(kind) ? 'all' : 'some')] : [];
  });

  const { ingresses } = gatewayObjectsOf(cluster, installation);
  const hasClass = ingresses.some(({ spec }) => spec.ingressClassName);
  const isAnnotated = watchedKindNames.some((kind) =>
    seen(kind).some((object) => 'annotationOf' in object && object.annotationOf?.kind === 'Service'),
  );
  const usesEndpoints = installation.endpointsEnabled && asksEndpoints(cluster, installation);
  const usesSecrets = secretReferencesOf(cluster).some((one) => one.installation === installation && one.isUsed);
  return [
    ...own,
    rightTo('Secret', usesSecrets ? 'all' : 'none'),
    rightTo('Service', isAnnotated || usesEndpoints || ingresses.length > 0 ? 'some' : 'none'),
    ...(installation.endpointsEnabled ? [rightTo('Endpoints', usesEndpoints ? 'some' : 'none')] : []),
    ...(ingresses.length > 0 ? [rightTo('Ingress', 'some')] : []),
    ...(hasClass && !installation.singleNamespace ? [rightTo('IngressClass', 'some')] : []),
  ];
}

const CORE: ReadonlySet<ObjectKind> = new Set(['Mapping', 'Host', 'Listener']);

function rightTo(kind: ObjectKind, need: NeededRight['need']): NeededRight {
  const { group, plural } = KINDS[kind];
  const groups = group === 'networking.k8s.io' ? [group, 'extensions'] : [group];
  return { kind, groups, plural, need };
}

function asksEndpoints(cluster: Cluster<RoutingKind>, installation: Installation): boolean {
  const resolvers = resolversOf(cluster, installation);
  const { resolver: standard } = moduleOf(cluster, installation);
  return [...cluster.all('Mapping'), ...cluster.all('TCPMapping')].some(
    (mapping) => resolvers.get(mapping.spec.resolver || standard)?.type === 'endpoint' && installation.sees(mapping),
  );
}
