import { type Cluster, type Gap, indexSnapshot } from '../cluster/cluster.ts';
import { gatewayPartsOf } from '../cluster/gateway-parts.ts';
import { foundGateways } from '../cluster/gateway-pods.ts';
import { isEmissary, isObserved, KINDS } from '../cluster/kinds.ts';
import type { AnyObject, Kind, ObjectKind, Pod } from '../cluster/objects.ts';
import { NOT_OBSERVED, OBSERVED, type ObservedKind } from '../cluster/observed.ts';
import { podNames } from './observed/answer.ts';

/**
 * What files leave open. A file holds what somebody asked `kubectl get` for, so a kind of which it has no object is
 * usually a kind that was not asked for: unknown, not absent. It is absent for sure when
 *
 * - the input lists Namespaces: somebody wrote out a whole cluster (Pods and Endpoints, which manifests never hold,
 *   stay unknown even then), or
 * - another kind of the same group is there, or the gateway itself, for the kinds of getambassador.io. What kubectl read
 *   (it has a uid) was asked for kind by kind: there only a kind that nobody asks for by name, or many of them, show
 *   that all of getambassador.io was asked for.
 */
export function gapsOfInput(objects: readonly AnyObject[]): Gap[] {
  // A Pod without a status is written, as the hook of a chart, and says nothing of those that run.
  const seen = new Set<Kind>(objects.filter((one) => one.kind !== 'Pod' || one.status).map(({ kind }) => kind));
  const isRead = isReadByKubectl(objects);
  const isWhole = seen.has('Namespace');
  const emissaryKinds = [...seen].filter(isEmissary).length;
  const hasWorkload = seen.has('Deployment') || seen.has('DaemonSet') || seen.has('StatefulSet');

  const isAbsent = (kind: ObjectKind): boolean => {
    if (RUNNING.has(kind)) return false;
    // No cluster is without any Secret; who reads one out keeps them back.
    if (isWhole) return !(kind === 'Secret' && isRead);
    if (isRead) return isEmissary(kind) && (emissaryKinds > 4 || UNASKED.some((other) => seen.has(other)));
    if (isEmissary(kind)) return emissaryKinds > 1 || (emissaryKinds === 1 && hasWorkload);
    const { group, namespaced } = KINDS[kind];
    return (
      group !== '' &&
      group !== 'apps' &&
      namespaced &&
      [...seen].some((other) => !isObserved(other) && KINDS[other].group === group)
    );
  };

  const unread = (Object.keys(KINDS) as ObjectKind[]).filter((kind) => !seen.has(kind) && !isAbsent(kind));
  return unread.map((kind) => ({ kind, reason: 'not in the input' }));
}

/**
 * What files leave open of the running gateway. A kind without any file was not observed. Where some Pods of the gateway
 * have files and others have none, the others are unknown: their namespace is a gap, so that what they could show is
 * neither called absent nor resolved. A certificate speaks for its own name alone, and leaves nothing open.
 */
export function gapsOfObservations(objects: readonly AnyObject[], observed: readonly AnyObject[]): Gap[] {
  const parts = gatewayPartsOf(indexOf(objects));
  return (Object.keys(OBSERVED) as ObservedKind[]).flatMap((kind): readonly Gap[] => {
    const files = observed.filter((one) => one.kind === kind);
    const isThere = (pod: Pod, container: string) =>
      files.some(
        (one) =>
          one.metadata.namespace === pod.metadata.namespace &&
          one.metadata.name === pod.metadata.name &&
          (one.kind !== 'ContainerLog' || one.container === container),
      );
    const pods = parts.flatMap(({ pods, container }) => pods.map((pod) => ({ pod, container })));
    const missing = pods.filter(({ pod, container }) => !isThere(pod, container.name)).map(({ pod }) => pod);
    // Logs may be those of other Pods.
    const isOfOthers = kind === 'ContainerLog' && pods.length > 0 && missing.length === pods.length;
    if (files.length === 0 || isOfOthers) return [{ kind, reason: NOT_OBSERVED }];
    if (kind === 'ServedCertificate') return [];
    return [...Map.groupBy(missing, ({ metadata }) => metadata.namespace)].map(([namespace, some]) => ({
      kind,
      namespace,
      reason: `no usable file of ${podNames(some)}`,
    }));
  });
}

/**
 * The namespaces that files speak of; undefined when they speak of all: they list Namespaces, or hold the gateway itself
 * beside other namespaces, which nobody asks for one by one.
 */
export function namespacesOfInput(objects: readonly AnyObject[]): readonly string[] | undefined {
  if (objects.some(({ kind }) => kind === 'Namespace')) return undefined;
  const seen = new Set(objects.map(({ metadata }) => metadata.namespace).filter((namespace) => namespace !== ''));
  // All that kubectl reads with -A has something of these; two namespaces read one after the other have not.
  const isOfAll = !isReadByKubectl(objects) || seen.has('kube-system') || seen.has('default');
  return seen.size > 1 && isOfAll && holdsGateway(objects) ? undefined : [...seen].sort();
}

function isReadByKubectl(objects: readonly AnyObject[]): boolean {
  return objects.some(({ metadata }) => metadata.uid !== undefined);
}

function holdsGateway(objects: readonly AnyObject[]): boolean {
  return foundGateways(indexOf(objects)).length > 0;
}

function indexOf(objects: readonly AnyObject[]): Cluster {
  return indexSnapshot({ clusterName: '', takenAt: new Date(0), objects, gaps: [], problems: [] });
}

// Only a running cluster has these, or nobody writes them out beside the objects that use them.
const RUNNING: ReadonlySet<Kind> = new Set([
  'Pod',
  'Endpoints',
  'EndpointSlice',
  'ConfigMap',
  'CustomResourceDefinition',
]);

/** Kinds of getambassador.io that hardly anybody asks for by name, and most installations have. */
const UNASKED: readonly Kind[] = [
  'Module',
  'KubernetesEndpointResolver',
  'KubernetesServiceResolver',
  'TracingService',
];
